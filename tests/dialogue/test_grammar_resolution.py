"""Which entities are meant, and what each of them gets."""

from __future__ import annotations

import pytest

from dialogue.resolving.outcomes import Ambiguous, Impossible, Incomplete, Resolved
from teaching.concepts import ActionName, Alias, AreaName, Condition, Preference, Setting, ValueName
from tests.talk.situations import effects, resolved, situation, taught

LAMP_LOW = Preference((Setting("brightness", 20),), ("floor_lamp",))


def test_the_lights_are_those_of_the_room() -> None:
    assert set(effects("turn on the lights", situation(area="kitchen"))) == {"kitchen_light", "counter_light"}
    assert set(effects("turn on the light", situation(area="office"))) == {"desk_lamp"}


def test_without_a_room_nothing_is_guessed() -> None:
    assert isinstance(resolved("turn on the lights"), Ambiguous)


def test_a_room_that_is_said_counts_more_than_the_one_it_is_said_in() -> None:
    assert set(effects("turn on the lights in the office", situation(area="kitchen"))) == {"desk_lamp"}


def test_here_and_there() -> None:
    assert set(effects("turn on the lights here", situation(area="office"))) == {"desk_lamp"}
    there = situation(area="kitchen", focus=("desk_lamp",))
    assert set(effects("turn on the lights there", there)) == {"desk_lamp"}


def test_a_whole_floor() -> None:
    lights = effects("turn off all the lights upstairs", situation(home="elm cottage"))
    assert set(lights) == {"nursery_reading", "loft_spots", "loft_easel"}


def test_all_but_some() -> None:
    left = effects("turn off all the lights except the floor lamp", situation(area="living_room"))
    assert "floor_lamp" not in left
    assert len(left) == 9


def test_the_same_name_means_the_one_of_this_room() -> None:
    assert set(effects("turn on the reading lamp", situation(home="elm cottage", area="nursery"))) == {
        "nursery_reading"
    }
    assert set(effects("turn on the reading lamp", situation(home="elm cottage", area="parlour"))) == {
        "parlour_reading"
    }


def test_the_same_name_in_two_other_rooms_is_asked_about() -> None:
    found = resolved("turn on the reading lamp", situation(home="elm cottage", area="loft"))
    assert isinstance(found, Ambiguous)
    assert set(found.options) == {"parlour_reading", "nursery_reading"}


def test_it_is_what_was_talked_about() -> None:
    assert effects("turn it off", situation(focus=("kettle",))) == {"kettle": {"on": False}}
    assert set(effects("turn them off", situation(focus=("kettle", "tv")))) == {"kettle", "tv"}
    assert isinstance(resolved("turn it off"), Incomplete)


def test_the_other_one_is_its_sister() -> None:
    assert set(effects("turn on the other one", situation(focus=("bedroom_lamp",)))) == {"bedroom_light"}


def test_only_one_of_them_would_change() -> None:
    there = situation(start={"kitchen_light": {"on": True}, "living_room_light": {"on": False}})
    found = resolved("turn off the light", there)
    assert isinstance(found, Resolved | Ambiguous)
    if isinstance(found, Resolved):
        assert [plan.entity_id for plan in found.plans] == ["kitchen_light"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("set the kettle to blue", "cannot"),
        ("turn on the fan in the kitchen", "not_there"),
        ("open the window", "no_such_thing"),
    ],
)
def test_what_can_not_be_is_said(text: str, code: str) -> None:
    found = resolved(text)
    assert isinstance(found, Impossible)
    assert found.code == code


def test_a_preference_counts_for_whoever_has_it() -> None:
    concept = taught("floor lamp brightness", LAMP_LOW, scope="alex")
    assert effects("turn on the floor lamp", situation(concept, person="alex"))["floor_lamp"] == {
        "on": True,
        "brightness": 20,
    }
    assert effects("turn on the floor lamp", situation(concept, person="sam"))["floor_lamp"] == {"on": True}


def test_the_narrower_preference_wins() -> None:
    household = taught("a", Preference((Setting("brightness", 70),), kind="light"))
    own = taught("b", Preference((Setting("brightness", 30),), kind="light"), scope="alex")
    lamp = taught("c", LAMP_LOW, scope="alex")
    there = situation(household, own, lamp, person="alex", area="living_room")
    assert effects("turn on the floor lamp", there)["floor_lamp"]["brightness"] == 20
    assert effects("turn on the desk lamp", there)["desk_lamp"]["brightness"] == 30
    assert effects("turn on the desk lamp", situation(household, own, person="sam"))["desk_lamp"]["brightness"] == 70


def test_a_preference_counts_at_its_time_and_place() -> None:
    morning = taught("a", Preference((Setting("brightness", 70),), kind="light", condition=Condition("morning")))
    kitchen = taught("b", Preference((Setting("brightness", 30),), kind="light", condition=Condition(area="kitchen")))
    there = situation(morning, kitchen)
    assert "brightness" not in effects("turn on the desk lamp", there)["desk_lamp"]
    assert effects("turn on the kitchen light", there)["kitchen_light"]["brightness"] == 30


def test_a_preference_does_not_undo_what_is_said() -> None:
    there = situation(taught("a", LAMP_LOW, scope="alex"), person="alex")
    assert effects("set the floor lamp to ninety percent", there)["floor_lamp"]["brightness"] == 90
    assert effects("turn off the floor lamp", there)["floor_lamp"] == {"on": False}


def test_taught_names_resolve() -> None:
    assert set(effects("turn on bertha", situation(taught("bertha", Alias(("desk_lamp", "kettle")))))) == {
        "desk_lamp",
        "kettle",
    }
    assert set(effects("lights on in the snug", situation(taught("snug", AreaName(("office",)))))) == {"desk_lamp"}
    assert effects("zap the tv", situation(taught("zap", ActionName(verb="on"))))["tv"] == {"on": True}


def test_a_taught_value_says_which_word_it_used() -> None:
    there = situation(taught("study mode", ValueName((Setting("brightness", 80), Setting("color", "red")))))
    found = resolved("set the counter light to study mode", there)
    assert isinstance(found, Resolved)
    assert found.concepts == ("study_mode",)
    assert found.plans[0].lacking == ("color",)


def test_every_choice_leaves_a_reason() -> None:
    for text, there in (
        ("turn on the lights", situation(area="kitchen")),
        ("turn it off", situation(focus=("kettle",))),
        ("turn on the lamp", situation(area="bedroom")),
        ("brighter", situation(area="living_room")),
    ):
        found = resolved(text, there)
        assert isinstance(found, Resolved)
        assert found.reasons, text


def test_everything_in_a_room_leaves_locks_blinds_and_heating_alone() -> None:
    there = situation(area="kitchen", start={"kitchen_light": {"on": True}, "kettle": {"on": True}})
    switched = effects("turn everything off in the kitchen", there)
    assert {"kitchen_light", "kettle"} <= set(switched)
    assert not {"back_door_lock", "living_room_blinds"} & set(switched)
