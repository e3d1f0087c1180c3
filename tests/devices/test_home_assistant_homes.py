"""Homes written in Home Assistant's terms."""

from __future__ import annotations

from typing import Any

import pytest

from devices.adapters.simulated_device import changes_of
from devices.capabilities import Choice, Quantity, Value
from devices.errors import HomeFileError
from devices.home_assistant_entities import entity_from
from devices.home_assistant_terms import to_home_assistant, to_states
from devices.home_file import HomeFile, load_home_file


def fixture(*entities: dict[str, Any], **more: object) -> HomeFile:
    areas = [{"name": "Bedroom", "id": "bedroom_id", "floor": "Second Floor"}]
    return load_home_file({"areas": areas, "entities": list(entities), **more})


def lamp(**attributes: object) -> dict[str, object]:
    return {"name": "Lamp", "id": "light.lamp", "area": "bedroom_id", "state": "off", "attributes": attributes}


def told(home_file: HomeFile, entity_id: str, settings: dict[str, Value]) -> dict[str, object]:
    """What a device task would read after these settings."""
    entity = home_file.home.entities[entity_id]
    before = home_file.states[entity_id]
    after = {**before, **changes_of(entity, before, settings)}
    return dict(home_file.changes(home_file.states, {**home_file.states, entity_id: after}).get(entity_id, {}))


def test_a_floor_may_be_given_by_name_or_by_id() -> None:
    by_name = fixture(lamp())
    assert by_name.home.floors["second_floor"].name == "Second Floor"
    by_id = load_home_file(
        {"floors": [{"id": "f1", "name": "Top"}], "areas": [{"name": "Loft", "floor": "f1"}], "entities": []}
    )
    assert by_id.home.areas["loft"].floor == "f1"


def test_the_capabilities_of_a_light_follow_its_colour_modes() -> None:
    assert set(fixture(lamp()).home.entities["light.lamp"].capabilities) == {"on"}
    dimmable = fixture(lamp(supported_color_modes=["brightness"])).home.entities["light.lamp"]
    assert set(dimmable.capabilities) == {"on", "brightness"}
    colourful = fixture(lamp(supported_color_modes=["light.ColorMode.RGB", "color_temp"])).home.entities["light.lamp"]
    assert set(colourful.capabilities) == {"on", "brightness", "color", "color_temp"}


def test_a_setup_may_show_what_else_a_light_can_do() -> None:
    attributes = {"brightness": 102, "supported_color_modes": ["rgb"], "rgb_color": [0, 0, 255]}
    home_file = fixture(lamp()).with_setup({"light.lamp": {"state": "on", "attributes": attributes}})
    assert home_file.states["light.lamp"] == {"on": True, "brightness": 40, "color": "blue"}
    assert told(home_file, "light.lamp", {"color": "red"}) == {"rgb_color": [255, 0, 0]}
    assert told(home_file, "light.lamp", {"brightness": 100}) == {"brightness": 255}
    assert told(home_file, "light.lamp", {"brightness": 1})["brightness"] == 3


def test_a_cover_without_positions_only_opens_and_closes() -> None:
    features = ["cover.CoverEntityFeature.OPEN", "cover.CoverEntityFeature.CLOSE"]
    curtain = {"id": "cover.c", "name": "C", "state": "open", "attributes": {"supported_features": features}}
    home_file = fixture(curtain)
    assert home_file.home.entities["cover.c"].capabilities["position"] == Quantity(0, 100, "% open", 100)
    assert told(home_file, "cover.c", {"position": 0}) == {"state": "closed", "current_position": 0}


def test_a_position_says_more_than_open() -> None:
    cover = {"id": "cover.c", "name": "C", "state": "open", "attributes": {"current_position": 30}}
    assert fixture(cover).states["cover.c"]["position"] == 30
    closed = fixture(cover).with_setup({"cover.c": {"state": "closed"}})
    assert closed.states["cover.c"]["position"] == 0


@pytest.mark.parametrize(
    ("entity_id", "state", "settings", "said"),
    [
        ("lock.front", "locked", {"locked": False}, {"state": "unlocked"}),
        ("fan.ceiling", "off", {"on": True}, {"state": "on"}),
        ("vacuum.rover", "docked", {"state": "cleaning"}, {"state": "cleaning"}),
        ("switch.plug", "on", {"on": False}, {"state": "off"}),
        ("climate.hall", "heat", {"target_temperature": 21}, {"temperature": 21}),
        ("climate.hall", "heat", {"mode": "off"}, {"state": "off"}),
        ("media_player.tv", "idle", {"volume": 30}, {"volume_level": 0.3}),
        ("media_player.tv", "playing", {"on": False}, {"state": "off"}),
        ("todo.list", "0", {"add_item": "apples"}, {"state": 1}),
        ("alarm_control_panel.a", "disarmed", {"mode": "away"}, {"state": "armed_away"}),
        ("humidifier.h", "off", {"target_humidity": 50}, {"state": "on", "humidity": 50}),
    ],
)
def test_changes_are_written_in_home_assistants_words(
    entity_id: str, state: str, settings: dict[str, Value], said: dict[str, object]
) -> None:
    assert told(fixture({"id": entity_id, "name": "X", "state": state}), entity_id, settings) == said


def test_a_name_with_optional_letters_is_known_both_ways() -> None:
    entity = fixture({"id": "todo.t", "name": "Trader Joe[']s", "state": ""}).home.entities["todo.t"]
    assert (entity.name, entity.aliases) == ("Trader Joe's", ("Trader Joes",))


def test_a_state_may_be_said_twice() -> None:
    sensor = {"id": "binary_sensor.door", "name": "Door", "state": {"in": "open", "out": "on"}}
    home_file = fixture({**sensor, "attributes": {"device_class": "door"}})
    assert home_file.states["binary_sensor.door"] == {"open": True}


def test_a_lock_sensor_that_is_on_is_unlocked() -> None:
    sensor = {"id": "binary_sensor.l", "name": "L", "state": "on", "attributes": {"device_class": "lock"}}
    assert fixture(sensor).states["binary_sensor.l"] == {"locked": False}


def test_people_are_persons_and_can_be_asked_about() -> None:
    home_file = fixture({"id": "person.ada", "name": "Ada", "state": "Work"})
    assert home_file.home.persons["person.ada"].at_home is False
    assert home_file.states["person.ada"] == {"location": "Work"}


def test_an_unknown_state_is_unknown_and_not_off() -> None:
    assert fixture({"id": "switch.s", "name": "S", "state": "unavailable"}).states["switch.s"] == {}


def test_an_area_that_is_not_in_the_file_is_named() -> None:
    with pytest.raises(HomeFileError, match=r"entities › light.x: area 'attic'"):
        fixture({"id": "light.x", "name": "X", "area": "attic"})


def test_a_sensor_keeps_its_unit_and_is_known_by_its_class() -> None:
    entity = entity_from("sensor.t", "T", {"device_class": "temperature", "unit_of_measurement": "°F"})
    assert entity.capabilities["temperature"] == Quantity(float("-inf"), float("inf"), "°F", readonly=True)
    assert to_states(entity, "42", {}) == {"temperature": 42}


def test_modes_written_as_enumerations_are_plain_words() -> None:
    entity = entity_from("climate.c", "C", {"hvac_modes": ["climate.HVACMode.HEAT", "climate.HVACMode.OFF"]})
    assert entity.capabilities["mode"] == Choice(("heat", "off"))
    assert to_home_assistant(entity, {"mode": "off"}, {"mode": "off"}) == {}
