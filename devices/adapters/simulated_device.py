"""How a made-up device behaves when it is told something: like the real one of its kind."""

from __future__ import annotations

from collections.abc import Mapping

from devices.attributes import MANNERS
from devices.capabilities import Trigger, Value, fault
from devices.errors import CommandRefused
from devices.home import Entity
from devices.listing import ADDED, COMPLETED, REMOVED, lines_of, listing_of

# Setting one of these wakes a sleeping device of that kind.
_WAKES: Mapping[str, frozenset[str]] = {
    "light": frozenset({"brightness", "color", "color_temp", "effect"}),
    "fan": frozenset({"speed", "percentage", "preset"}),
    "oven": frozenset({"target_temperature", "mode"}),
    "humidifier": frozenset({"target_humidity", "mode"}),
    "water_heater": frozenset({"target_temperature"}),
    "tv": frozenset({"content", "source"}),
    "speaker": frozenset({"content", "source"}),
}
_PLAYERS = frozenset({"tv", "speaker"})
_SPEEDS: tuple[tuple[str, int], ...] = (("low", 33), ("medium", 66), ("high", 100))


def changes_of(entity: Entity, state: Mapping[str, Value], settings: Mapping[str, Value]) -> dict[str, Value]:
    """What else an entity's state becomes when these settings reach it.

    Raises ``CommandRefused`` for what it can't do: an attribute it lacks, a value out of range, a reading.
    """
    changes: dict[str, Value] = {}
    for attribute, value in settings.items():
        capability = entity.capabilities.get(attribute)
        if capability is None:
            raise CommandRefused(entity.id, attribute, f"it has no {attribute.replace('_', ' ')}")
        reason = fault(capability, value)
        if reason is not None:
            raise CommandRefused(entity.id, attribute, reason)
        if not isinstance(capability, Trigger) and attribute not in MANNERS:
            changes[attribute] = value
    changes |= _consequences(entity, state, changes)
    return {
        attribute: value for attribute, value in changes.items() if attribute not in state or state[attribute] != value
    }


def drift(entity: Entity, state: Mapping[str, Value], seconds: float) -> dict[str, Value]:
    """What becomes of the state by itself in a few seconds: rooms and ovens warm, robots arrive, washing ends."""
    now, target = state.get("current_temperature"), state.get("target_temperature")
    is_on = state.get("on", state.get("mode", "off") != "off")
    if is_on and isinstance(now, int | float) and isinstance(target, int | float) and now != target:
        pace = (2.0 if entity.kind == "oven" else 0.02) * seconds
        return {"current_temperature": round(now + max(-pace, min(pace, target - now)), 1)}
    if entity.kind == "vacuum" and state.get("state") == "returning":
        return {"state": "docked"}
    return {}


def _consequences(entity: Entity, state: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    then: dict[str, Value] = {}
    if "segment" in entity.capabilities and "state" in changes and "segment" not in changes:
        then["segment"] = None
    if "on" in entity.capabilities and "on" not in changes and _WAKES.get(entity.kind, frozenset()) & changes.keys():
        then["on"] = True
    if "brightness" in changes:
        then |= _dimmed(state, changes)
    if "position" in changes and "state" in entity.capabilities:
        then["state"] = "closed" if changes["position"] == 0 else "open"
    if entity.kind == "fan":
        then |= _blowing(entity, changes)
    if entity.kind in _PLAYERS:
        then |= _playing(entity, state, changes)
    if "items" in entity.capabilities and "add_item" in changes:
        count = state.get("items")
        then["items"] = (count if isinstance(count, int) else 0) + 1
    if "listing" in entity.capabilities:
        then |= _written_down(state, changes)
    if "agenda" in entity.capabilities and isinstance(changes.get("add_event"), str):
        known = state.get("agenda")
        then["agenda"] = "\n".join(line for line in (str(known or ""), str(changes["add_event"])) if line)
    if "remaining_min" in entity.capabilities and changes.get("state") == "idle":
        then["remaining_min"] = 0
    if (
        "color" in changes
        and isinstance(state.get("color_temp"), int | float)
        and "color_temp" not in entity.capabilities
    ):
        then["color_temp"] = None
    return then


def _written_down(state: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    lines = lines_of(state.get("listing"))
    gone = {str(changes[attribute]).casefold() for attribute in (COMPLETED, REMOVED) if attribute in changes}
    if lines is None or not (gone or ADDED in changes):
        return {}
    left = [line for line in lines if line.casefold() not in gone]
    left += [str(changes[ADDED])] if ADDED in changes else []
    return {"listing": listing_of(left), "items": len(left)}


def _dimmed(state: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    if changes["brightness"] != 0:
        return {}
    # A lamp dimmed to nothing is off and remembers how bright it was.
    return {"on": False, "brightness": state.get("brightness")}


def _blowing(entity: Entity, changes: Mapping[str, Value]) -> dict[str, Value]:
    then: dict[str, Value] = {}
    percentage, speed = changes.get("percentage"), changes.get("speed")
    if percentage == 0:
        then["on"] = False
    elif isinstance(percentage, int | float) and "speed" in entity.capabilities:
        then["speed"] = next(name for name, upper in _SPEEDS if percentage <= upper + 1)
    elif isinstance(speed, str) and "percentage" in entity.capabilities:
        then["percentage"] = dict(_SPEEDS).get(speed, 100)
    return then


def _playing(entity: Entity, state: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    then: dict[str, Value] = {}
    if "state" in entity.capabilities and "state" not in changes:
        if changes.get("content"):
            then["state"] = "playing"
        elif changes.get("on") is False and state.get("state") in {"playing", "paused"}:
            then["state"] = "idle"
    if changes.get("state") == "playing" and "on" in entity.capabilities and "on" not in changes:
        then["on"] = True
    return then
