"""The names by which things and rooms of the home can be said: its own, and those that were taught."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from devices.home import Area, Entity, Home
from teaching.concepts import Alias, AreaName, Concept


@dataclass(frozen=True, slots=True)
class Named:
    """Words that stand for these entities; ``is_taught`` when the household made them up."""

    words: str
    entities: tuple[Entity, ...]
    is_taught: bool = False


def things(home: Home, concepts: Iterable[Concept]) -> Iterator[Named]:
    """Taught names first; a name of the home that stands for several is nobody's."""
    taken: set[str] = set()
    for concept in concepts:
        if isinstance(concept.meaning, Alias):
            found = tuple(home.entities[entity] for entity in concept.meaning.entities if entity in home.entities)
            if found:
                taken.add(concept.term.casefold())
                yield Named(concept.term, found, is_taught=True)
    owners: dict[str, dict[str, Entity]] = {}
    said: dict[str, str] = {}
    for entity in home.spoken:
        for name in (entity.name, *entity.aliases):
            owners.setdefault(name.casefold(), {})[entity.id] = entity
            said.setdefault(name.casefold(), name)
    for key, entities in owners.items():
        if key not in taken and len(entities) == 1:
            yield Named(said[key], tuple(entities.values()))


def rooms(home: Home, concepts: Iterable[Concept]) -> Iterator[Named]:
    """What stands in rooms, by the rooms' names."""
    for concept in concepts:
        if isinstance(concept.meaning, AreaName):
            yield Named(concept.term, _in_areas(home, concept.meaning.areas), is_taught=True)
    for area in home.areas.values():
        for name in dict.fromkeys((area.name, *area.aliases)):
            yield Named(name, _in_areas(home, (area.id,)))


def doable(named: Named, able: Mapping[str, Entity]) -> tuple[Entity, ...]:
    """Those of the entities that can do it."""
    return tuple(entity for entity in named.entities if entity.id in able)


def meant_in_a_room(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """What a room stands for: its lights, or everything where it has none that can do it."""
    return tuple(entity for entity in entities if entity.kind == "light") or tuple(entities)


def spellings(area: Area) -> tuple[str, ...]:
    """How Home Assistant may write the room: its name is compared letter by letter."""
    return tuple(dict.fromkeys((area.name, area.name.title(), area.name.capitalize())))


def _in_areas(home: Home, areas: Sequence[str]) -> tuple[Entity, ...]:
    return tuple(entity for area in areas for entity in home.by_area.get(area, ()))
