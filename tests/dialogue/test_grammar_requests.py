"""What a sentence asks for, before anything is looked up in the home's state."""

from __future__ import annotations

import pytest

from dialogue.timing.times import Delay, Duration, Moment, Recurrence
from teaching.concepts import ActionName, Alias, Routine, Setting, Step, TimeName, ValueName
from teaching.concepts import Selector as Things
from tests.talk.situations import clause, request, situation, spans, taught, tokens


@pytest.mark.parametrize(
    ("text", "verb", "particle"),
    [
        ("turn on the lamp", "on", None),
        ("switch the lamp off", "set", "off"),
        ("lights on", None, "on"),
        ("open the blinds", "open", None),
        ("lock the front door", "lock", None),
        ("double it", "double", None),
        ("dim the lights", "dim", None),
    ],
)
def test_a_command_says_what_to_do(text: str, verb: str | None, particle: str | None) -> None:
    found = clause(text)
    assert (found.verb, found.particle) == (verb, particle)
    assert found.acts


def test_a_name_alone_asks_for_nothing() -> None:
    assert not any(one.acts for one in request("the floor lamp").clauses)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("turn on the floor lamp", ["floor_lamp"]),
        ("turn on the standing lamp", ["floor_lamp"]),
        ("turn off the telly", ["tv"]),
        ("kitchen light and kettle on", ["kitchen_light", "kettle"]),
        ("turn the coffee maker and the extractor off", ["coffee_machine", "bathroom_fan"]),
    ],
)
def test_targets_are_found_by_name_and_by_the_words_for_the_same_product(text: str, named: list[str]) -> None:
    assert [e for phrase in clause(text).targets for e in phrase.named or phrase.fitting] == named


def test_one_verb_serves_several_targets() -> None:
    found = clause("turn on the tv, the kettle and the floor lamp")
    assert [phrase.text for phrase in found.targets] == ["tv", "kettle", "floor lamp"]


def test_several_commands_are_several_clauses() -> None:
    first, second, third = request("turn off the tv, close the blinds and set the kettle on").clauses
    assert (first.verb, second.verb) == ("off", "close")
    assert "kettle" in third.text


def test_each_thing_gets_its_own_value() -> None:
    first, second = request("turn the floor lamp red and the tv off").clauses
    assert first.values[0].options == (("color", "red"),)
    assert second.particle == "off"


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("set the floor lamp to forty percent", 40, "percent"),
        ("set the floor lamp to 40%", 40, "percent"),
        ("heating to twenty one and a half degrees", 21.5, "degrees"),
        ("oven to one ninety", 190, None),
        ("set the floor lamp to 3000 kelvin", 3000, "kelvin"),
    ],
)
def test_amounts(text: str, amount: float, unit: str | None) -> None:
    (value,) = clause(text).values
    assert (value.amount, value.unit) == (amount, unit)


@pytest.mark.parametrize(
    ("text", "extreme"),
    [("open the blinds halfway", "half"), ("floor lamp to full brightness", "max"), ("floor lamp to minimum", "min")],
)
def test_extremes(text: str, extreme: str) -> None:
    assert extreme in [value.extreme for value in clause(text).values]


@pytest.mark.parametrize(
    ("text", "direction", "degree"),
    [
        ("make it brighter", 1, None),
        ("a bit dimmer", -1, "little"),
        ("much louder", 1, "much"),
        ("less bright", -1, None),
    ],
)
def test_comparatives(text: str, direction: int, degree: str | None) -> None:
    (value,) = clause(text).values
    assert (value.direction, value.degree) == (direction, degree)


@pytest.mark.parametrize(
    ("text", "attribute", "direction"),
    [
        ("it's dark in here", "brightness", 1),
        ("I'm freezing", "target_temperature", 1),
        ("it is far too loud", "volume", -1),
        ("I can't see a thing", "brightness", 1),
    ],
)
def test_complaints_name_what_they_call_for(text: str, attribute: str, direction: int) -> None:
    assert clause(text).complaint == (attribute, direction)


