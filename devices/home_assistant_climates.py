"""What warms, cools and moistens: thermostats, water heaters and humidifiers of Home Assistant."""

from __future__ import annotations

from dataclasses import replace

from devices.capabilities import Choice, Quantity, Text, Toggle
from devices.home_assistant_said import Capabilities, Made, Said, number_of, options_of, temperature_unit

_CLIMATE_MODES = (
    ("fan_modes", "fan_mode"),
    ("preset_modes", "preset"),
    ("swing_modes", "swing"),
    ("swing_horizontal_modes", "swing_horizontal"),
)
_ONLY_OF_CLIMATES = frozenset({"supported_features", "target_temp_high", "target_temp_low"})


def climate(said: Said) -> Made:
    """A thermostat."""
    modes = options_of(said.attributes.get("hvac_modes")) or ("off", "heat", "cool", "auto")
    unit = temperature_unit(said.attributes)
    low, high = (7, 35) if unit == "°C" else (45, 95)
    target = Quantity(
        number_of(said.attributes.get("min_temp"), low),
        number_of(said.attributes.get("max_temp"), high),
        unit,
        step=number_of(said.attributes.get("target_temp_step"), 0.5),
    )
    capabilities: Capabilities = {
        "mode": Choice(modes),
        "target_temperature": target,
        "current_temperature": Quantity(-100, 300, unit, readonly=True),
    }
    if "current_humidity" in said.attributes:
        capabilities["current_humidity"] = Quantity(0, 100, "%", readonly=True)
    if said.has((4, "target_humidity"), unsaid=False):
        driest, dampest = said.attributes.get("min_humidity"), said.attributes.get("max_humidity")
        capabilities["target_humidity"] = Quantity(number_of(driest, 30), number_of(dampest, 99), "%")
    if isinstance(said.attributes.get("hvac_action"), str):
        capabilities["action"] = Text(readonly=True)
    for theirs, ours in _CLIMATE_MODES:
        options = options_of(said.attributes.get(theirs))
        if options:
            capabilities[ours] = Choice(options)
    if not said.has((3, "target_temperature")):
        del capabilities["target_temperature"]
    if said.has((2, "target_temperature_range"), unsaid="target_temp_high" in said.attributes):
        capabilities |= {"target_temperature_high": target, "target_temperature_low": target}
    return "thermostat", capabilities


def water_heater(said: Said) -> Made:
    """A water heater."""
    # Its features are others than those of a thermostat.
    told = {key: value for key, value in said.attributes.items() if key not in _ONLY_OF_CLIMATES}
    _, capabilities = climate(replace(said, attributes={"min_temp": 30, "max_temp": 75, **told}))
    capabilities["mode"] = Choice(options_of(said.attributes.get("operation_list")) or ("off", "eco", "performance"))
    if said.has((8, "on_off"), unsaid=False):
        capabilities["on"] = Toggle()
    if said.has((4, "away_mode"), unsaid=False):
        capabilities["away"] = Toggle()
    return "water_heater", capabilities


def humidifier(said: Said) -> Made:
    """A humidifier or dehumidifier."""
    target = Quantity(
        number_of(said.attributes.get("min_humidity"), 0), number_of(said.attributes.get("max_humidity"), 100), "%"
    )
    capabilities: Capabilities = {
        "on": Toggle(),
        "target_humidity": target,
        "current_humidity": Quantity(0, 100, "%", readonly=True),
    }
    modes = options_of(said.attributes.get("available_modes"))
    if modes:
        capabilities["mode"] = Choice(modes)
    return "humidifier", capabilities
