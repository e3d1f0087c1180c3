"""What a meaning speaks of, room by room and thing by thing, so that concepts are found by it."""

from __future__ import annotations

from collections.abc import Iterable

from devices.home import Home
from teaching.concepts import Alias, AreaName, Chosen, Meaning, Preference, Routine


def area_mark(area: str) -> str:
    """How a room is written down."""
    return f"area {area}"


def entity_mark(entity: str) -> str:
    """How a device is written down."""
    return f"entity {entity}"


def marks_of(meaning: Meaning) -> frozenset[str]:
    """The rooms and devices that a meaning speaks of; none when it can be said of any."""
    match meaning:
        case AreaName(areas=areas):
            return _marks((), areas)
        case Alias(entities=entities):
            return _marks(entities, ())
        case Chosen(entity=entity, area=area):
            return _marks((entity,), (area,))
        case Preference(entities=entities, condition=condition):
            return _marks(entities, (condition.area,))
        case Routine(steps=steps):
            return frozenset().union(*(_marks(step.target.entities, step.target.areas) for step in steps))
        case _:
            return frozenset()


def marks_in(room: str, home: Home) -> frozenset[str]:
    """What a meaning must speak of to be about a room: the room itself, or a device that is in it now."""
    return _marks((one.id for one in home.entities.values() if one.area == room), (room,))


def rooms_of(meaning: Meaning, home: Home) -> frozenset[str]:
    """The areas that a meaning is about, its devices being where they are now."""
    marks = marks_of(meaning)
    rooms = {mark.removeprefix(area_mark("")) for mark in marks if mark.startswith(area_mark(""))}
    devices = (home.entities.get(mark.removeprefix(entity_mark(""))) for mark in marks)
    return frozenset(rooms | {one.area for one in devices if one is not None and one.area is not None})


def _marks(entities: Iterable[str], areas: Iterable[str | None]) -> frozenset[str]:
    return frozenset((*map(entity_mark, entities), *(area_mark(area) for area in areas if area is not None)))
