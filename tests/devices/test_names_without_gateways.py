"""Names without what a gateway, a maker or a chip puts into them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.devices.announcing import Announcing

LAMP = {"p": "light", "cmd_t": "c"}


@pytest.mark.parametrize(
    ("device", "own", "name"),
    [
        # RFXCOM says the address of the transmitter and its unit.
        ({"name": "Hall Lamp"}, "0x011F2A3B 1", "Hall Lamp"),
        ({"name": "Kids Lamp"}, "Kids Lamp 0x0F0001", "Kids Lamp"),
        # Paradox says itself, its serial number and what it is about.
        ({"name": "EVO192", "mdl": "EVO192", "mf": "Paradox"}, "Paradox 0512abcd Porch lamp", "Porch lamp"),
        # A wall pad and a boiler's bus stand before the names of their parts.
        ({"name": "bestin_room_1", "mdl": "BESTIN"}, "bestin_room_1_light1", "room 1"),
        ({"name": "ems-esp Study", "via_device": "ems-esp"}, None, "Study"),
        # Nobody named the device: it is the gateway, or goes by its maker.
        ({"name": "ESPSomfyRTS", "mdl": "ESPSomfy-RTS MQTT"}, "Bedroom lamp", "Bedroom lamp"),
        ({"name": "AqualinkD", "mf": "AqualinkD"}, "Pool Light", "Pool light"),
        ({"name": "Daikin", "mf": "Daikin", "sa": "Study"}, "Study", "Daikin study"),
        ({"name": "LG TV lamp", "mf": "LG"}, None, "LG TV lamp"),
        # A bridge tells where on the network the lamp is.
        ({"name": "porch_lamp", "mf": "Inoshade"}, "Inoshade-192.168.0.21", "porch lamp"),
    ],
)
def test_a_lamp_is_called_as_people_would(device: dict[str, Any], own: str | None, name: str) -> None:
    there = Announcing()
    there.announce("light", cmd_t="c", name=own, device={"ids": ["d"], **device})
    assert there.only().name == name


def test_an_address_after_a_name_is_left_out() -> None:
    there = Announcing()
    there.device(
        {
            "a": {**LAMP, "name": "desk_lamp_aabbccddeeff"},
            "b": {"p": "switch", "cmd_t": "s", "name": "force_dhw_aabbccddeeff"},
            "c": {"p": "water_heater", "temp_cmd_t": "t", "name": "dhw_water_heater_aabbccddeeff"},
        },
        dev={"ids": ["aabbccddeeff"], "name": "Heat Pump"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {
        "Desk lamp",
        "Force hot water",
        "Hot water heater",
    }


def test_a_type_plate_before_a_noun_leaves_the_noun() -> None:
    there = Announcing()
    there.announce("fan", cmd_t="c", name="Comfospot40 Zone 1 Fan")
    assert there.only().name == "Zone 1 Fan"


def test_what_says_only_what_it_is_keeps_the_place_before_it() -> None:
    """The light of a garage door opener is not any light."""
    there = Announcing()
    there.device(
        {"d": {"p": "cover", "cmd_t": "d", "name": "Door", "dev_cla": "garage"}, "l": {**LAMP, "name": "Light"}},
        dev={"ids": ["g"], "name": "Garage", "mdl": "ratgdo"},
    )
    assert {(entity.name, entity.kind) for entity in there.home.entities.values()} == {
        ("Garage door", "garage_door"),
        ("Garage light", "light"),
    }


def test_a_mower_goes_by_a_shorter_name_too() -> None:
    there = Announcing()
    mower = {"start_mowing_command_topic": "m", "activity_state_topic": "s", "dock_command_topic": "m"}
    battery = {"stat_t": "b", "dev_cla": "battery", "unit_of_meas": "%"}
    there.device(
        {
            "m": {"p": "lawn_mower", **mower, "name": "Automower"},
            "b": {"p": "sensor", **battery, "name": "Automower Battery"},
        },
        dev={"ids": ["a"], "name": "Automower BLE", "mdl": "Automower BLE"},
    )
    assert there.only().name == "Automower BLE"
    assert "battery" in there.only().capabilities


def test_how_warm_it_is_to_be_is_not_how_warm_it_is() -> None:
    there = Announcing()
    wish = {"stat_t": "w", "dev_cla": "temperature", "unit_of_meas": "°C", "name": "HWS Desired Temperature"}
    energy = {"stat_t": "e", "dev_cla": "energy", "unit_of_meas": "kWh", "name": "HWS Energy kWh"}
    there.device(
        {
            "h": {"p": "water_heater", "temp_cmd_t": "t", "curr_temp_t": "c", "name": "Boiler HWS"},
            "w": {"p": "sensor", **wish},
            "e": {"p": "sensor", **energy},
        },
        dev={"ids": ["h"], "name": "HWS"},
    )
    assert set(there.named("HWS boiler").capabilities) == {"target_temperature", "current_temperature", "energy"}
    assert there.named("HWS desired temperature").kind == "sensor"


def test_heating_circuits_are_counted_when_there_are_several() -> None:
    circuit = {"p": "climate", "temp_cmd_t": "t"}
    there = Announcing()
    there.device({"a": {**circuit, "name": "Hc1"}}, dev={"ids": ["t"], "name": "Thermostat"})
    assert there.only().name == "Thermostat"
    there.device(
        {"a": {**circuit, "name": "Hc1"}, "b": {**circuit, "name": "Hc2"}}, dev={"ids": ["t"], "name": "Thermostat"}
    )
    assert {entity.name for entity in there.home.entities.values()} == {
        "Thermostat heating circuit 1",
        "Thermostat heating circuit 2",
    }


def test_figures_are_never_left_out() -> None:
    """The second "1" is the channel, not the module once more."""
    there = Announcing()
    there.device(
        {"a": {**LAMP, "name": "Light 1 1"}, "b": {**LAMP, "name": "Light 1 2"}, "c": {**LAMP, "name": "Light 2 2"}},
        dev={"ids": ["b"], "name": "Bridge"},
    )
    assert {entity.name for entity in there.home.entities.values()} == {
        "Bridge light 1 1",
        "Bridge light 1 2",
        "Bridge light 2 2",
    }


def test_a_device_without_a_name_gives_none() -> None:
    there = Announcing()
    there.announce("fan", cmd_t="c", name="den-fan Fan", device={"cns": [["mac", "AABBCC112233"]]})
    assert there.only().name == "Den fan"


def test_a_device_without_a_name_may_have_a_model() -> None:
    there = Announcing()
    there.announce("fan", cmd_t="c", name=None, device={"ids": ["x1"], "mdl": "Ceiling fan"})
    assert there.only().name == "Ceiling fan"


def test_the_id_of_its_device_says_nothing() -> None:
    """The ventilation box puts its host name before all it says."""
    there = Announcing()
    dev = {"ids": "nrg-itho-1a2b", "name": "ITHO-WIFI(nrg-itho-1a2b)", "mdl": "ITHO Wifi Add-on"}
    for what, unit in (("temperature", "°C"), ("humidity", "%")):
        name = f"nrg-itho-1a2b_{what}"
        there.announce("sensor", what, stat_t="s", name=name, device=dev, dev_cla=what, unit_of_meas=unit)
    there.announce("fan", "fan", cmd_t="c", name="nrg-itho-1a2b_fan", device=dev)
    assert there.only().kind == "fan"
    assert there.only().name == "ITHO WIFI"
    assert set(there.only().capabilities) == {"on", "temperature", "humidity"}


def test_a_mower_called_mower_is_its_device() -> None:
    there = Announcing()
    there.device(
        {
            "m": {"p": "lawn_mower", "start_mowing_command_topic": "m", "name": "Lawn Mower"},
            "b": {"p": "sensor", "stat_t": "b", "dev_cla": "battery", "unit_of_meas": "%", "name": "Battery Level"},
        },
        dev={"ids": ["98F4"], "name": "Shaun", "mdl": "Landroid M500"},
    )
    assert "battery" in there.named("Shaun lawn mower").capabilities
    assert there.named("Shaun lawn mower").aliases == ("Shaun",)


def test_a_door_sensor_in_a_hall_is_the_door() -> None:
    there = Announcing()
    there.device(
        {
            "d": {"p": "binary_sensor", "stat_t": "d", "dev_cla": "door", "name": "Back hall door"},
            "b": {"p": "binary_sensor", "stat_t": "b", "dev_cla": "battery", "name": "Back hall battery"},
            "h": {"p": "sensor", "stat_t": "h", "dev_cla": "timestamp", "name": "Back hall heartbeat"},
        },
        dev={"ids": ["32.34.56"], "name": "Back hall", "mf": "Insteon"},
    )
    there.hear("d", "ON")
    assert there.named("Back hall door").aliases == ("Back hall",)
    assert there.state() == {"open": True}


def test_the_only_thing_of_a_box_may_go_by_its_own_name() -> None:
    """The modem of a bus has a scene; people name the scene."""
    there = Announcing()
    there.device({"a": {"p": "switch", "cmd_t": "c", "name": "Movie time"}}, dev={"ids": ["m"], "name": "Bus modem"})
    assert there.only().name == "Bus modem movie time"
    assert "movie time" in there.only().aliases
