"""What may harm or let somebody in."""

from __future__ import annotations

import pytest

from devices.capabilities import Quantity, Toggle, Trigger, Value
from devices.safety import Tier, heats, is_dangerous_direction, is_safe_direction, tier_of
from tests.devices.homes import entity


@pytest.mark.parametrize(
    ("kind", "name", "tier"),
    [
        ("light", "oven light", Tier.COMFORT),
        ("tv", "tv", Tier.COMFORT),
        ("fan", "fan", Tier.COMFORT),
        ("switch", "door bell", Tier.COMFORT),
        ("switch", "fridge plug", Tier.COMFORT),
        ("thermostat", "thermostat", Tier.ROUTINE),
        ("blind", "blind", Tier.ROUTINE),
        ("kettle", "kettle", Tier.ROUTINE),
        ("vacuum", "rover", Tier.ROUTINE),
        ("lock", "front door", Tier.DANGER),
        ("garage_door", "garage", Tier.DANGER),
        ("alarm_panel", "alarm", Tier.DANGER),
        ("oven", "oven", Tier.DANGER),
        ("heater", "guest heater", Tier.DANGER),
        ("valve", "main valve", Tier.DANGER),
        ("switch", "garage door", Tier.DANGER),
        ("switch", "electric blanket", Tier.DANGER),
        ("button", "open the gate", Tier.DANGER),
        ("script", "disarm everything", Tier.DANGER),
    ],
)
def test_every_kind_has_its_tier(kind: str, name: str, tier: Tier) -> None:
    assert tier_of(entity("x", kind, {"on": Toggle()}, name=name)) is tier


@pytest.mark.parametrize(
    ("kind", "name", "settings", "dangerous", "safe"),
    [
        ("lock", "front door", {"locked": False}, True, False),
        ("lock", "front door", {"locked": True}, False, True),
        ("garage_door", "garage", {"position": 40}, True, False),
        ("garage_door", "garage", {"position": 0}, False, True),
        ("alarm_panel", "alarm", {"mode": "disarmed"}, True, False),
        ("alarm_panel", "alarm", {"mode": "away"}, False, True),
        ("oven", "oven", {"on": False}, False, True),
        ("oven", "oven", {"target_temperature": 200}, False, False),
        ("blind", "blind", {"position": 100}, False, False),
        ("switch", "gate relay", {"on": True}, True, False),
        ("button", "unlock the door", {"activate": True}, True, False),
    ],
)
def test_the_dangerous_and_the_safe_direction_are_known(
    kind: str, name: str, settings: dict[str, Value], dangerous: bool, safe: bool
) -> None:
    thing = entity("x", kind, {"on": Toggle(), "position": Quantity(0, 100), "activate": Trigger()}, name=name)
    assert is_dangerous_direction(thing, settings) is dangerous
    assert is_safe_direction(thing, settings) is safe


def test_what_gets_hot_is_known_and_switching_it_off_does_not_heat() -> None:
    kettle = entity("x", "kettle", {"on": Toggle()})
    assert heats(kettle)
    assert heats(kettle, {"on": True})
    assert not heats(kettle, {"on": False})
    assert heats(entity("x", "switch", {"on": Toggle()}, name="hall heater"))
    assert not heats(entity("x", "light", {"on": Toggle()}, name="oven lamp"))
