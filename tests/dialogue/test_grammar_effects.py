"""What a command means on one entity."""

from __future__ import annotations

import pytest

from dialogue.resolving.outcomes import Resolved
from teaching.concepts import ActionName, Setting, ValueName
from tests.talk.situations import effects, resolved, situation, taught


@pytest.mark.parametrize(
    ("text", "entity", "settings"),
    [
        ("turn on the tv", "tv", {"on": True}),
        ("floor lamp to forty percent", "floor_lamp", {"on": True, "brightness": 40}),
        ("living room light to forty percent", "living_room_light", {"brightness": 40}),
        ("floor lamp red", "floor_lamp", {"on": True, "color": "red"}),
        ("desk lamp warm white", "desk_lamp", {"on": True, "color_temp": 2700}),
        ("close the bedroom blinds", "bedroom_blinds", {"position": 0}),
        ("open the bedroom blinds halfway", "bedroom_blinds", {"position": 50}),
        ("unlock the back door", "back_door_lock", {"locked": False}),
        ("open the front door", "front_door_lock", {"locked": False}),
        ("arm the alarm", "alarm", {"mode": "away"}),
        ("disarm the alarm", "alarm", {"mode": "disarmed"}),
        ("start the vacuum", "vacuum", {"state": "cleaning"}),
        ("send the vacuum home", "vacuum", {"state": "returning"}),
        ("mute the tv", "tv", {"muted": True}),
        ("set the tv to hdmi 2", "tv", {"on": True, "source": "hdmi 2"}),
        ("bedroom fan on high", "bedroom_fan", {"on": True, "speed": "high"}),
        ("oven to one seventy", "oven", {"on": True, "target_temperature": 170}),
        ("humidifier to fifty percent", "humidifier", {"target_humidity": 50}),
        ("turn off the living room thermostat", "living_room_thermostat", {"mode": "off"}),
        ("start the washing machine", "washing_machine", {"state": "running"}),
    ],
)
def test_a_command_on_a_device_of_each_kind(text: str, entity: str, settings: dict[str, object]) -> None:
    assert effects(text) == {entity: settings}


@pytest.mark.parametrize(
    ("text", "entity", "attribute", "low", "high"),
    [
        ("make the living room light brighter", "living_room_light", "brightness", 61, 100),
        ("dim the living room light", "living_room_light", "brightness", 1, 59),
        ("double the living room light", "living_room_light", "brightness", 100, 100),
        ("living room thermostat two degrees warmer", "living_room_thermostat", "target_temperature", 23, 23),
        ("turn the living room thermostat down by three", "living_room_thermostat", "target_temperature", 18, 18),
        ("turn the tv up", "tv", "volume", 26, 45),
        ("kitchen speaker much quieter", "kitchen_speaker", "volume", 0, 25),
        ("living room light a bit dimmer", "living_room_light", "brightness", 45, 59),
    ],
)
def test_a_change_starts_from_how_it_is(text: str, entity: str, attribute: str, low: int, high: int) -> None:
    value = effects(text)[entity][attribute]
    assert isinstance(value, int | float)
    assert low <= value <= high


def test_a_change_never_leaves_the_range() -> None:
    bright = situation(start={"living_room_light": {"brightness": 95}})
    assert effects("make the living room light much brighter", bright)["living_room_light"]["brightness"] == 100
    dark = situation(start={"living_room_light": {"brightness": 4}})
    value = effects("make the living room light much dimmer", dark)["living_room_light"]["brightness"]
    assert isinstance(value, int)
    assert 1 <= value < 4


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("oven to four hundred degrees", "target_temperature"),
        ("living room thermostat to fifty", "target_temperature"),
        ("floor lamp to a hundred and twenty percent", "brightness"),
    ],
)
def test_what_is_out_of_range_is_a_fault_and_no_setting(text: str, attribute: str) -> None:
    found = resolved(text)
    assert isinstance(found, Resolved)
    (plan,) = found.plans
    assert plan.fault
    assert plan.faulty_attribute == attribute
    assert attribute not in plan.settings


def test_a_percentage_on_something_with_steps() -> None:
    assert effects("bathroom fan to ninety percent")["bathroom_fan"]["speed"] == "high"
    assert effects("bathroom fan to ten percent")["bathroom_fan"]["speed"] == "low"


def test_a_taught_action_is_done_to_what_follows() -> None:
    there = situation(taught("moonify", ActionName((Setting("brightness", 5),))), taught("zap", ActionName(verb="off")))
    assert effects("moonify the desk lamp", there)["desk_lamp"] == {"brightness": 5, "on": True}
    assert effects("zap the living room light", there)["living_room_light"] == {"on": False}


def test_a_taught_value_does_what_it_can_and_names_the_rest() -> None:
    there = situation(taught("lagoon", ValueName((Setting("brightness", 10), Setting("color", "blue")))))
    found = resolved("set the counter light to lagoon", there)
    assert isinstance(found, Resolved)
    assert dict(found.plans[0].settings) == {"brightness": 10, "on": True}
    assert found.plans[0].lacking == ("color",)


def test_playing_goes_where_it_can_be_played() -> None:
    assert effects("play jazz", situation(area="kitchen")) == {
        "kitchen_speaker": {"state": "playing", "content": "jazz", "on": True}
    }
    assert set(effects("play a film", situation(area="living_room"))) == {"tv"}
