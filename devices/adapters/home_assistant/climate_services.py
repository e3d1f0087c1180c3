"""Services of thermostats, water heaters and humidifiers."""

from __future__ import annotations

from devices.adapters.home_assistant.light_services import switched
from devices.adapters.home_assistant.wishes import Calls, Wish, one_by_one

_TARGETS = {
    "target_temperature": "temperature",
    "target_temperature_high": "target_temp_high",
    "target_temperature_low": "target_temp_low",
}
_ENDS = ("target_temp_high", "target_temp_low")
_CLIMATE_SERVICES = {
    "target_humidity": ("set_humidity", "humidity"),
    "fan_mode": ("set_fan_mode", "fan_mode"),
    "preset": ("set_preset_mode", "preset_mode"),
    "swing": ("set_swing_mode", "swing_mode"),
    "swing_horizontal": ("set_swing_horizontal_mode", "swing_horizontal_mode"),
}


def climate(wish: Wish) -> Calls:
    """A thermostat: mode, targets and the rest, each a call."""
    wanted = wish.settings
    targets: dict[str, object] = {theirs: wanted[ours] for ours, theirs in _TARGETS.items() if ours in wanted}
    if targets.keys() & set(_ENDS):  # the one end of the range is only taken with the other
        targets = {end: wish.attributes.get(end) for end in _ENDS} | targets
    mode = wanted.get("mode")
    if mode is not None:
        yield wish.call("set_hvac_mode", hvac_mode=mode)
    else:
        yield from switched(wish)
    if targets:
        yield wish.call("set_temperature", **targets)
    yield from one_by_one(wish, wanted, _CLIMATE_SERVICES)


def water_heater(wish: Wish) -> Calls:
    """A water heater."""
    for attribute, value in wish.settings.items():
        match attribute:
            case "on":
                yield wish.call("turn_on" if value else "turn_off")
            case "mode":
                yield wish.call("set_operation_mode", operation_mode=value)
            case "away":
                yield wish.call("set_away_mode", away_mode=value)
            case "target_temperature":
                yield wish.call("set_temperature", temperature=value)
            case _:
                pass


def humidifier(wish: Wish) -> Calls:
    """A humidifier."""
    yield from switched(wish)
    if "target_humidity" in wish.settings:
        yield wish.call("set_humidity", humidity=wish.settings["target_humidity"])
    if "mode" in wish.settings:
        yield wish.call("set_mode", mode=wish.settings["mode"])
