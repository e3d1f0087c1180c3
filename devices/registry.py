"""The one picture of the home, merged from what the gateways announce and report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import TypeAlias

from devices.announcements import Announcements
from devices.capabilities import Value
from devices.home import Area, Device, Entity, Floor, Home, Person, Satellite
from devices.ports import Clock
from devices.state import StateBook, StateChange, States

HomeListener: TypeAlias = Callable[[], None]
StatesListener: TypeAlias = Callable[[tuple[StateChange, ...]], None]
Stop: TypeAlias = Callable[[], None]
Predicate: TypeAlias = Callable[[Mapping[str, Value]], bool]

# For how long after a command a report counts as its effect rather than somebody's hand.
EFFECT_S = 10.0


class Registry:
    """Merges gateways into immutable ``Home`` snapshots and keeps the states.

    ``home`` is what is known before any gateway speaks (announcing the same again changes nothing); ``priority`` names
    the gateways that win when two announce the same device.
    """

    def __init__(self, clock: Clock, *, home: Home | None = None, priority: Sequence[str] = ()) -> None:
        self._clock = clock
        self._home = home or Home()
        self._announcements = Announcements(self._home, priority)
        self._is_stale = False
        self._book = StateBook()
        self._states: States | None = None
        self._home_listeners: list[HomeListener] = []
        self._states_listeners: list[StatesListener] = []
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._effects_until: dict[str, float] = {}

    def sink(self, gateway: str) -> GatewaySink:
        """Where the gateway of that name announces and reports."""
        self._announcements.join(gateway)
        return GatewaySink(self, self._announcements, gateway)

    def home(self) -> Home:
        """The home as known now: the same object until something changes."""
        if self._is_stale:
            self._home = self._announcements.home(self._home.revision + 1)
            self._is_stale = False
        return self._home

    def states(self) -> States:
        """The states as known now: the same object until something changes."""
        if self._states is None:
            self._states = self._book.snapshot()
        return self._states

    def history(self) -> tuple[StateChange, ...]:
        """Recent changes of state, oldest first."""
        return self._book.history()

    def know_household(self, persons: Iterable[Person]) -> None:
        """Take what the household says of its own people instead of what it said before."""
        household = {person.id: person for person in persons}
        if household != self._announcements.household:
            self._announcements.household = household
            self.note_change()

    def last_seen(self, entity_id: str) -> datetime | None:
        """When its gateway last said something of it, in this run of the hub."""
        return self._book.last_seen(entity_id)

    def owner_of(self, entity_id: str) -> str:
        """Name of the gateway that commands this entity; empty when there is none."""
        self.home()
        return self._announcements.owners.get(entity_id, "")

    def on_home(self, listener: HomeListener) -> Stop:
        """Call ``listener`` when the home has changed, once until ``home()`` is read again; returns how to stop."""
        self._home_listeners.append(listener)
        return lambda: self._home_listeners.remove(listener)

    def on_states(self, listener: StatesListener) -> Stop:
        """Call ``listener`` with what changed at each report that changes something; returns how to stop.

        With nothing when something can be reached again, or not any more.
        """
        self._states_listeners.append(listener)
        return lambda: self._states_listeners.remove(listener)

    def expect_effects(self, entity_id: str) -> None:
        """A command goes out now: reports of the next seconds are the hub's doing."""
        self._effects_until[entity_id] = monotonic() + EFFECT_S

    def is_available(self, entity_id: str) -> bool:
        """Whether the entity can be reached, as far as its gateway has said."""
        return self._book.is_available(entity_id)

    async def wait_for(self, entity_id: str, predicate: Predicate, timeout: float) -> bool:
        """Wait until the entity's state satisfies ``predicate``; False when ``timeout`` seconds pass first."""
        if predicate(self._book.of(entity_id)):
            return True
        reported = asyncio.Event()
        waiting = self._waiting.setdefault(entity_id, set())
        waiting.add(reported)
        try:
            async with asyncio.timeout(timeout):
                while not predicate(self._book.of(entity_id)):
                    await reported.wait()
                    reported.clear()
                return True
        except TimeoutError:
            return False
        finally:
            waiting.discard(reported)
            if not waiting:
                self._waiting.pop(entity_id, None)

    def take_report(self, gateway: str, entity_id: str, values: Mapping[str, Value]) -> None:
        """Take in what a gateway says of an entity; ignored when another one owns it."""
        if self._is_foreign(gateway, entity_id):
            return
        cause = "hub" if monotonic() < self._effects_until.get(entity_id, 0.0) else "home"
        changes = self._book.report(entity_id, values, self._clock.now(), cause=cause)
        if changes:
            self._states = None
            for listener in tuple(self._states_listeners):
                listener(changes)
        self._wake(entity_id)

    def take_availability(self, gateway: str, entity_id: str, *, available: bool) -> None:
        """Take in whether an entity can be reached; ignored when another gateway owns it."""
        if self._is_foreign(gateway, entity_id):
            return
        was_available = self._book.is_available(entity_id)
        self._book.set_available(entity_id, available)
        self._states = None
        if was_available is not available:
            for listener in tuple(self._states_listeners):
                listener(())
        self._wake(entity_id)

    def note_change(self) -> None:
        """The home is another one now; a new snapshot is made when somebody looks."""
        if self._is_stale:
            return
        self._is_stale = True
        for listener in tuple(self._home_listeners):
            listener()

    def forget_states(self, entity_id: str) -> None:
        """An entity has left the home, and its state with it."""
        self._book.forget(entity_id)
        self._states = None
        self._wake(entity_id)

    def _is_foreign(self, gateway: str, entity_id: str) -> bool:
        return not self._announcements.is_alone and self.owner_of(entity_id) not in {gateway, ""}

    def _wake(self, entity_id: str) -> None:
        for reported in self._waiting.get(entity_id, ()):
            reported.set()


