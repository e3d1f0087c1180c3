"""Which attribute of a device a component speaks of, told by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from devices.adapters.mqtt_discovery.component import Component
from devices.capabilities import Quantity

# What people and firmware call an attribute → the attribute.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "battery": "battery", "battery level": "battery", "boost": "boost", "brightness": "brightness",
        "child lock": "child_lock", "color": "color", "colour": "color", "color temp": "color_temp",
        "color temperature": "color_temp", "content": "content", "media": "content", "media title": "content",
        "now playing": "content", "playing": "content", "current humidity": "current_humidity",
        "current temperature": "current_temperature", "local temperature": "current_temperature",
        "desired temperature": "target_temperature", "display": "message", "effect": "effect",
        "fan mode": "fan_mode", "fan speed": "speed", "input": "source", "input source": "source",
        "message": "message", "mode": "mode", "mute": "muted", "muted": "muted", "operation mode": "mode",
        "opening": "open", "opening state": "open", "door state": "open",
        "oscillation": "oscillating", "position": "position", "preset": "preset", "program": "mode",
        "programme": "mode", "remaining": "remaining_min", "remaining min": "remaining_min",
        "remaining minutes": "remaining_min", "remaining time": "remaining_min", "time remaining": "remaining_min",
        "screen": "screen", "set temperature": "target_temperature", "setpoint": "target_temperature",
        "sound mode": "sound_mode", "source": "source", "speed": "speed", "state": "state", "status": "state",
        "target humidity": "target_humidity", "target temperature": "target_temperature",
        "temperature setpoint": "target_temperature", "text": "message", "volume": "volume",
        "volume level": "volume", "add item": "add_item", "items": "items", "on": "on",
    }
)  # fmt: skip
# Words that only say what sort of component it is.
_GENERIC = frozenset(
    {
        "air", "alarm", "binary", "button", "climate", "contact", "control", "cover", "current", "device", "dimmer",
        "entity", "fan", "humidifier", "level", "light", "lock", "main", "measurement", "motor", "number", "output",
        "plug", "power", "reading", "relay", "rgb", "rgbw", "robot", "select", "sensor", "simple", "socket", "state",
        "status", "switch", "text", "thermostat", "vacuum", "value", "valve", "outlet", "valueless",
    }
)  # fmt: skip
_SETTABLE: Mapping[str, frozenset[str]] = {
    "number": frozenset(
        {"volume", "brightness", "color_temp", "target_temperature", "target_humidity", "position", "speed"}
    ),
    "select": frozenset(
        {"source", "mode", "preset", "effect", "speed", "color", "sound_mode", "state", "fan_mode", "boost"}
    ),
    "text": frozenset({"content", "message", "add_item"}),
    "switch": frozenset({"muted", "oscillating", "child_lock", "boost", "on"}),
}
_NOT_A_TARGET = frozenset({"offset", "calibration", "hysteresis", "tolerance", "limit", "min", "max", "protection"})
_WARMTH = frozenset({"temperature", "setpoint"})
_WISHED = frozenset({"set", "setpoint", "point", "target", "desired", "wanted"})
_WARMED = frozenset({"flow", "heat", "heating", "hot", "occupied", "room", "water"})
_MEASURING = frozenset({"sensor", "binary_sensor"})
_CLIMATIC = frozenset({"thermostat", "oven", "humidifier", "water_heater", "appliance"})


def is_generic(words: tuple[str, ...]) -> bool:
    """Whether a component's own words say nothing that tells it from its device."""
    return set(words) <= _GENERIC


def attribute_of(component: Component, words: tuple[str, ...], lead_kind: str) -> str | None:
    """The attribute of its device that a component speaks of; ``None`` when it is a thing of its own.

    ``words`` is what its name adds to the device's; ``lead_kind`` the kind of what it would belong to.
    """
    if component.attribute:
        return component.attribute
    if component.platform in _MEASURING:
        return _measured(component, words, lead_kind)
    named = _NAMES.get(" ".join(words))
    if named in _SETTABLE.get(component.platform, frozenset()):
        return named
    return "target_temperature" if _is_target(component, words) else None


def _measured(component: Component, words: tuple[str, ...], lead_kind: str) -> str | None:
    attribute = next(iter(component.abilities.capabilities))
    named = _NAMES.get(" ".join(words))
    if attribute in {"value", "on"}:
        return named if named != "on" else None
    about = {*attribute.split("_"), *component.device_class.split("_"), "concentration", "index", *_GENERIC}
    words = tuple(word.replace(".", "") for word in words)  # "PM2.5"
    is_short_code = len(words) == 1 and len(words[0]) <= 2
    if named is None and not is_short_code and not set(words) <= about:
        return None
    if lead_kind in _CLIMATIC and attribute in {"temperature", "humidity"}:
        return f"current_{attribute}"
    return named if named in {"current_temperature", "current_humidity", "battery"} else attribute


def _is_target(component: Component, words: tuple[str, ...]) -> bool:
    capability = component.abilities.capabilities.get("value")
    is_warm = isinstance(capability, Quantity) and capability.unit == "°C"
    if component.platform != "number" or not is_warm or not _WARMTH & set(words) or _NOT_A_TARGET & set(words):
        return False
    # "Holiday temperature" or "temperature alarm" is another wish than how warm it is to be now.
    return set(words) <= _WARMTH | _WISHED | _WARMED | _GENERIC
