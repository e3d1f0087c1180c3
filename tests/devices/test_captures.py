"""What real gateways announce becomes a home that can be talked about."""

from __future__ import annotations

import pytest

from devices.capabilities import Quantity, Value
from devices.kinds import KINDS
from tests.devices.captures import NAMES, home_of, table_of

Expected = dict[str, tuple[str, str | None, set[str], dict[str, Value]]]

EXPECTED: dict[str, Expected] = {
    "zigbee2mqtt": {
        "Reading lamp": ("light", None, {"on", "brightness", "color_temp", "effect"}, {}),
        "Fridge plug": ("switch", None, {"on"}, {}),
        "Nursery climate": ("sensor", None, {"temperature", "humidity", "pressure"}, {}),
        "Balcony door": ("binary_sensor", None, {"open"}, {}),
        "Bedroom blind": ("blind", None, {"position", "state", "stop"}, {}),
        "Cellar lock": ("lock", None, {"locked"}, {}),
        "Study thermostat": (
            "thermostat",
            None,
            {
                "mode",
                "target_temperature",
                "target_temperature_high",
                "target_temperature_low",
                "current_temperature",
                "fan_mode",
                "action",
            },
            {},
        ),
    },
    "zwave-js-ui": {
        "Floor lamp": ("light", "living_room", {"on", "brightness"}, {"on": False}),
        "Coffee machine plug": ("coffee_machine", "kitchen", {"on", "power"}, {"on": False, "power": 11.5}),
        "Thermostat": (
            "thermostat",
            "bedroom",
            {"mode", "target_temperature", "current_temperature", "battery"},
            {"mode": "off", "target_temperature": 20, "current_temperature": 19.5},
        ),
        "Front door": ("lock", "hall", {"locked", "battery"}, {"locked": False, "battery": 64}),
        "Blind": ("blind", "living_room", {"position", "stop"}, {"position": 0}),
        "Climate sensor": (
            "sensor",
            "bathroom",
            {"temperature", "humidity", "illuminance"},
            {"temperature": 21.3, "humidity": 46, "illuminance": 120},
        ),
        "Mood light": ("light", "bedroom", {"on", "brightness", "color"}, {"on": False, "color": "white"}),
        "Motion sensor": ("sensor", "hall", {"motion", "open", "battery"}, {"motion": False, "battery": 91}),
    },
    "rtl_433": {
        "temperature sensor 1": (
            "sensor",
            None,
            {"temperature", "humidity"},
            {"temperature": -4.3, "humidity": 83},
        ),
        "temperature sensor 2": (
            "sensor",
            None,
            {"temperature", "humidity"},
            {"temperature": 21.7, "humidity": 48},
        ),
    },
    "ha-mqtt-discoverable": {
        "Mailbox lid": ("binary_sensor", "hall", {"open"}, {"open": False}),
        "Awning": ("awning", "terrace", {"position", "state", "stop"}, {"position": 0, "state": "closed"}),
        "Desk strip": ("light", "office", {"on", "brightness", "color", "effect"}, {"on": False}),
        "Garden gate": ("lock", "garden", {"locked"}, {"locked": True}),
        "Boiler": (
            "water_heater",
            "cellar",
            {"mode", "target_temperature", "message"},
            {"mode": "Eco", "target_temperature": 45, "message": "-"},
        ),
        "Mixing valve": ("valve", "cellar", {"position"}, {"position": 30}),
        "Air monitor": ("sensor", "living_room", {"co2"}, {"co2": 612}),
        "Garden pump": ("switch", "garden", {"on"}, {"on": False}),
    },
    "mqtt-io": {
        "Porch lamp": ("light", None, {"on"}, {}),
        "Attic fan": ("fan", None, {"on"}, {}),
        "Shed controller sprinkler": ("valve", None, {"on"}, {}),
        "Alarm horn": ("siren", None, {"on"}, {}),
        "Door bell": ("switch", None, {"on"}, {}),
        "Fish tank pump": ("switch", None, {"on"}, {}),
        "Frost sensor": ("sensor", None, {"temperature"}, {}),
        "Shed door": ("binary_sensor", None, {"open"}, {}),
    },
}


def test_every_capture_is_expected_here() -> None:
    assert set(NAMES) == set(EXPECTED)


@pytest.mark.parametrize("name", NAMES)
def test_a_real_gateway_is_understood_without_a_warning(name: str, caplog: pytest.LogCaptureFixture) -> None:
    there = home_of(name)
    print("\n" + table_of(name))
    found = {entity.name: entity for entity in there.home.spoken}
    assert found.keys() == EXPECTED[name].keys()
    for entity_name, (kind, area, capabilities, state) in EXPECTED[name].items():
        entity = found[entity_name]
        assert (entity.kind, entity.area, set(entity.capabilities)) == (kind, area, capabilities), entity_name
        assert state.items() <= there.state(entity.id).items(), entity_name
        assert there.registry.is_available(entity.id), entity_name
        assert entity.kind in KINDS
    assert caplog.records == []


def test_a_late_subscriber_holds_unknown_and_not_off() -> None:
    there = home_of("zigbee2mqtt")
    assert all(there.state(entity_id) == {} for entity_id in there.home.entities)


def test_a_gateway_that_can_be_asked_is_asked() -> None:
    there = home_of("zigbee2mqtt")
    asks = {(ask.topic, ask.payload) for ask in there.book.asks(there.home.entities)}
    assert ("zigbee2mqtt/Reading lamp/get", '{"state": ""}') in asks
    assert ("zigbee2mqtt/Study thermostat/get", '{"local_temperature": ""}') in asks
    assert home_of("zwave-js-ui").book.asks(home_of("zwave-js-ui").home.entities) == ()


def test_commands_to_real_gateways_are_what_they_expect() -> None:
    zigbee, zwave = home_of("zigbee2mqtt"), home_of("zwave-js-ui")
    lamp = zigbee.named("Reading lamp")
    assert zigbee.sent({"brightness": 50}, lamp.id) == [
        ("zigbee2mqtt/Reading lamp/set", '{"state":"ON","brightness":127}')
    ]
    assert lamp.capabilities["color_temp"] == Quantity(2203, 4000, "K")
    blind = zigbee.named("Bedroom blind")
    assert zigbee.sent({"position": 30}, blind.id) == [("zigbee2mqtt/Bedroom blind/set", '{ "position": 30 }')]
    door = zwave.named("Front door")
    assert zwave.sent({"locked": True}, door.id) == [("zwave/Hall/Front_door/98/0/targetMode/set", "255")]
    floor = zwave.named("Floor lamp")
    level = "zwave/Living_room/Floor_lamp/38/0/targetValue/set"
    assert zwave.sent({"on": True}, floor.id) == [(level, "99")]
    assert zwave.sent({"brightness": 50}, floor.id) == [(level, "50")]
    assert zwave.sent({"on": False}, floor.id)[0][0] == level


def test_only_the_topics_of_what_is_for_talk_are_subscribed() -> None:
    there = home_of("zigbee2mqtt")
    assert "zigbee2mqtt/bridge/info" not in there.book.topics()
    assert "zigbee2mqtt/Reading lamp" in there.book.topics()
    assert not any("#" in topic or "+" in topic for topic in there.book.topics())
