"""The home as Home Assistant has it: registries and states in, announcements and reports out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from devices.adapters.home_assistant.entity_ids import EntityIds
from devices.adapters.home_assistant.registries import Registries
from devices.adapters.home_assistant.states import RawState, StateMirror
from devices.capabilities import AND, Trigger, Value
from devices.home import Area, Device, Entity, Floor, Person
from devices.home_assistant_entities import entity_from
from devices.home_assistant_terms import to_states
from devices.ports import HomeSink

logger = logging.getLogger(__name__)

UNAVAILABLE = "unavailable"
UNKNOWN = "unknown"
# What a thing keeps to itself while it is off, and has again afterwards.
_LASTING = frozenset({"light", "fan", "humidifier"})
_GAUGED_IN_DEGREES = frozenset({"climate", "water_heater"})

T = TypeVar("T", Floor, Area, Device, Person)


class House:
    """Knows all of Home Assistant's states and announces what is exposed to voice; says only what has changed.

    Within, entities go by what Home Assistant calls them; what is announced has the hub's own ids.
    """

    def __init__(self, sink: HomeSink, gateway: str, ids: EntityIds) -> None:
        self._sink = sink
        self._ids = ids
        self._gateway = gateway
        self._registries = Registries()
        self._mirror = StateMirror()
        self._temperature_unit = "°C"
        self._is_complete = False
        self._is_connected = False
        self._floors: dict[str, Floor] = {}
        self._areas: dict[str, Area] = {}
        self._devices: dict[str, Device] = {}
        self._persons: dict[str, Person] = {}
        self._entities: dict[str, Entity] = {}
        self._fed: dict[str, dict[str, Value]] = {}
        self.changed = asyncio.Event()
        """Set when states have come."""

    @property
    def registries(self) -> Registries:
        """The registries as they were last read."""
        return self._registries

    def entity(self, entity_id: str) -> Entity | None:
        """An entity that is announced."""
        return self._entities.get(entity_id)

    def state(self, entity_id: str) -> RawState | None:
        """The state of an entity in Home Assistant's words."""
        return self._mirror.get(entity_id)

    def spoken_of(self, domains: Container[str]) -> frozenset[str]:
        """The ids of the announced entities of these domains that can be reached."""
        found = (entity_id for entity_id in self._entities if entity_id.partition(".")[0] in domains)
        return frozenset(entity_id for entity_id in found if self._is_there(entity_id))

    def _is_there(self, entity_id: str) -> bool:
        state = self._mirror.get(entity_id)
        return state is not None and state.word != UNAVAILABLE

    def feed(self, entity_id: str, values: Mapping[str, Value]) -> None:
        """Take in what a subscription of its own tells of an entity, beside its state."""
        self._fed[entity_id] = {**self._fed.get(entity_id, {}), **values}
        self._settle_entity(entity_id)

    def is_fed(self, entity_id: str) -> bool:
        """Whether something beside its state is told of an entity."""
        return bool(self._fed.get(entity_id))

    def begin(self, temperature_unit: str) -> None:
        """A connection is made: states come anew, and until they are complete nothing is taken to be gone."""
        self._mirror = StateMirror()
        self._temperature_unit = temperature_unit
        self._fed = {}
        self._is_complete = False
        self._is_connected = True

    def lose(self) -> None:
        """The connection is gone: nothing can be reached."""
        self._is_connected = False
        for entity in self._entities.values():
            self._sink.set_available(entity.id, False)

    def complete(self) -> None:
        """Home Assistant has started all it has: what has no state now is gone."""
        self._is_complete = True
        self._settle()

    def take_registries(self, registries: Registries) -> None:
        """Take in the registries as they are now."""
        self._registries = registries
        self._tell(self._floors, registries.floors, self._sink.announce_floor, self._sink.withdraw_floor)
        self._tell(self._areas, registries.areas, self._sink.announce_area, self._sink.withdraw_area)
        # All of them, exposed or not: whose device is known here, no other gateway's announcement of it counts.
        self._tell(self._devices, registries.all_devices(), self._sink.announce_device, self._sink.withdraw_device)
        self._ids.follow(registries.ids, registries.exposed)
        self._withdraw_renamed()
        self._settle()

    def take_states(self, event: object) -> None:
        """Take in a message of the subscription to states."""
        self.changed.set()
        for entity_id in sorted(self._mirror.take(event)):
            if entity_id.startswith("person."):
                self._settle_persons()
            self._settle_entity(entity_id)

    def _withdraw_renamed(self) -> None:
        """Before anything else gets the id of what has another one now, or is gone."""
        for entity_id, entity in tuple(self._entities.items()):
            if entity_id not in self._registries.exposed or self._ids.ours(entity_id) != entity.id:
                del self._entities[entity_id]
                self._sink.withdraw(entity.id)

    def _settle(self) -> None:
        self._settle_persons()
        # In one order, whenever the hub starts: people get used to the numbers of a choice.
        for entity_id in sorted({*self._registries.exposed, *self._entities}):
            self._settle_entity(entity_id)

    def _settle_entity(self, entity_id: str) -> None:
        try:
            self._show(entity_id)
        except Exception:  # one entity of a shape nobody foresaw must not cost the others their place
            logger.exception("the entity %s can't be taken in", entity_id)

    def _show(self, entity_id: str) -> None:
        state = self._mirror.get(entity_id)
        known = self._entities.get(entity_id)
        if not self._is_voiced(entity_id) or (state is None and self._is_complete):
            if known is not None:
                del self._entities[entity_id]
                self._sink.withdraw(known.id)
            return
        if state is None:
            if known is not None:
                self._sink.set_available(known.id, False)
            return
        entity = self._entity_of(entity_id, state, known)
        if entity != known:
            self._entities[entity_id] = entity
            self._sink.announce(entity)
        self._sink.set_available(entity.id, self._is_connected and state.word != UNAVAILABLE)
        values = self._values_of(entity, state, entity_id)
        if values:
            self._sink.report(entity.id, values)

    def _is_voiced(self, entity_id: str) -> bool:
        entry = self._registries.entries.get(entity_id)
        return entity_id in self._registries.exposed and (entry is None or not entry.is_own)

    def _entity_of(self, entity_id: str, state: RawState, known: Entity | None) -> Entity:
        entry = self._registries.entries.get(entity_id)
        name = state.attributes.get("friendly_name")
        entity = entity_from(
            entity_id,
            name if isinstance(name, str) and name else entity_id.partition(".")[2].replace("_", " "),
            self._with_unit(entity_id, state.attributes),
            area=self._registries.area_of(entity_id),
            device=entry.device if entry is not None and entry.device in self._devices else None,
            aliases=tuple(alias for alias in entry.aliases if alias != name) if entry is not None else (),
            gateway=self._gateway,
        )
        ours = self._ids.ours(entity_id)
        native = entity_id if entity_id != ours else ""
        entity = replace(entity, id=ours, native_id=native, labels=self._registries.labels_of(entity_id))
        if known is not None and state.word in {UNAVAILABLE, UNKNOWN}:
            # It says less of itself while it is away, and can do the same when it is back.
            capabilities = MappingProxyType({**entity.capabilities, **known.capabilities})
            return replace(entity, kind=known.kind, capabilities=capabilities)
        return entity

    def _with_unit(self, entity_id: str, attributes: Mapping[str, object]) -> Mapping[str, object]:
        if entity_id.partition(".")[0] in _GAUGED_IN_DEGREES and "temperature_unit" not in attributes:
            return {**attributes, "temperature_unit": self._temperature_unit}
        return attributes

    def _values_of(self, entity: Entity, state: RawState, native_id: str) -> dict[str, Value]:
        if state.word == UNAVAILABLE:
            return {}
        values = to_states(entity, state.word, state.attributes) | self._fed.get(native_id, {})
        if values.get("group"):
            ours = (self._ids.ours(member) for member in str(values["group"]).split(AND))
            values["group"] = AND.join(member for member in ours if member != entity.id)
        if entity.id.partition(".")[0] in _LASTING and state.word != UNKNOWN:
            return values
        told = (key for key, capability in entity.capabilities.items() if not isinstance(capability, Trigger))
        return {**dict.fromkeys(told), **values}

    def _settle_persons(self) -> None:
        persons: dict[str, Person] = {}
        for entity_id in self._mirror.of_domain("person"):
            state = self._mirror.get(entity_id)
            name = state.attributes.get("friendly_name") if state is not None else None
            if state is None or not isinstance(name, str) or not name:
                continue
            entry = self._registries.entries.get(entity_id)
            at_home = None if state.word in {UNKNOWN, UNAVAILABLE} else state.word == "home"
            persons[entity_id] = Person(
                entity_id, name, aliases=entry.aliases if entry is not None else (), at_home=at_home
            )
        if not persons and not self._is_complete:
            return
        self._tell(self._persons, persons, self._sink.announce_person, self._sink.withdraw_person)

    @staticmethod
    def _tell(
        known: dict[str, T], now: Mapping[str, T], announce: Callable[[T], None], withdraw: Callable[[str], None]
    ) -> None:
        for key in known.keys() - now.keys():
            del known[key]
            withdraw(key)
        for key, thing in now.items():
            if known.get(key) != thing:
                known[key] = thing
                announce(thing)
