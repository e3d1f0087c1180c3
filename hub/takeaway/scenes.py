"""A routine as a scene of Home Assistant: how things shall be, where that is all it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.capabilities import Value
from devices.home import Entity, Home
from devices.home_assistant_terms import to_home_assistant
from hub.takeaway.routines import meant_by
from hub.takeaway.targets import address_of, is_by_id
from teaching import grounding
from teaching.concepts import Routine, Step

# What Home Assistant brings back to a state, and the attributes that it sets on the way; others need a script.
_KEPT: Final[Mapping[str, frozenset[str]]] = {
    "climate": frozenset({"mode", "target_temperature", "preset", "fan_mode", "swing"}),
    "cover": frozenset({"position", "tilt"}),
    "fan": frozenset({"on", "percentage", "preset", "oscillating", "direction"}),
    "humidifier": frozenset({"on", "target_humidity", "mode"}),
    "input_boolean": frozenset({"on"}),
    "input_number": frozenset({"value"}),
    "input_select": frozenset({"value"}),
    "light": frozenset({"on", "brightness", "color", "color_temp", "effect"}),
    "number": frozenset({"value"}),
    "select": frozenset({"value"}),
    "switch": frozenset({"on"}),
}
_SHINING: Final = frozenset({"brightness", "color", "color_temp", "effect"})


def scene_of(routine: Routine, home: Home) -> Mapping[str, Mapping[str, object]] | None:
    """The states of its things, by their ids there; ``None`` when it is more than states, or in an order."""
    wanted: dict[str, dict[str, Value]] = {}
    for step in routine.steps:
        for entity in meant_by(step.target, home):
            settings = _settings(step, entity)
            if settings is None:
                return None
            known = wanted.setdefault(entity.id, {})
            if known.keys() & settings.keys():
                return None  # first the one, then the other
            known |= settings
    states: dict[str, Mapping[str, object]] = {}
    for entity_id, settings in wanted.items():
        if settings:
            state = _state(home.entities[entity_id], settings)
            if state is None:
                return None
            states[address_of(home.entities[entity_id])] = state
    return states or None


def _settings(step: Step, entity: Entity) -> dict[str, Value] | None:
    """What the entity takes of a step; ``None`` when a scene can't have it."""
    domain = entity.id.partition(".")[0]
    taken = grounding.taught_settings(entity, step.settings, {}).settings
    if any(setting.relative for setting in step.settings) or (taken and not is_by_id(entity)):
        return None
    return dict(taken) if taken.keys() <= _KEPT.get(domain, frozenset()) else None


def _state(entity: Entity, settings: dict[str, Value]) -> Mapping[str, object] | None:
    if "on" in entity.capabilities:
        settings = {"on": True, **settings}
    if settings.get("on") is False and settings.keys() & _SHINING:
        return None
    told = to_home_assistant(entity, {}, settings)
    if not isinstance(told.get("state"), str):  # a target without a mode says no state
        told["state"] = str(told["state"]) if told.get("state") is not None else None
    return told if told["state"] is not None else None
