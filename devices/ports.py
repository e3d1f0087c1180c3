"""What this package needs from the outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from devices.capabilities import Value
from devices.commands import Command
from devices.home import Area, Device, Entity, Floor, Person, Satellite


class Clock(Protocol):
    """Tells the time of the house."""

    def now(self) -> datetime:
        """Local time with zone."""
        ...


class HomeSink(Protocol):
    """Takes what a gateway learns about the home; the registry is one."""

    def announce_area(self, area: Area) -> None:
        """An area exists (again with the same id: replaces it)."""
        ...

    def announce_floor(self, floor: Floor) -> None:
        """A floor exists."""
        ...

    def announce_person(self, person: Person) -> None:
        """A person exists."""
        ...

    def announce_satellite(self, satellite: Satellite) -> None:
        """A place that listens exists."""
        ...

    def announce_device(self, device: Device) -> None:
        """A device exists."""
        ...

    def announce(self, entity: Entity) -> None:
        """An entity exists (again with the same id: replaces it)."""
        ...

    def withdraw(self, entity_id: str) -> None:
        """An entity is gone."""
        ...

    def withdraw_area(self, area_id: str) -> None:
        """An area is gone."""
        ...

    def withdraw_floor(self, floor_id: str) -> None:
        """A floor is gone."""
        ...

    def withdraw_person(self, person_id: str) -> None:
        """A person is gone."""
        ...

    def withdraw_device(self, device_id: str) -> None:
        """A device is gone."""
        ...

    def report(self, entity_id: str, values: Mapping[str, Value]) -> None:
        """An entity's attributes have these values now."""
        ...

    def set_available(self, entity_id: str, available: bool) -> None:
        """An entity can (or cannot) be reached."""
        ...


class Gateway(Protocol):
    """A way to devices: MQTT, Home Assistant, a simulated home. Entered with ``async with``; reports into its sink."""

    @property
    def name(self) -> str:
        """Short name, also ``Entity.gateway`` of what it owns."""
        ...

    def stand_by(self) -> None:
        """A command may come soon: what must be found out before it can be sent may be found out from now on."""
        ...

    async def send(self, command: Command) -> None:
        """Pass a command on. Raises ``CommandRefused`` or ``EntityUnavailable``; returning says nothing of success."""
        ...

    def confirms(self, command: Command) -> bool:
        """Whether the entity reports the state of all these settings, so that success can be told."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
