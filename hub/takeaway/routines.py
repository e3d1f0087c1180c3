"""A routine as the actions of a Home Assistant script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.home import Entity, Home
from hub.takeaway.doing import Asks, calls_of_settings
from hub.takeaway.grouping import grouped
from hub.takeaway.models import Call, Services
from hub.takeaway.targets import action
from teaching.concepts import Routine, Selector, Step

ASKS = "the hub asks before it does that, and Home Assistant would not"
GONE = "it is about something that this home no longer has"
NO_SERVICE = "Home Assistant has no service for all of it"


@dataclass(frozen=True, slots=True)
class Script:
    """``actions`` in their order; those of ``here`` are done in the room it is said in, by the slot's entities."""

    actions: tuple[Mapping[str, object], ...]
    here: tuple[Entity, ...] = ()


class Inexpressible(Exception):
    """Home Assistant can't have it; the text says why."""


def script_of(routine: Routine, home: Home, services: Services, slot: str | None) -> Script:
    """The routine's steps; without a ``slot`` it can't hold steps for the room it is said in.

    Raises ``Inexpressible``.
    """
    if routine.confirm_always:
        raise Inexpressible(ASKS)
    actions: list[Mapping[str, object]] = []
    here: dict[str, Entity] = {}
    for step in routine.steps:
        is_here = not step.target.entities and not step.target.areas
        if is_here and slot is None:
            raise Inexpressible("it is done in the room it is said in, which a script doesn't know")
        able = _groups(step, home, services)
        for calls, entities in able:
            actions.extend(action(call, entities, slot if is_here else None) for call in calls)
            here.update({entity.id: entity for entity in entities} if is_here else {})
    return Script(tuple(actions), tuple(here.values()))


def _groups(step: Step, home: Home, services: Services) -> tuple[tuple[tuple[Call, ...], tuple[Entity, ...]], ...]:
    try:
        found = grouped(meant_by(step.target, home), _doing(step, services))
    except Asks:
        raise Inexpressible(ASKS) from None
    if not found:
        raise Inexpressible(NO_SERVICE)
    return found


def _doing(step: Step, services: Services) -> Callable[[Entity], tuple[Call, ...]]:
    return lambda entity: calls_of_settings(services, entity, step.settings)


def meant_by(target: Selector, home: Home) -> tuple[Entity, ...]:
    """The entities that a step is about. Raises ``Inexpressible`` when one of them is gone."""
    if target.entities:
        if any(entity not in home.entities for entity in target.entities):
            raise Inexpressible(GONE)
        return tuple(home.entities[entity] for entity in target.entities)
    return tuple(
        entity
        for entity in home.spoken
        if (not target.areas or entity.area in target.areas) and (target.kind is None or entity.kind == target.kind)
    )
