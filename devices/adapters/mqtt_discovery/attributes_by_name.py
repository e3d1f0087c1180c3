"""Which attribute of a device a component speaks of, told by its name."""

from __future__ import annotations

from collections.abc import Mapping

from devices.adapters.mqtt_discovery.component import Component
from devices.adapters.mqtt_discovery.words import firmware_words
from devices.capabilities import Quantity

_WORDS = firmware_words()
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
_MEASURING = frozenset({"sensor", "binary_sensor"})
_CLIMATIC = frozenset({"thermostat", "oven", "humidifier", "water_heater", "appliance"})


def is_generic(words: tuple[str, ...]) -> bool:
    """Whether a component's own words say nothing that tells it from its device."""
    return set(words) <= _WORDS.generic


def is_place(words: tuple[str, ...]) -> bool:
    """Whether a component's own words only count the places of a board: "relay 0", "channel 1"."""
    return any(map(str.isdigit, words)) and all(word.isdigit() or word in _WORDS.ports for word in words)


def attribute_of(component: Component, words: tuple[str, ...], lead_kind: str) -> str | None:
    """The attribute of its device that a component speaks of; ``None`` when it is a thing of its own.

    ``words`` is what its name adds to the device's; ``lead_kind`` the kind of what it would belong to.
    """
    if component.attribute:
        return component.attribute
    if component.platform in _MEASURING:
        return _measured(component, words, lead_kind)
    named = _WORDS.attributes.get(" ".join(words))
    if named in _SETTABLE.get(component.platform, frozenset()):
        return named
    return "target_temperature" if _is_target(component, words) else None


def _measured(component: Component, words: tuple[str, ...], lead_kind: str) -> str | None:
    attribute = next(iter(component.abilities.capabilities))
    named = _WORDS.attributes.get(" ".join(words))
    if attribute in {"value", "on"}:
        return named if named != "on" else None
    if named == "target_temperature":
        return None  # how warm it is to be is not how warm it is
    about = {*attribute.split("_"), *component.device_class.split("_"), "concentration", "index", *_WORDS.generic}
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
    if component.platform != "number" or not is_warm:
        return False
    if not _WORDS.warmth & set(words) or _WORDS.not_a_target & set(words):
        return False
    # "Holiday temperature" or "temperature alarm" is another wish than how warm it is to be now.
    return set(words) <= _WORDS.warmth | _WORDS.wished | _WORDS.warmed | _WORDS.generic
