"""A home inside this process, for replay and tests: a gateway whose devices answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from devices.adapters.simulated_device import changes_of
from devices.capabilities import Value
from devices.commands import Command
from devices.errors import EntityUnavailable, UnknownEntity
from devices.home import Home
from devices.ports import HomeSink

SIMULATED = "simulated"


class SimulatedGateway:
    """Plays every entity of ``home``, from ``states``; the home itself is shared, never copied."""

    def __init__(self, sink: HomeSink, home: Home, states: Mapping[str, Mapping[str, Value]]) -> None:
        self._sink = sink
        self._home = home
        self._states = {entity_id: dict(values) for entity_id, values in states.items()}
        self._unreachable: set[str] = set()

    @property
    def name(self) -> str:
        """Short name, also ``Entity.gateway`` of what it owns."""
        return SIMULATED

    def stand_by(self) -> None:
        """It is always there."""

    async def send(self, command: Command) -> None:
        """Let the entity do it. Raises ``CommandRefused``, ``EntityUnavailable`` or ``UnknownEntity``."""
        if command.entity_id not in self._home.entities:
            raise UnknownEntity(command.entity_id)
        if command.entity_id in self._unreachable:
            raise EntityUnavailable(command.entity_id)
        state = self._states.setdefault(command.entity_id, {})
        changes = changes_of(self._home.entities[command.entity_id], state, command.settings)
        state |= changes
        self._sink.report(command.entity_id, changes)

    def confirms(self, command: Command) -> bool:
        """Simulated devices report everything they can be told, but for what leaves no state."""
        return command.entity_id in self._home.entities

    def operate(self, entity_id: str, values: Mapping[str, Value]) -> None:
        """Somebody's hand or the world sets these, whatever the device could be told."""
        self._states.setdefault(entity_id, {}).update(values)
        self._sink.report(entity_id, values)

    def lose(self, entity_id: str) -> None:
        """The entity can't be reached any more."""
        self._unreachable.add(entity_id)
        self._sink.set_available(entity_id, False)

    def find(self, entity_id: str) -> None:
        """The entity is back."""
        self._unreachable.discard(entity_id)
        self._sink.set_available(entity_id, True)

    async def __aenter__(self) -> Self:
        home, sink = self._home, self._sink
        for floor in home.floors.values():
            sink.announce_floor(floor)
        for area in home.areas.values():
            sink.announce_area(area)
        for person in home.persons.values():
            sink.announce_person(person)
        for satellite in home.satellites:
            sink.announce_satellite(satellite)
        for device in home.devices.values():
            sink.announce_device(device)
        for entity in home.entities.values():
            sink.announce(entity)
        for entity_id, values in self._states.items():
            sink.report(entity_id, values)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
