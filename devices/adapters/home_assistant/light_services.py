"""Services of lights, fans, sirens and of all that is only on or off."""

from __future__ import annotations

from devices.adapters.home_assistant.wishes import Calls, ServiceCall, Wish, one_by_one
from devices.colors import rgb_of

_SPEED_PERCENTAGES = {"low": 33, "medium": 66, "high": 100}
_FAN_SERVICES = {
    "percentage": ("set_percentage", "percentage"),
    "preset": ("set_preset_mode", "preset_mode"),
    "oscillating": ("oscillate", "oscillating"),
    "direction": ("set_direction", "direction"),
}


def light(wish: Wish) -> Calls:
    """A light: one call for all of it."""
    wanted = wish.settings
    if wanted.get("on") is False or wanted.get("brightness") == 0:
        yield wish.call("turn_off", **_pace(wish))
        return
    data: dict[str, object] = {}
    for attribute, value in wanted.items():
        match attribute:
            case "brightness":
                data["brightness_pct"] = value
            case "color" if isinstance(value, str):
                data["rgb_color"] = list(rgb_of(value))
            case "color_temp" if "color" not in wanted:
                data["color_temp_kelvin"] = value
            case "effect":
                data["effect"] = value
            case "flash":
                data["flash"] = "short"
            case _:
                pass
    yield wish.call("turn_on", **data, **_pace(wish))


def _pace(wish: Wish) -> dict[str, object]:
    return {"transition": wish.settings["transition"]} if "transition" in wish.settings else {}


def switched(wish: Wish) -> Calls:
    """On or off."""
    if "on" in wish.settings:
        yield wish.call("turn_on" if wish.settings["on"] else "turn_off")


def group(wish: Wish) -> Calls:
    """A group is switched by what all domains share."""
    if "on" in wish.settings:
        yield ServiceCall("homeassistant", "turn_on" if wish.settings["on"] else "turn_off")


def fan(wish: Wish) -> Calls:
    """A fan: speed, preset, oscillation, direction."""
    wanted = dict(wish.settings)
    if wanted.get("on") is False or wanted.get("percentage") == 0:
        yield wish.call("turn_off")
        return
    speed = wanted.pop("speed", None)
    if isinstance(speed, str) and "percentage" not in wanted:
        wanted["percentage"] = _SPEED_PERCENTAGES.get(speed)
    if wanted.pop("on", None) is True and not wanted.keys() & {"percentage", "preset"}:
        yield wish.call("turn_on")
    yield from one_by_one(wish, wanted, _FAN_SERVICES)


def siren(wish: Wish) -> Calls:
    """A siren: its tone and loudness go along when it starts."""
    if wish.settings.get("on") is False:
        yield wish.call("turn_off")
        return
    data: dict[str, object] = {}
    tone, volume = wish.settings.get("sound_mode"), wish.settings.get("volume")
    if tone is not None:
        data["tone"] = tone
    if isinstance(volume, int | float):
        data["volume_level"] = round(volume / 100, 4)
    if "duration" in wish.settings:
        data["duration"] = wish.settings["duration"]
    yield wish.call("turn_on", **data)
