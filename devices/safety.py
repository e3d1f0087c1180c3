"""What could harm or let somebody in, and which way is the dangerous one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

from devices.capabilities import Value
from devices.home import Entity


class Tier(IntEnum):
    """How much care a command needs."""

    COMFORT = 0
    """Lights, media and the like."""
    ROUTINE = 1
    """Climate, blinds, appliances."""
    DANGER = 2
    """What can harm or let someone in."""


_DANGER_KINDS = frozenset(
    {"lock", "garage_door", "gate", "door", "window", "alarm_panel", "oven", "heater", "water_heater", "valve"}
)
_ROUTINE_KINDS = frozenset(
    {
        "thermostat", "humidifier", "blind", "curtain", "shutter", "awning", "appliance", "kettle", "coffee_machine",
        "vacuum", "lawn_mower", "siren", "script", "automation", "number", "select",
    }
)  # fmt: skip
_ENTRANCE_KINDS = frozenset({"lock", "garage_door", "gate", "door", "window"})
_HEATING_KINDS = frozenset({"oven", "heater", "water_heater", "kettle", "coffee_machine"})
# Relays, buttons, scenes and scripts say only by their names what they move.
_NAMED_KINDS = frozenset({"switch", "button", "scene", "script", "automation", "select", "number", "text"})
_ENTRANCE_WORDS = re.compile(r"\b(unlock|lock|deadbolt|garage|gate|doors?|entrance|door opener|strike)\b")
_HARMLESS_WORDS = re.compile(r"\b(door ?bells?|chime|bell|light|lamp|camera|fridge|freezer)\b")
_HARMLESS_ATTRIBUTES = frozenset({"volume", "muted", "content"})
_ALARM_WORDS = re.compile(r"\b(disarm|burglar alarm|alarm (system|panel)|panic)\b")
_HEAT_WORDS = re.compile(r"\b(oven|stove|cooker|hob|heater|furnace|boiler|fryer|iron|electric blanket|kiln|grill)\b")


def tier_of(entity: Entity, settings: Mapping[str, Value] | None = None) -> Tier:
    """How much care the entity needs, whichever way it is moved (``settings`` narrows it to what they touch)."""
    if settings is not None and settings and all(attribute in _HARMLESS_ATTRIBUTES for attribute in settings):
        return Tier.COMFORT
    if entity.kind in _DANGER_KINDS or _is_entrance(entity) or _is_hot_by_name(entity) or _is_alarm(entity):
        return Tier.DANGER
    return Tier.ROUTINE if entity.kind in _ROUTINE_KINDS else Tier.COMFORT


def is_dangerous_direction(entity: Entity, settings: Mapping[str, Value]) -> bool:
    """Whether this unlocks, opens an outer door, gate, window or garage, or disarms."""
    if _is_alarm(entity):
        return settings.get("mode") == "disarmed" or _acts(settings)
    if not _is_entrance(entity):
        return False
    position = settings.get("position")
    opens = isinstance(position, int | float) and position > 0
    return settings.get("locked") is False or opens or settings.get("open") is True or _acts(settings)


def is_safe_direction(entity: Entity, settings: Mapping[str, Value]) -> bool:
    """Whether this only locks, closes, arms or switches off, which never needs a question."""
    return bool(settings) and all(_is_safe(entity, attribute, value) for attribute, value in settings.items())


def heats(entity: Entity, settings: Mapping[str, Value] | None = None) -> bool:
    """Whether the entity gets hot (oven, heater, kettle …) and, given ``settings``, whether they make it so."""
    if not (entity.kind in _HEATING_KINDS or _is_hot_by_name(entity)):
        return False
    return settings is None or not is_safe_direction(entity, settings)


def _acts(settings: Mapping[str, Value]) -> bool:
    return settings.get("activate") is True or settings.get("on") is True


def _is_safe(entity: Entity, attribute: str, value: Value) -> bool:
    match attribute:
        case "locked":
            return value is True
        case "on":
            return value is False
        case "position":
            return value == 0
        case "mode":
            return value != "disarmed" if entity.kind == "alarm_panel" else value == "off"
        case _:
            return False


def _is_entrance(entity: Entity) -> bool:
    return entity.kind in _ENTRANCE_KINDS or (_is_named(entity, _ENTRANCE_WORDS) and not _says(entity, _HARMLESS_WORDS))


def _is_alarm(entity: Entity) -> bool:
    return entity.kind == "alarm_panel" or _is_named(entity, _ALARM_WORDS)


def _is_hot_by_name(entity: Entity) -> bool:
    return _is_named(entity, _HEAT_WORDS) and not _says(entity, _HARMLESS_WORDS)


def _is_named(entity: Entity, words: re.Pattern[str]) -> bool:
    return entity.kind in _NAMED_KINDS and _says(entity, words)


def _says(entity: Entity, words: re.Pattern[str]) -> bool:
    return any(words.search(name.lower().replace("_", " ")) for name in (entity.name, *entity.aliases))
