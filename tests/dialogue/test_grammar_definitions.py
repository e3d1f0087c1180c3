"""What a word is said to mean."""

from __future__ import annotations

import pytest

from dialogue.lessons.definitions import Contradicted, Defined, NotADefinition, Undefined, VagueTime, phrase_entities
from dialogue.situation import Situation
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Meaning,
    PersonName,
    Routine,
    Setting,
    TimeName,
    ValueName,
)
from tests.talk.situations import mind, situation, taught, tokens


def define(role: str, text: str, *targets: str, there: Situation | None = None) -> object:
    there = there or situation(area="living_room", person="alex")
    return mind(there).definer.define(role, tokens(text), targets, "cosy")


def meaning(role: str, text: str, *targets: str, there: Situation | None = None) -> Meaning:
    found = define(role, text, *targets, there=there)
    assert isinstance(found, Defined), found
    return found.meaning


def told(text: str, there: Situation | None = None) -> object:
    there = there or situation(area="living_room", person="alex")
    return mind(there).definer.define_any(tokens(text), "cosy")


def as_told(text: str) -> Meaning:
    found = told(text)
    assert isinstance(found, Defined), found
    return found.meaning


@pytest.mark.parametrize(
    ("text", "target", "settings"),
    [
        ("eighty percent and cool white", "desk_lamp", {"brightness": 80, "color_temp": 5000}),
        ("thirty, warm", "desk_lamp", {"brightness": 30, "color_temp": 2700}),
        ("um, about eighty percent I guess", "desk_lamp", {"brightness": 80}),
        ("cosy is ten percent", "desk_lamp", {"brightness": 10}),
        ("half", "living_room_blinds", {"position": 50}),
        ("two hundred and twenty", "oven", {"target_temperature": 220}),
        ("blue", "floor_lamp", {"color": "blue"}),
        ("on high", "bedroom_fan", {"speed": "high"}),
        ("off", "desk_lamp", {"on": False}),
    ],
)
def test_a_value_is_read_on_what_it_is_said_of(text: str, target: str, settings: dict[str, object]) -> None:
    found = meaning("value", text, target)
    assert isinstance(found, ValueName)
    assert {s.attribute: s.value for s in found.settings if s.attribute != "on" or "on" in settings} == settings


def test_a_value_may_refer_to_a_taught_one() -> None:
    there = situation(taught("embers", ValueName((Setting("brightness", 30), Setting("color_temp", 2700)))))
    same = define("value", "the same as embers", "desk_lamp", there=there)
    assert isinstance(same, Defined)
    assert same.uses == ("embers",)
    dimmer = meaning("value", "like embers but dimmer", "desk_lamp", there=there)
    assert isinstance(dimmer, ValueName)
    values = {s.attribute: s.value for s in dimmer.settings}
    assert values["color_temp"] == 2700
    assert isinstance(values["brightness"], int)
    assert 0 < values["brightness"] < 30


def test_an_unknown_inside_a_definition_is_handed_back() -> None:
    found = define("value", "like zorvane but dimmer", "desk_lamp")
    assert isinstance(found, Undefined)
    assert [span.text for span in found.unknowns] == ["zorvane"]


def test_out_of_range_is_a_contradiction_with_the_limits() -> None:
    found = define("value", "four hundred degrees", "oven")
    assert isinstance(found, Contradicted)
    assert found.code == "out_of_range"
    assert "250" in found.names["reason"]


@pytest.mark.parametrize(
    ("role", "text", "target"),
    [("scene", "turn the tv on and turn the tv off", ()), ("value", "off and fifty percent", ("desk_lamp",))],
)
def test_what_can_not_hold_together_is_a_contradiction(role: str, text: str, target: tuple[str, ...]) -> None:
    found = define(role, text, *target)
    assert isinstance(found, Contradicted)
    assert found.code == "contradiction"


@pytest.mark.parametrize("text", ["um", "the train leaves", ""])
def test_what_defines_nothing_is_no_definition(text: str) -> None:
    assert not isinstance(define("value", text, "desk_lamp"), Defined)


def test_an_answer_about_a_device_names_one_or_several() -> None:
    assert meaning("device", "the floor lamp") == Alias(("floor_lamp",))
    assert meaning("device", "oh that's the floor lamp I mean") == Alias(("floor_lamp",))
    assert meaning("device", "the floor lamp and the tv") == Alias(("floor_lamp", "tv"))
    assert isinstance(define("device", "turn on the kettle"), NotADefinition)


def test_an_answer_about_a_room() -> None:
    assert meaning("area", "the kitchen") == AreaName(("kitchen",))
    assert meaning("area", "the kitchen and the hall") == AreaName(("kitchen", "hallway"))
    assert meaning("area", "here") == AreaName(("living_room",))


def test_an_answer_about_a_person() -> None:
    assert meaning("person", "that's sam") == PersonName("sam")


@pytest.mark.parametrize(
    ("text", "time"),
    [("half past six", "06:30"), ("at ten thirty pm", "22:30"), ("quarter to eight in the morning", "07:45")],
)
def test_an_answer_about_a_time(text: str, time: str) -> None:
    assert meaning("time", text) == TimeName(time)


def test_a_part_of_the_day_is_too_vague_for_a_time() -> None:
    assert isinstance(define("time", "in the evening"), VagueTime)
    assert isinstance(define("time", "blue"), NotADefinition)


def test_an_action_is_a_verb_or_settings() -> None:
    assert meaning("action", "turn it off", "tv") == ActionName(verb="off")
    found = meaning("action", "set it to thirty percent", "desk_lamp")
    assert isinstance(found, ActionName)
    assert Setting("brightness", 30) in found.settings


def test_a_scene_is_what_happens_to_what() -> None:
    found = meaning("scene", "tv on and kettle off")
    assert isinstance(found, Routine)
    assert [(s.target.entities, s.settings) for s in found.steps] == [
        (("tv",), (Setting("on", True),)),
        (("kettle",), (Setting("on", False),)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ten percent", ValueName((Setting("brightness", 10),))),
        ("twenty one degrees", ValueName((Setting("target_temperature", 21),))),
        ("the kitchen", AreaName(("kitchen",))),
        ("the floor lamp", Alias(("floor_lamp",))),
        ("sam", PersonName("sam")),
        ("ten thirty pm", TimeName("22:30")),
        ("turn it off", ActionName(verb="off")),
    ],
)
def test_only_the_definition_tells_what_kind_of_word_it_is(text: str, expected: Meaning) -> None:
    assert as_told(text) == expected


def test_several_commands_told_at_once_are_a_routine() -> None:
    found = as_told("turn off the tv and close the blinds")
    assert isinstance(found, Routine)
    assert len(found.steps) == 2


def test_an_unknown_in_what_is_told_is_handed_back() -> None:
    found = told("zorvane and ten percent")
    assert isinstance(found, Undefined)
    assert [span.text for span in found.unknowns] == ["zorvane"]


def test_the_entities_that_words_name() -> None:
    there = situation()
    assert phrase_entities(tokens("the floor lamp"), there) == ("floor_lamp",)
    assert phrase_entities(tokens("the zorvane lamp"), there) == ()
    assert phrase_entities(tokens("please"), there) == ()
