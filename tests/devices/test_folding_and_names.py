"""Components become what people name, under names that people can say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from devices.adapters.mqtt_discovery.naming import spoken_name
from devices.capabilities import Choice, Quantity, Text, Toggle
from tests.devices.announcing import Announcing

SWITCH: Mapping[str, Any] = {"p": "switch", "cmd_t": "c", "stat_t": "s"}


def test_a_television_is_one_thing_with_a_volume_and_a_source() -> None:
    there = Announcing()
    there.device(
        {
            "power": {**SWITCH, "name": None},
            "volume": {"p": "number", "name": "Volume", "cmd_t": "v", "stat_t": "vs", "min": 0, "max": 100},
            "source": {"p": "select", "name": "Source", "cmd_t": "i", "ops": ["tv", "netflix"]},
            "mute": {"p": "switch", "name": "Mute", "cmd_t": "m"},
            "media": {"p": "text", "name": "Media title", "cmd_t": "t"},
        },
        dev={"ids": ["tv"], "name": "Living room TV", "mdl": "tv", "sa": "Living room"},
    )
    television = there.only()
    assert (television.name, television.kind, television.area) == ("Living room TV", "tv", "living_room")
    assert television.capabilities == {
        "on": Toggle(),
        "source": Choice(("tv", "netflix")),
        "volume": Quantity(0, 100, "%"),
        "content": Text(),
        "muted": Toggle(),
    }
    assert sorted(there.sent({"on": True, "volume": 30, "muted": True})) == [("c", "ON"), ("m", "ON"), ("v", "30")]
    there.hear("vs", "40")
    assert there.state() == {"volume": 40}


def test_a_relay_with_two_gangs_is_two_things() -> None:
    there = Announcing()
    there.device(
        {"l": {**SWITCH, "name": "Left"}, "r": {**SWITCH, "name": "Right"}}, dev={"ids": ["r"], "name": "Hall switch"}
    )
    assert {entity.name for entity in there.home.entities.values()} == {"Hall switch left", "Hall switch right"}


def test_temperature_and_humidity_are_one_sensor_and_its_battery_comes_along() -> None:
    there = Announcing()
    there.device(
        {
            "t": {"p": "sensor", "stat_t": "x", "dev_cla": "temperature", "unit_of_meas": "°C"},
            "h": {"p": "sensor", "stat_t": "x", "dev_cla": "humidity", "unit_of_meas": "%"},
            "b": {"p": "sensor", "stat_t": "x", "dev_cla": "battery", "unit_of_meas": "%", "ent_cat": "diagnostic"},
        }
    )
    assert (there.only().kind, set(there.only().capabilities)) == ("sensor", {"temperature", "humidity"})


def test_an_ovens_thermometer_reads_its_current_temperature() -> None:
    there = Announcing()
    there.device(
        {
            "on": {**SWITCH, "name": None},
            "set": {
                "p": "number",
                "name": "Target temperature",
                "cmd_t": "n",
                "min": 50,
                "max": 250,
                "unit_of_meas": "°C",
            },
            "now": {"p": "sensor", "name": "Temperature", "stat_t": "t", "dev_cla": "temperature"},
            "left": {
                "p": "sensor",
                "name": "Remaining time",
                "stat_t": "r",
                "dev_cla": "duration",
                "unit_of_meas": "s",
            },
        },
        dev={"ids": ["o"], "name": "Oven", "mdl": "Oven"},
    )
    oven = there.only()
    assert oven.kind == "oven"
    assert set(oven.capabilities) == {"on", "target_temperature", "current_temperature", "remaining_min"}


def test_a_box_of_many_things_leaves_each_its_own_name() -> None:
    there = Announcing()
    there.device(
        {
            "a": {**SWITCH, "name": "Fish tank pump"},
            "b": {"p": "light", "cmd_t": "l", "name": "Porch lamp"},
            "c": {"p": "binary_sensor", "stat_t": "d", "dev_cla": "door", "name": "Shed door"},
        },
        dev={"ids": ["io"], "name": "Shed controller"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {"Fish tank pump", "Porch lamp", "Shed door"}
    assert there.named("Porch lamp").aliases == ("Shed controller porch lamp",)


def test_announcing_a_device_piece_by_piece_ends_as_announcing_it_at_once() -> None:
    there = Announcing()
    there.announce("sensor", "t", stat_t="x", dev_cla="temperature", unit_of_meas="°C", device="Study thermostat")
    there.hear("x", "20")
    there.announce("climate", "c", temp_cmd_t="y", device="Study thermostat")
    assert (there.only().kind, there.only().id) == ("thermostat", "c")
    assert there.only().capabilities.keys() == {"target_temperature", "current_temperature"}


def test_a_component_that_goes_is_gone_and_an_empty_payload_takes_all() -> None:
    there = Announcing()
    components = {"a": {**SWITCH, "name": "Left"}, "b": {**SWITCH, "name": "Right"}}
    there.device(components)
    there.raw(
        "homeassistant/device/d/config",
        {"dev": {"ids": ["d"], "name": "Thing"}, "o": {"name": "t"}, "cmps": {"a": {"p": "switch"}}},
    )
    assert list(there.home.entities) == ["d_b"]
    there.raw("homeassistant/device/d/config", "")
    assert there.home.entities == {}
    assert there.book.topics() == frozenset()


def test_what_the_hub_itself_announces_is_not_a_device() -> None:
    there = Announcing()
    there.device({"a": SWITCH}, o={"name": "Teachable Hub"})
    assert there.home.entities == {}


def test_states_outlive_a_new_announcement() -> None:
    there = Announcing()
    there.announce("switch", cmd_t="c", stat_t="s", avty_t="a", name="One")
    there.hear("a", "online")
    there.hear("s", "ON")
    there.announce("switch", cmd_t="c", stat_t="s", avty_t="a", name="Two")
    assert (there.only().name, there.state()) == ("Two", {"on": True})
    assert there.registry.is_available("x")


def test_a_device_that_comes_late_hears_what_was_said_before() -> None:
    there = Announcing()
    there.announce("switch", "early", cmd_t="c", avty_t="bridge", stat_t="shared", device="Early")
    there.hear("bridge", "online")
    there.hear("shared", "ON")
    there.announce("switch", "late", cmd_t="c", avty_t="bridge", stat_t="shared", device="Late")
    assert there.registry.is_available("late")
    assert there.state("late") == {"on": True}


def test_a_lead_that_comes_late_keeps_what_its_device_said() -> None:
    there = Announcing()
    there.announce("sensor", "b", stat_t="s/battery", dev_cla="battery", unit_of_meas="%", avty_t="a", device="Lamp")
    there.hear("a", "online")
    there.hear("s/battery", "80")
    there.announce("light", "l", cmd_t="c", avty_t="a", device="Lamp")
    assert there.state("l") == {"battery": 80}
    assert there.registry.is_available("l")


def test_availability_needs_a_message_and_counts_by_its_mode() -> None:
    there = Announcing()
    both = {"avty": [{"t": "bridge", "val_tpl": "{{ value_json.state }}"}, {"t": "device"}]}
    there.announce("switch", "all", cmd_t="c", avty_mode="all", **both)
    there.announce("switch", "any", cmd_t="c", avty_mode="any", **both)
    there.announce("switch", "latest", cmd_t="c", **both)
    there.announce("switch", "none", cmd_t="c")

    def available() -> set[str]:
        return {entity_id for entity_id in there.home.entities if there.registry.is_available(entity_id)}

    assert available() == {"none"}
    there.hear("bridge", {"state": "online"})
    assert available() == {"none", "any", "latest"}
    there.hear("device", "offline")
    assert available() == {"none", "any"}
    there.hear("device", "strange")
    there.hear("device", "online")
    assert available() == {"none", "any", "latest", "all"}


def test_without_a_broker_nothing_is_there() -> None:
    there = Announcing()
    there.announce("switch", "plain", cmd_t="c")
    there.announce("switch", "careful", cmd_t="c", avty_t="a")
    there.hear("a", "online")
    there.book.set_connected(connected=False)
    assert not there.registry.is_available("plain")
    there.book.set_connected(connected=True)
    assert there.registry.is_available("plain")
    assert not there.registry.is_available("careful")


def test_a_name_that_begins_with_an_area_says_where_it_is() -> None:
    there = Announcing()
    there.announce("light", "a", cmd_t="c", device={"ids": ["a"], "name": "Ceiling", "sa": "Living room"})
    there.announce("light", "b", cmd_t="c", device={"ids": ["b"], "name": "Living room lamp"})
    assert there.home.entities["b"].area == "living_room"


def test_the_kind_is_told_by_model_class_or_noun() -> None:
    there = Announcing()
    there.announce("switch", "a", cmd_t="c", device="Kettle")
    there.announce("switch", "b", cmd_t="c", device="Coffee machine plug")
    there.announce("cover", "c", cmd_t="c", dev_cla="garage", device="Big door")
    there.announce("cover", "d", cmd_t="c", device="Bedroom curtain")
    there.announce("switch", "e", cmd_t="c", device={"ids": ["e"], "name": "Thing", "mdl": "Heater"})
    there.announce("switch", "f", cmd_t="c", dev_cla="outlet", device="Desk plug")
    kinds = {entity_id: entity.kind for entity_id, entity in there.home.entities.items()}
    assert kinds == {
        "a": "kettle",
        "b": "coffee_machine",
        "c": "garage_door",
        "d": "curtain",
        "e": "heater",
        "f": "switch",
    }


def test_a_nameless_thing_is_called_by_what_it_is_and_a_number() -> None:
    there = Announcing()
    for number in (1, 2):
        device = {"ids": [f"0x{number}"], "name": f"0x00158d000000100{number}"}
        there.announce("light", f"l{number}", cmd_t="c", device=device)
    assert [entity.name for entity in there.home.entities.values()] == ["light 1", "light 2"]
    assert there.named("light 1").aliases == ("0x00158d0000001001",)


def test_two_things_may_have_the_same_unique_id_on_different_platforms() -> None:
    there = Announcing()
    there.announce("switch", "a", cmd_t="c", unique_id="same", device="One")
    there.announce("light", "b", cmd_t="c", unique_id="same", device="Two")
    assert len(there.home.entities) == 2


@pytest.mark.parametrize(
    ("raw", "name", "area"),
    [
        ("Living room-Floor lamp", "Floor lamp", "Living room"),
        ("bedroom_lamp", "bedroom lamp", ""),
        ("KitchenLight", "Kitchen Light", ""),
        ("Kerui-Security-74565", "Kerui Security", ""),
        ("tasmota_kitchen_lamp", "kitchen lamp", ""),
        ("Lamp 2", "Lamp 2", ""),
        ("LG TV", "LG TV", ""),
        ("  Hall  ", "Hall", ""),
    ],
)
def test_technical_names_become_speakable(raw: str, name: str, area: str) -> None:
    spoken = spoken_name(raw, may_hold_area=True)
    assert (spoken.name, spoken.area, spoken.is_code) == (name, area, False)


@pytest.mark.parametrize("raw", ["0x00158d0000001003", "Nexus-TH-2-90", "shellyplus1pm-a8032ab12345"])
def test_a_code_is_not_a_name(raw: str) -> None:
    assert spoken_name(raw).is_code


def test_things_of_one_name_go_by_their_devices_too_until_one_is_gone() -> None:
    there = Announcing()
    reading = {"p": "sensor", "dev_cla": "energy", "unit_of_meas": "kWh", "name": "Energy today"}
    for plug in ("Kettle plug", "Fridge plug"):
        there.device(
            {"s": {**SWITCH, "name": None}, "e": {**reading, "stat_t": plug}},
            plug[0],
            dev={"ids": [plug], "name": plug},
        )
    there.hear("Kettle plug", "0.4")
    assert {entity.name for entity in there.home.entities.values()} == {
        "Kettle plug",
        "Fridge plug",
        "Kettle plug energy today",
        "Fridge plug energy today",
    }
    assert there.named("Kettle plug energy today").aliases == ("Energy today",)
    there.raw("homeassistant/device/F/config", "")
    assert there.named("Energy today").aliases == ("Kettle plug energy today",)
    assert there.state("K_e") == {"energy": 0.4}


def test_readings_that_name_a_relay_are_its_own() -> None:
    there = Announcing()
    components: dict[str, Any] = {}
    for relay in ("1", "2"):
        components[f"s{relay}"] = {**SWITCH, "name": f"Relay {relay}"}
        components[f"p{relay}"] = {
            "p": "sensor",
            "stat_t": f"p{relay}",
            "dev_cla": "power",
            "unit_of_meas": "W",
            "name": f"Relay {relay} Power",
        }
    there.device(components, dev={"ids": ["b"], "name": "Fuse box"})
    assert {entity.name for entity in there.home.entities.values()} == {"Fuse box relay 1", "Fuse box relay 2"}
    assert all(set(entity.capabilities) == {"on", "power"} for entity in there.home.entities.values())
    there.hear("p2", "40")
    assert there.state(there.named("Fuse box relay 2").id) == {"power": 40}


@pytest.mark.parametrize(
    ("device", "model", "own", "name"),
    [
        ("Attic", "Fan", "Attic Fan", "Attic Fan"),
        ("Upstairs", "", "Thermostat", "Upstairs thermostat"),
        ("Office fan", "", "Fan", "Office fan"),
        ("Coffee corner", "Plug S", "Relay 0", "Coffee corner"),
        ("Driveway node", "esp32dev", "Garage fan", "Driveway garage fan"),
        ("Shelly 1 Gen4 [DDEEFF]", "Shelly 1 Gen4", "Mirror fan", "Mirror fan"),
        ("Shelly 1 Gen4 [A1B2C3]", "Shelly 1 Gen4", "Output 0", "Shelly 1 Gen4"),
    ],
)
def test_the_name_people_would_say(device: str, model: str, own: str, name: str) -> None:
    there = Announcing()
    there.announce("fan", cmd_t="c", name=own, device={"ids": ["d"], "name": device, "mdl": model})
    assert there.only().name.lower() == name.lower()


def test_an_alarm_is_called_so() -> None:
    there = Announcing()
    there.announce("alarm_control_panel", cmd_t="c", stat_t="s", name="Alarm", device="House")
    assert (there.only().name, there.only().aliases) == ("House alarm", ("House",))
    there = Announcing()
    there.announce("alarm_control_panel", cmd_t="c", stat_t="s", name="Alarm", device="House alarm")
    assert there.only().name == "House alarm"


def test_who_is_at_the_door_is_not_the_door() -> None:
    there = Announcing()
    there.announce("binary_sensor", stat_t="m", dev_cla="motion", name="Motion", device="Front door")
    assert there.only().name == "Front door motion sensor"
    there = Announcing()
    there.announce("binary_sensor", stat_t="m", dev_cla="door", name="Contact", device="Front door")
    assert there.only().name == "Front door"


def test_what_a_lamps_device_only_tells_is_not_called_like_the_place() -> None:
    there = Announcing()
    there.device(
        {
            "l": {"p": "light", "cmd_t": "l", "name": "Ceiling light"},
            "s": {"p": "switch", "cmd_t": "s", "name": "Heated rail"},
            "m": {"p": "binary_sensor", "stat_t": "m", "dev_cla": "motion", "name": "Motion"},
        },
        dev={"ids": ["b"], "name": "Bathroom"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {
        "Ceiling light",
        "Heated rail",
        "Bathroom motion sensor",
    }


def test_capitals_of_a_name_stay() -> None:
    there = Announcing()
    there.device(
        {"a": {**SWITCH, "name": "LED strip"}, "b": {**SWITCH, "name": "USB"}}, dev={"ids": ["d"], "name": "Desk"}
    )
    assert {entity.name for entity in there.home.entities.values()} == {"LED strip", "Desk USB"}


def test_a_volume_is_told_in_per_cent_and_sent_in_the_devices_steps() -> None:
    there = Announcing()
    there.device(
        {
            "s": {**SWITCH, "name": None},
            "v": {"p": "number", "cmd_t": "v", "stat_t": "vs", "min": 0, "max": 11, "name": "Volume"},
            "b": {"p": "number", "cmd_t": "b", "min": 0.1, "max": 1, "step": 0.1, "name": "Brightness"},
        },
        dev={"ids": ["c"], "name": "Chime"},
    )
    assert there.only().capabilities["volume"] == Quantity(0, 100, "%", 9.09)
    assert there.sent({"volume": 50}) == [("v", "6")]
    assert there.sent({"brightness": 50}) == [("b", "0.5")]
    assert there.sent({"brightness": 2}) == [("b", "0.1")]
    there.hear("vs", "11")
    assert there.state() == {"volume": 100}


def test_a_double_switch_keeps_its_name_and_its_meter_another() -> None:
    there = Announcing()
    there.device(
        {
            "l": {**SWITCH, "name": "Left"},
            "r": {**SWITCH, "name": "Right"},
            "p": {"p": "sensor", "stat_t": "p", "dev_cla": "power", "unit_of_meas": "W", "name": "Power"},
            "e": {"p": "sensor", "stat_t": "e", "dev_cla": "energy", "unit_of_meas": "kWh", "name": "Energy"},
        },
        dev={"ids": ["w"], "name": "Hall switch"},
    )
    names = {entity.name for entity in there.home.entities.values()}
    assert names == {"Hall switch left", "Hall switch right", "Hall switch power meter"}
    assert there.named("Hall switch power meter").aliases == ()


def test_what_measures_many_things_keeps_its_name_beside_a_switch() -> None:
    there = Announcing()
    readings = {"t": ("temperature", "°C"), "h": ("humidity", "%"), "c": ("carbon_dioxide", "ppm")}
    there.device(
        {
            **{
                key: {"p": "sensor", "stat_t": key, "dev_cla": of, "unit_of_meas": unit}
                for key, (of, unit) in readings.items()
            },
            "s": {**SWITCH, "name": "Automatic brightness"},
        },
        dev={"ids": ["a"], "name": "Office air"},
    )
    assert there.named("Office air").kind == "sensor"


def test_a_thermostat_with_a_buzzer_is_the_device_and_a_light_with_a_siren_is_not() -> None:
    there = Announcing()
    there.device(
        {
            "c": {"p": "climate", "temp_cmd_t": "t", "name": "Thermostat"},
            "b": {**SWITCH, "name": "Buzzer"},
        },
        dev={"ids": ["a"], "name": "Office heating"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {
        "Office heating thermostat",
        "Office heating buzzer",
    }
    there = Announcing()
    there.device(
        {"l": {"p": "light", "cmd_t": "l", "name": "Light"}, "s": {"p": "siren", "cmd_t": "s", "name": "Siren"}},
        dev={"ids": ["a"], "name": "Driveway"},
    )
    assert {entity.kind for entity in there.home.entities.values()} == {"light", "siren"}