class GatewaySink:
    """The registry as one gateway sees it; a ``HomeSink``."""

    def __init__(self, registry: Registry, announcements: Announcements, gateway: str) -> None:
        self._registry = registry
        self._announcements = announcements
        self._gateway = gateway

    def announce_area(self, area: Area) -> None:
        """An area exists (again with the same id: replaces it)."""
        self._note(changed=self._announcements.areas.put(self._gateway, area.id, area))

    def announce_floor(self, floor: Floor) -> None:
        """A floor exists."""
        self._note(changed=self._announcements.floors.put(self._gateway, floor.id, floor))

    def announce_person(self, person: Person) -> None:
        """A person exists."""
        self._note(changed=self._announcements.persons.put(self._gateway, person.id, person))

    def announce_satellite(self, satellite: Satellite) -> None:
        """A place that listens exists."""
        self._note(changed=self._announcements.satellites.put(self._gateway, satellite.area, satellite))

    def announce_device(self, device: Device) -> None:
        """A device exists."""
        self._note(changed=self._announcements.devices.put(self._gateway, device.id, device))

    def announce(self, entity: Entity) -> None:
        """An entity exists (again with the same id: replaces it)."""
        self._note(changed=self._announcements.entities.put(self._gateway, entity.id, entity))

    def withdraw(self, entity_id: str) -> None:
        """An entity is gone."""
        owned = self._registry.owner_of(entity_id) == self._gateway
        self._note(changed=self._announcements.entities.drop(self._gateway, entity_id))
        if owned and self._registry.owner_of(entity_id) != self._gateway:
            self._registry.forget_states(entity_id)

    def withdraw_area(self, area_id: str) -> None:
        """An area is gone."""
        self._note(changed=self._announcements.areas.drop(self._gateway, area_id))

    def withdraw_floor(self, floor_id: str) -> None:
        """A floor is gone."""
        self._note(changed=self._announcements.floors.drop(self._gateway, floor_id))

    def withdraw_person(self, person_id: str) -> None:
        """A person is gone."""
        self._note(changed=self._announcements.persons.drop(self._gateway, person_id))

    def withdraw_device(self, device_id: str) -> None:
        """A device is gone."""
        self._note(changed=self._announcements.devices.drop(self._gateway, device_id))

    def report(self, entity_id: str, values: Mapping[str, Value]) -> None:
        """An entity's attributes have these values now."""
        self._registry.take_report(self._gateway, entity_id, values)

    def set_available(self, entity_id: str, available: bool) -> None:
        """An entity can (or cannot) be reached."""
        self._registry.take_availability(self._gateway, entity_id, available=available)

    def _note(self, *, changed: bool) -> None:
        if changed:
            self._registry.note_change()