def test_exceptions_are_kept_apart_from_targets() -> None:
    found = clause("turn off all the lights except the floor lamp and the hall")
    assert [phrase.text for phrase in found.targets] == ["lights"]
    assert [phrase.named for phrase in found.exceptions] == [("floor_lamp",)]
    assert found.exception_areas == ("hallway",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("turn on the kettle in five minutes", Delay),
        ("in five minutes turn on the kettle", Delay),
        ("turn on the kettle at quarter past six", Moment),
        ("turn on the kettle every weekday at seven", Recurrence),
        ("turn on the kettle for an hour", Duration),
    ],
)
def test_times_are_read_and_taken_out(text: str, kind: type) -> None:
    found = request(text)
    assert found.time is not None
    assert isinstance(found.time.when, kind)
    assert [p.named for one in found.clauses for p in one.targets] == [("kettle",)]
    assert found.complete


def test_a_number_that_goes_on_is_no_time() -> None:
    found = request("oven at one ninety")
    assert found.time is None
    assert found.clauses[0].values[0].amount == 190


def test_reasons_change_nothing() -> None:
    assert clause("turn on the tv so that I can see the news").text == clause("turn on the tv").text


def test_only_this_once_is_noticed() -> None:
    assert request("turn on the floor lamp just this once").once
    assert not request("turn on the floor lamp").once


def test_whose_liking_counts() -> None:
    assert clause("set the floor lamp the way alex likes it").liking == "alex"
    assert clause("set the floor lamp how I like it").liking == "me"
    assert spans("set the floor lamp how zork likes it") == [("zork", "person")]


def test_an_aside_is_left_out() -> None:
    found = request("I'm going to shave, turn on the bathroom light")
    assert [phrase.named for one in found.clauses for phrase in one.targets] == [("bathroom_light",)]
    assert found.complete


@pytest.mark.parametrize(
    ("text", "unknown", "role"),
    [
        ("turn on the blick", "blick", "device"),
        ("set the floor lamp to zorvane", "zorvane", "value"),
        ("set the floor lamp to zorvane mode", "zorvane mode", "value"),
        ("lights on in the snarvane", "snarvane", "area"),
        ("lumosify the tv", "lumosify", "action"),
        ("start zorvane", "zorvane", "scene"),
        ("turn it on at zorvane time", "zorvane time", "time"),
        ("turn off the tv when the match starts", "when the match starts", "time"),
        ("turn on the tv and the blick", "blick", "device"),
        ("turn on the blick and the tv", "blick", "device"),
    ],
)
def test_an_unknown_gets_the_role_of_its_place(text: str, unknown: str, role: str) -> None:
    (span,) = request(text).unknowns
    assert (span.text, span.role) == (unknown, role)
    assert text[span.start : span.end] == unknown


def test_places_of_unknowns_point_into_what_was_said() -> None:
    text = "Um, could you PLEASE turn on the   Blick?"
    (span,) = request(text).unknowns
    assert text[span.start : span.end] == "Blick"


def test_a_fully_known_command_has_no_unknowns() -> None:
    for text in (
        "turn on the living room light", "close the bedroom blinds", "set the tv to hdmi 2", "play some jazz",
        "oven to two hundred degrees", "lock both doors", "start the vacuum cleaner", "fan on high",
    ):  # fmt: skip
        assert request(text).complete, text


def test_taught_words_are_known_in_every_role() -> None:
    there = situation(
        taught("study mode", ValueName((Setting("brightness", 80),))),
        taught("bertha", Alias(("floor_lamp",))),
        taught("lumosify", ActionName(verb="on")),
        taught("movie night", Routine((Step(Things(("tv",)), (Setting("on", True),)),))),
        taught("bedtime", TimeName("22:30")),
    )
    assert request("set bertha to study mode", there).complete
    assert clause("lumosify bertha", there).action == "lumosify"
    assert clause("movie night", there).scenes == ("movie_night",)
    assert clause("turn off bertha at bedtime", there).time_concept == "bedtime"


@pytest.mark.parametrize("text", ["studying mode", "study", "study mode level"])
def test_a_taught_word_is_met_in_other_forms(text: str) -> None:
    there = situation(taught("study mode", ValueName((Setting("brightness", 80),))))
    (value,) = clause(f"set the floor lamp to {text}", there).values
    assert value.settings == (Setting("brightness", 80),)


def test_nothing_at_all_asks_for_nothing() -> None:
    assert request("").clauses == ()
    assert tokens("...") == ()
