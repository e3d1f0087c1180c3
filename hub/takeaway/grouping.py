"""Entities that the same calls do it to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from devices.home import Entity
from hub.takeaway.models import Call
from hub.takeaway.targets import is_by_id


def grouped(
    entities: Iterable[Entity], calls_of: Callable[[Entity], tuple[Call, ...]]
) -> tuple[tuple[tuple[Call, ...], tuple[Entity, ...]], ...]:
    """The entities that something can be done to, by the calls that do it."""
    groups: dict[object, tuple[tuple[Call, ...], list[Entity]]] = {}
    for entity in entities:
        calls = calls_of(entity)
        if calls:
            key = is_by_id(entity), tuple((call.service, repr(call.data)) for call in calls)
            groups.setdefault(key, (calls, []))[1].append(entity)
    return tuple((calls, tuple(found)) for calls, found in groups.values())
