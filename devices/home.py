"""A snapshot of the home: floors, areas, people, satellites and the entities that can be talked about.

Immutable: the registry makes a new snapshot when something changes, so a turn sees one home from start to end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from devices.capabilities import Capability
from devices.errors import UnknownEntity


class Role(StrEnum):
    """What a person may do: see ``devices/safety.py``."""

    ADULT = "adult"
    CHILD = "child"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Floor:
    """A storey; areas name it. ``level``: 0 is the ground floor, 1 the next above; ``None`` where nobody has said."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A room or another place of the home."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    floor: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who lives here or visits."""

    id: str
    name: str
    role: Role = Role.ADULT
    aliases: tuple[str, ...] = ()
    at_home: bool | None = None


@dataclass(frozen=True, slots=True)
class Satellite:
    """A place that listens and speaks; ``screen`` is its own display."""

    area: str
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """The physical thing, which may hold several entities.

    ``identities`` (``mqtt:0x00158d0001``) are shared by announcements of one thing that come different ways.
    """

    id: str
    name: str
    area: str | None = None
    manufacturer: str = ""
    model: str = ""
    identities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing a person can name: a lamp, an oven, a lock.

    ``kind`` is what it is in the closed vocabulary of ``docs/attributes.md`` (light, switch, fan, thermostat, blind,
    lock, tv, speaker, oven, sensor …). ``capabilities`` maps attribute to what it takes. ``hidden`` entities exist
    (configuration, diagnostics, restart buttons) but are never offered to talk. ``labels`` are names of groups that it
    belongs to, wherever it stands. ``native_id`` is what its gateway calls it, where that isn't ``id`` any more.
    """

    id: str
    name: str
    kind: str
    capabilities: Mapping[str, Capability]
    aliases: tuple[str, ...] = ()
    area: str | None = None
    device: str | None = None
    gateway: str = ""
    hidden: bool = False
    device_class: str = ""
    labels: tuple[str, ...] = ()
    native_id: str = ""


@dataclass(frozen=True)
class Home:
    """Everything the hub knows of the home at one moment."""

    areas: Mapping[str, Area] = field(default_factory=lambda: MappingProxyType({}))
    entities: Mapping[str, Entity] = field(default_factory=lambda: MappingProxyType({}))
    floors: Mapping[str, Floor] = field(default_factory=lambda: MappingProxyType({}))
    persons: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))
    satellites: tuple[Satellite, ...] = ()
    devices: Mapping[str, Device] = field(default_factory=lambda: MappingProxyType({}))
    revision: int = 0

    def entity(self, entity_id: str) -> Entity:
        """The entity of that id; raises ``UnknownEntity``."""
        try:
            return self.entities[entity_id]
        except KeyError:
            raise UnknownEntity(entity_id) from None

    @cached_property
    def by_area(self) -> Mapping[str | None, tuple[Entity, ...]]:
        """Entities that may be talked about, by area id (``None`` for those without an area)."""
        rooms: dict[str | None, list[Entity]] = {}
        for entity in self.entities.values():
            if not entity.hidden:
                rooms.setdefault(entity.area, []).append(entity)
        return MappingProxyType({area: tuple(entities) for area, entities in rooms.items()})

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of what may be talked about."""
        return frozenset(entity.kind for entity in self.spoken)

    @cached_property
    def attributes(self) -> frozenset[str]:
        """What the things that may be talked about have, one or another."""
        return frozenset(attribute for entity in self.spoken for attribute in entity.capabilities)

    @cached_property
    def unspoken(self) -> Mapping[str, tuple[Entity, ...]]:
        """Entities whose names are no words of talk, by kind: named as what they are, some can be spoken of."""
        kinds: dict[str, list[Entity]] = {}
        for entity in self.entities.values():
            if entity.hidden:
                kinds.setdefault(entity.kind, []).append(entity)
        return MappingProxyType({kind: tuple(entities) for kind, entities in kinds.items()})

    @cached_property
    def spoken(self) -> tuple[Entity, ...]:
        """All entities that may be talked about."""
        return tuple(entity for entity in self.entities.values() if not entity.hidden)

    def areas_of_floor(self, floor_id: str) -> tuple[Area, ...]:
        """The areas on that floor."""
        return tuple(area for area in self.areas.values() if area.floor == floor_id)
