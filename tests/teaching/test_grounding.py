"""What settings a value, a verb or a change means on one entity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.capabilities import Choice, Quantity, Toggle, Trigger, Value, fault
from devices.home import Entity
from devices.safety import is_dangerous_direction
from teaching import grounding
from teaching.concepts import Setting
from tests.talk.stage import home_file

DEMO = home_file("demo").home.entities
ELM = home_file("elm cottage").home.entities
SPOKEN = sorted(home_file("demo").home.spoken, key=lambda entity: entity.id)
VERBS = (
    "on off open close lock unlock arm disarm start clean brew resume stop pause dock mute unmute next previous "
    "locate clean_spot press scene toggle up down"
).split()


@pytest.mark.parametrize(
    ("entity", "verb", "settings"),
    [
        ("floor_lamp", "on", {"on": True}),
        ("living_room_blinds", "close", {"position": 0}),
        ("living_room_blinds", "up", {"position": 100}),
        ("back_door_lock", "open", {"locked": False}),
        ("back_door_lock", "lock", {"locked": True}),
        ("alarm", "arm", {"mode": "away"}),
        ("alarm", "disarm", {"mode": "disarmed"}),
        ("living_room_thermostat", "off", {"mode": "off"}),
        ("living_room_thermostat", "on", {"mode": "heat"}),
        ("vacuum", "start", {"state": "cleaning"}),
        ("vacuum", "dock", {"state": "returning"}),
        ("dishwasher", "stop", {"state": "idle"}),
        ("tv", "pause", {"state": "paused"}),
        ("tv", "mute", {"muted": True}),
        ("kettle", "toggle", {"on": True}),
        ("kettle", "lock", None),
        ("bathroom_sensor", "on", None),
        ("kettle", "mute", None),
    ],
)
def test_verbs(entity: str, verb: str, settings: dict[str, Value] | None) -> None:
    assert grounding.verb_settings(DEMO[entity], verb, {}) == settings


def test_what_opens_a_lock_is_its_latch_where_it_has_one() -> None:
    lock = Entity("front", "front door", kind="lock", capabilities={"locked": Toggle(), "open": Trigger()})
    assert grounding.verb_settings(lock, "open", {}) == {"open": True}
    assert grounding.verb_settings(lock, "unlock", {}) == {"locked": False}
    assert is_dangerous_direction(lock, {"open": True})


def test_songs_and_robots_are_skipped_and_found_where_they_can_be() -> None:
    player = Entity("tv", "tv", kind="tv", capabilities={"next": Trigger(), "previous": Trigger(), "on": Toggle(True)})
    assert grounding.verb_settings(player, "next", {}) == {"next": True}
    assert grounding.verb_settings(player, "previous", {}) == {"previous": True}
    assert grounding.verb_settings(player, "locate", {}) is None
    assert grounding.verb_settings(player, "on", {}) is None


@given(st.sampled_from(SPOKEN), st.sampled_from(VERBS), st.booleans())
def test_no_verb_ever_asks_for_what_a_device_does_not_take(entity: Entity, verb: str, on: bool) -> None:
    settings = grounding.verb_settings(entity, verb, {"on": on})
    for attribute, value in (settings or {}).items():
        assert grounding.settable(entity, attribute)
        assert fault(entity.capabilities[attribute], value) is None


@pytest.mark.parametrize(
    ("entity", "unit", "hint", "amount", "attribute"),
    [
        ("floor_lamp", None, None, 40, "brightness"),
        ("floor_lamp", "percent", None, 40, "brightness"),
        ("floor_lamp", "kelvin", None, 3000, "color_temp"),
        ("floor_lamp", None, None, 3000, "color_temp"),
        ("oven", None, None, 180, "target_temperature"),
        ("living_room_thermostat", "degrees", None, 21, "target_temperature"),
        ("tv", None, None, 20, "volume"),
        ("humidifier", "percent", None, 50, "target_humidity"),
        ("living_room_blinds", "percent", None, 50, "position"),
        ("bathroom_fan", "percent", None, 50, "speed"),
        ("living_room_thermostat", None, "temperature", 21, "target_temperature"),
        ("kettle", "percent", None, 50, None),
        ("counter_light", None, "volume", 50, None),
    ],
)
def test_which_attribute_a_number_means(
    entity: str, unit: str | None, hint: str | None, amount: float, attribute: str | None
) -> None:
    assert grounding.attribute_for_amount(DEMO[entity], unit, hint, amount) == attribute


@pytest.mark.parametrize(
    ("entity", "extreme", "expected"),
    [
        ("floor_lamp", "max", ("brightness", 100)),
        ("floor_lamp", "min", ("brightness", 1)),
        ("living_room_blinds", "half", ("position", 50)),
        ("bathroom_fan", "max", ("speed", "high")),
        ("bathroom_fan", "half", ("speed", "medium")),
        ("kettle", "max", None),
    ],
)
def test_extremes(entity: str, extreme: str, expected: tuple[str, Value] | None) -> None:
    assert grounding.extreme_setting(DEMO[entity], extreme, None) == expected


@given(
    st.sampled_from(SPOKEN),
    st.sampled_from([1, -1]),
    st.one_of(st.none(), st.floats(0.1, 500)),
    st.sampled_from([None, "little", "much"]),
    st.one_of(st.none(), st.integers(-50, 400)),
)
def test_a_change_stays_within_what_the_device_takes(
    entity: Entity, direction: int, amount: float | None, degree: str | None, now: int | None
) -> None:
    current: dict[str, Value] = {name: now for name, c in entity.capabilities.items() if isinstance(c, Quantity)}
    found = grounding.changed_setting(entity, ("*",), direction, current, amount=amount, degree=degree)
    if found is not None:
        attribute, value = found
        assert fault(entity.capabilities[attribute], value) is None


def test_warmer_light_has_fewer_kelvin() -> None:
    found = grounding.changed_setting(ELM["loft_spots"], ("target_temperature", "color_temp-"), 1, {"color_temp": 4000})
    assert found == ("color_temp", 3500)


def test_a_light_is_never_dimmed_to_darkness() -> None:
    lamp = DEMO["counter_light"]
    for now in range(1, 101):
        found = grounding.changed_setting(lamp, ("brightness",), -1, {"brightness": now})
        assert found is not None
        value = found[1]
        assert isinstance(value, int)
        assert 1 <= value <= now


def test_double_and_half() -> None:
    lamp = DEMO["counter_light"]
    assert grounding.scaled_setting(lamp, 2, {"brightness": 30}, None) == ("brightness", 60)
    assert grounding.scaled_setting(lamp, 2, {"brightness": 80}, None) == ("brightness", 100)
    assert grounding.scaled_setting(lamp, 0.5, {"brightness": 30}, None) == ("brightness", 15)
    assert grounding.scaled_setting(lamp, 2, {}, None) is None
    assert grounding.scaled_setting(DEMO["kettle"], 2, {"on": True}, None) is None


def test_a_taught_value_does_what_it_can() -> None:
    settings = (Setting("brightness", 10), Setting("color", "blue"), Setting("volume", 5))
    done = grounding.taught_settings(DEMO["counter_light"], settings, {})
    assert (dict(done.settings), done.lacking) == ({"brightness": 10}, ("color", "volume"))
    assert dict(grounding.taught_settings(DEMO["floor_lamp"], settings, {}).settings) == {
        "brightness": 10,
        "color": "blue",
    }


def test_a_taught_value_out_of_range_here_is_left_out() -> None:
    done = grounding.taught_settings(DEMO["living_room_thermostat"], (Setting("target_temperature", 220),), {})
    assert (dict(done.settings), done.lacking) == ({}, ("target_temperature",))


def test_a_taught_change_starts_from_how_it_is() -> None:
    settings = (Setting("brightness", -20, relative=True),)
    assert grounding.taught_settings(DEMO["counter_light"], settings, {"brightness": 50}).settings == {"brightness": 30}
    assert grounding.taught_settings(DEMO["counter_light"], settings, {"brightness": 10}).settings == {"brightness": 1}


@given(
    st.sampled_from(SPOKEN),
    st.lists(st.tuples(st.sampled_from(sorted(grounding.STEPS)), st.integers(-500, 7000)), max_size=4),
)
def test_a_taught_value_never_asks_for_what_a_device_does_not_take(
    entity: Entity, pairs: list[tuple[str, int]]
) -> None:
    done = grounding.taught_settings(entity, [Setting(attribute, value) for attribute, value in pairs], {})
    assert grounding.first_fault(entity, done.settings) is None


def test_the_first_fault_is_named() -> None:
    assert grounding.first_fault(DEMO["kettle"], {"brightness": 5}) == ("brightness", "it has no brightness")
    found = grounding.first_fault(DEMO["oven"], {"target_temperature": 400})
    assert found is not None
    assert "250" in found[1]


def test_what_takes_words_and_what_switches() -> None:
    assert grounding.takes_words(DEMO["tv"])
    assert not grounding.takes_words(DEMO["kettle"])
    assert grounding.is_switchable(DEMO["living_room_thermostat"])
    assert not grounding.is_switchable(DEMO["bathroom_sensor"])


@pytest.mark.parametrize(
    ("target", "room", "mode"), [(23, 28, "cool"), (23, 19, "heat"), (None, 28, "heat"), (23, None, "heat")]
)
def test_an_air_conditioner_cools_a_room_that_is_warmer_than_it_shall_be(target: Value, room: Value, mode: str) -> None:
    thermostat = DEMO["living_room_thermostat"]
    modes = Choice(("off", "cool", "heat", "auto"))
    conditioner = replace(thermostat, capabilities={**thermostat.capabilities, "mode": modes})
    now = {"mode": "off", "target_temperature": target, "current_temperature": room}
    assert grounding.verb_settings(conditioner, "on", now) == {"mode": mode}
