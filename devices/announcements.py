"""What each gateway has announced, and how it becomes one home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Generic, TypeVar

from devices.home import Entity, Home, Person, Satellite
from devices.namesakes import one_of_each_area, one_of_each_person, with_household

T = TypeVar("T")


class Shelf(Generic[T]):
    """Things of one sort by gateway and id, over those known from the start."""

    def __init__(self, base: Mapping[str, T]) -> None:
        self._base = base
        self._by_gateway: dict[str, dict[str, T]] = {}

    def put(self, gateway: str, key: str, value: T) -> bool:
        """Keep a thing; whether the home is another one by it."""
        kept = self._by_gateway.setdefault(gateway, {})
        before = kept.get(key)
        kept[key] = value
        return value != (self._base.get(key) if before is None else before)

    def drop(self, gateway: str, key: str) -> bool:
        """Forget a thing; whether it was there."""
        return self._by_gateway.get(gateway, {}).pop(key, None) is not None

    def of(self, gateway: str) -> Mapping[str, T]:
        """What one gateway has announced."""
        return self._by_gateway.get(gateway, {})

    def has_heard(self, gateway: str) -> bool:
        """Whether that gateway has announced anything yet."""
        return gateway in self._by_gateway

    def merged(self, order: Sequence[str]) -> MappingProxyType[str, T]:
        """All things; those of gateways earlier in ``order`` win over later ones."""
        things = dict(self._base)
        for gateway in reversed(order):
            things |= self._by_gateway.get(gateway, {})
        return MappingProxyType(things)


def _moved(entity: Entity, instead: Mapping[str, str]) -> Entity:
    area = instead.get(entity.area or "")
    return entity if area is None else replace(entity, area=area)


class Announcements:
    """Merges gateways; one of them owns each device and entity: the first in ``priority``, else the first to speak."""

    def __init__(self, base: Home, priority: Sequence[str]) -> None:
        self._base = base
        self._priority = tuple(priority)
        self._order: list[str] = []
        self.areas = Shelf(base.areas)
        self.floors = Shelf(base.floors)
        self.persons = Shelf(base.persons)
        self.devices = Shelf(base.devices)
        self.entities = Shelf(base.entities)
        self.satellites: Shelf[Satellite] = Shelf({satellite.area: satellite for satellite in base.satellites})
        self.household: Mapping[str, Person] = MappingProxyType({})
        self.owners: dict[str, str] = {entity.id: entity.gateway for entity in base.entities.values() if entity.gateway}

    @property
    def is_alone(self) -> bool:
        """Whether a single gateway speaks, so that nobody can contradict it."""
        return len(self._order) <= 1

    def join(self, gateway: str) -> None:
        """A gateway will speak."""
        if gateway not in self._order:
            self._order.append(gateway)
            self._order.sort(key=self._rank)  # stable: among equals the first to join comes first

    def home(self, revision: int) -> Home:
        """The one home; settles again who owns what."""
        order = self._order
        areas, instead = one_of_each_area((*(self.areas.of(gateway) for gateway in order), self._base.areas))
        entities = self._owned_entities(order)
        satellites = tuple(self.satellites.merged(order).values())
        if instead:
            entities = {key: _moved(entity, instead) for key, entity in entities.items()}
            satellites = tuple(replace(listens, area=instead.get(listens.area, listens.area)) for listens in satellites)
        persons = one_of_each_person(self._base.persons, self.persons.merged(order))
        return Home(
            areas=MappingProxyType(areas),
            entities=MappingProxyType(entities),
            floors=self.floors.merged(order),
            persons=MappingProxyType(with_household(persons, self.household)),
            satellites=satellites,
            devices=self.devices.merged(order),
            revision=revision,
        )

    def _owned_entities(self, order: Sequence[str]) -> dict[str, Entity]:
        device_owner, claimed = self._owners_of_devices(order)
        # What was known from the start stays until its gateway has spoken and left it out.
        entities = {
            entity.id: entity
            for entity in self._base.entities.values()
            if not self.entities.has_heard(entity.gateway) or entity.id in self.entities.of(entity.gateway)
        }
        self.owners = {entity.id: entity.gateway for entity in entities.values()}
        taken: set[str] = set()
        for gateway in order:
            for entity in self.entities.of(gateway).values():
                if entity.device is not None:
                    owner = device_owner.get(entity.device, gateway)
                else:  # it may be known elsewhere by its own id
                    owner = claimed.get(f"{gateway}:{entity.id}", gateway)
                if owner != gateway or entity.id in taken:
                    continue
                taken.add(entity.id)
                self.owners[entity.id] = gateway
                entities[entity.id] = entity
        return entities

    def _owners_of_devices(self, order: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        """The gateway of each device id, and of each identity: the first in order that has announced it."""
        owner: dict[str, str] = {}
        first: dict[str, str] = {}
        for gateway in order:
            for device in self.devices.of(gateway).values():
                keys = (device.id, *device.identities)
                owner.setdefault(device.id, next((first[key] for key in keys if key in first), gateway))
            for device in self.devices.of(gateway).values():
                for key in (device.id, *device.identities):
                    first.setdefault(key, gateway)
        return owner, first

    def _rank(self, gateway: str) -> int:
        return self._priority.index(gateway) if gateway in self._priority else len(self._priority)
