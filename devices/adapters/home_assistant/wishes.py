"""What is wished of an entity, and the calls of services that fulfil it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from devices.capabilities import Value
from devices.home import Entity

_NO_DATA: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """One call of a service, on the command's entity."""

    domain: str
    service: str
    data: Mapping[str, object] = field(default_factory=lambda: _NO_DATA)


@dataclass(frozen=True, slots=True)
class Wish:
    """A command with what has to be known to fulfil it; ``code`` is what alarm panels and locks ask for."""

    entity: Entity
    settings: Mapping[str, Value]
    attributes: Mapping[str, object]
    code: str | None

    @property
    def domain(self) -> str:
        """Home Assistant's domain of the entity."""
        return self.entity.id.partition(".")[0]

    def call(self, service: str, **data: object) -> ServiceCall:
        """A service of the entity's own domain."""
        return ServiceCall(self.domain, service, data)


Calls: TypeAlias = Iterator[ServiceCall]


def one_by_one(wish: Wish, wanted: Mapping[str, Value], services: Mapping[str, tuple[str, str]]) -> Calls:
    """A call for each setting with a service of its own: attribute to service and its field."""
    for attribute, value in wanted.items():
        if attribute in services:
            service, field_name = services[attribute]
            yield wish.call(service, **{field_name: value})


def by_state(wish: Wish, services: Mapping[str, str]) -> Calls:
    """The call for the state that is wished."""
    service = services.get(str(wish.settings.get("state")))
    if service is not None:
        yield wish.call(service)
