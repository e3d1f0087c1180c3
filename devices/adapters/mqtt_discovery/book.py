"""The consumer of discovery without a connection: payloads and messages in, a home and publications out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import takewhile
from types import MappingProxyType

from devices.adapters.mqtt_discovery.component import Component, Publication, with_whole_device
from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.adapters.mqtt_discovery.folding import MAINS, Folded, fold
from devices.adapters.mqtt_discovery.hints import NO_HINTS, Hint, Hints, read_hints
from devices.adapters.mqtt_discovery.live_entity import LiveEntity
from devices.adapters.mqtt_discovery.names_of_things import (
    ThingName,
    device_kind,
    entrance_alias,
    kind_of,
    name_thing,
    noun_of,
)
from devices.adapters.mqtt_discovery.naming import area_id, spoken_name
from devices.adapters.mqtt_discovery.shelf import ComponentShelf
from devices.adapters.mqtt_discovery.topics import has_wildcards, matches
from devices.capabilities import Capability, Choice, Quantity
from devices.commands import Command
from devices.errors import UnknownEntity
from devices.home import Area, Device, Entity
from devices.ports import HomeSink

logger = logging.getLogger(__name__)

MAX_MESSAGE = 262_144
MAX_REMEMBERED = 8_192
READINGS = frozenset({"sensor", "binary_sensor", "number", "select", "text"})
# What the hub itself announces is not a device of the home.
OWN_ORIGINS = frozenset({"Teachable Hub"})


class DiscoveryBook:
    """Turns discovery into entities of a home and keeps them up to date; knows which topics it needs.

    Announcements only take effect with ``settle``, so that a burst of them is folded once.
    """

    def __init__(self, sink: HomeSink, *, prefix: str = "homeassistant", gateway: str = "mqtt") -> None:
        self._sink = sink
        self._gateway = gateway
        self._prefix = prefix
        self._shelf = ComponentShelf(prefix, OWN_ORIGINS)
        self._hints: Hints = NO_HINTS
        self._touched: set[str] = set()
        self._entities: dict[str, LiveEntity] = {}
        self._of_device: dict[str, tuple[str, ...]] = {}
        self._listeners: dict[str, set[str]] = {}
        self._patterns: dict[str, set[str]] = {}
        self._last: dict[str, tuple[str, float]] = {}
        self._numbers: dict[str, list[str]] = {}
        self._areas: dict[str, Area] = {}
        self._settling: frozenset[str] = frozenset()
        self._is_connected = True

    @property
    def needs_settling(self) -> bool:
        """Whether announcements wait to take effect."""
        return bool(self._touched)

    def is_discovery(self, topic: str) -> bool:
        """Whether a topic announces something."""
        return topic.startswith(f"{self._prefix}/") and topic.endswith("/config")

    def announce(self, topic: str, payload: bytes | str) -> None:
        """Take in a discovery payload. Never raises: a bad one is warned of once."""
        self._touched |= self._shelf.take(topic, payload)

    def take_hints(self, payload: bytes | str) -> None:
        """Take in what a simulated home tells on the side."""
        try:
            hints = read_hints(payload)
        except RejectedPayload as error:
            logger.warning("%s", error)
            return
        for floor in hints.floors:
            self._sink.announce_floor(floor)
        for area in hints.areas:
            self._areas[area.id] = area
            self._sink.announce_area(area)
        for person in hints.persons:
            self._sink.announce_person(person)
        for satellite in hints.satellites:
            self._sink.announce_satellite(satellite)
        self._touched |= {*hints.by_device, *self._hints.by_device} & set(self._shelf.device_ids())
        self._hints = hints

    def settle(self) -> tuple[str, ...]:
        """Let announcements take effect; returns the ids of entities that are new or different."""
        touched, self._touched = self._touched, set()
        settled: list[str] = []
        for device in sorted(touched):
            try:
                settled.extend(self._settle_device(device))
            except Exception:  # one device of a stranger must not cost the others their place
                logger.exception("the device %s can't be taken in", device[:200])
        self._drop_unheard()
        if touched:
            self._tell_apart()
        return tuple(settled)

    def topics(self) -> frozenset[str]:
        """Topics of states and availability that are needed now."""
        return frozenset(self._listeners) | frozenset(self._patterns)

    def asks(self, entity_ids: Iterable[str]) -> tuple[Publication, ...]:
        """What to publish so that these entities tell their state."""
        live = (self._entities.get(entity_id) for entity_id in entity_ids)
        return tuple(dict.fromkeys(ask for entity in live if entity is not None for ask in entity.asks))

    def entity_ids(self) -> tuple[str, ...]:
        """All entities."""
        return tuple(self._entities)

    def hear(self, topic: str, payload: bytes | str, now_s: float) -> None:
        """Take in a message of a device. Never raises: what says nothing is ignored."""
        listeners = self._listeners.get(topic, set()).union(
            *(heard for pattern, heard in self._patterns.items() if matches(pattern, topic))
        )
        if not listeners or len(payload) > MAX_MESSAGE:
            return
        try:
            text = payload if isinstance(payload, str) else payload.decode()
        except UnicodeDecodeError:
            return
        if len(text) <= MAX_REMEMBERED:
            self._last.pop(topic, None)
            self._last[topic] = (text, now_s)
        for entity_id in tuple(listeners):
            live = self._entities[entity_id]
            was_available = live.is_available
            live.hear_availability(topic, text)
            if live.is_available is not was_available:
                self._sink.set_available(entity_id, self._is_connected and live.is_available)
            if live.learn(topic, text):
                self._learn_rooms(live)
                self._sink.announce(live.entity)
            values = live.hear(topic, text, now_s)
            if values:
                self._sink.report(entity_id, values)

    def pass_time(self, now_s: float) -> None:
        """Let readings grow stale; call it about every second."""
        for entity_id, live in self._entities.items():
            values = live.pass_time(now_s)
            if values:
                self._sink.report(entity_id, values)

    def set_connected(self, *, connected: bool) -> None:
        """The broker came or went: without it nothing can be reached."""
        self._is_connected = connected
        self._last.clear()
        for entity_id, live in self._entities.items():
            if not connected:
                live.lose_touch()
            self._sink.set_available(entity_id, connected and live.is_available)

    def publications(self, command: Command) -> Sequence[Publication]:
        """What to publish for a command. Raises ``UnknownEntity`` or ``CommandRefused``."""
        return self._live(command.entity_id).publications(command)

    def assume(self, command: Command) -> None:
        """A command is out: what nobody reports is taken to be so."""
        values = self._live(command.entity_id).assume(command.settings)
        if values:
            self._sink.report(command.entity_id, values)

    def confirms(self, command: Command) -> bool:
        """Whether the entity reports all that the command sets."""
        live = self._entities.get(command.entity_id)
        return live is not None and live.confirms(tuple(command.settings))

    def _live(self, entity_id: str) -> LiveEntity:
        live = self._entities.get(entity_id)
        if live is None:
            raise UnknownEntity(entity_id)
        return live

    def _settle_device(self, device: str) -> list[str]:
        components = with_whole_device(tuple(self._shelf.of_device(device)))
        self._settling = frozenset(self._of_device.get(device, ()))
        hint = self._hints.by_device.get(device)
        kind = hint.kind if hint is not None else device_kind(components[0].device if components else None)
        things = fold(components, device_kind=kind)
        made = [self._live_of(device, thing, hint, things) for thing in things]
        unique = {live.entity.id: live for live in made}
        for entity_id in self._of_device.pop(device, ()):
            former = self._forget(entity_id)
            if entity_id not in unique:
                self._sink.withdraw(entity_id)
            elif former is not None:
                unique[entity_id].take_over(former)
        if unique:
            self._announce_device(device, components[0], next(iter(unique.values())).entity)
            self._of_device[device] = tuple(unique)
        for live in unique.values():
            self._remember(live)
        return list(unique)

    def _tell_apart(self) -> None:
        """Give things of one name the longer ones that hold their devices'."""
        named = Counter(live.plain_name.casefold() for live in self._entities.values())
        for live in self._entities.values():
            if live.tell_apart(has_namesake=named[live.plain_name.casefold()] > 1):
                self._sink.announce(live.entity)

    def _remember(self, live: LiveEntity) -> None:
        entity_id = live.entity.id
        self._entities[entity_id] = live
        self._catch_up(live)
        for topic in live.topics():
            self._heard_by(topic).setdefault(topic, set()).add(entity_id)
        self._sink.announce(live.entity)
        self._sink.set_available(entity_id, self._is_connected and live.is_available)
        if live.state:
            self._sink.report(entity_id, live.state)

    def _catch_up(self, live: LiveEntity) -> None:
        """Let an entity hear what was said before it came: the broker repeats nothing on a topic that is subscribed."""
        topics = frozenset(live.topics())
        patterns = [topic for topic in topics if has_wildcards(topic)]
        for topic, (text, now_s) in self._last.items():
            if topic in topics or any(matches(pattern, topic) for pattern in patterns):
                live.hear_availability(topic, text)
                if live.learn(topic, text):
                    self._learn_rooms(live)
                live.hear(topic, text, now_s)

    def _learn_rooms(self, live: LiveEntity) -> None:
        """A room that a robot can be sent to is an area of the home, though nothing else may be in it."""
        rooms = live.entity.capabilities.get("segment")
        for room in rooms.options if isinstance(rooms, Choice) else ():
            if not spoken_name(room).is_code:
                self._announce_area(room)

    def _forget(self, entity_id: str) -> LiveEntity | None:
        live = self._entities.pop(entity_id, None)
        for topic in live.topics() if live is not None else ():
            listeners = self._heard_by(topic).get(topic, set())
            listeners.discard(entity_id)
            if not listeners:
                self._heard_by(topic).pop(topic, None)
        return live

    def _drop_unheard(self) -> None:
        """Forget what was last said where nobody listens any more."""
        for topic in [topic for topic in self._last if topic not in self._listeners]:
            if not any(matches(pattern, topic) for pattern in self._patterns):
                del self._last[topic]

    def _heard_by(self, topic: str) -> dict[str, set[str]]:
        return self._patterns if has_wildcards(topic) else self._listeners

    def _announce_device(self, device: str, component: Component, entity: Entity) -> None:
        info = component.device
        if info is not None:
            name = info.name or entity.name
            identities = tuple(f"mqtt:{identifier}" for identifier in info.identifiers)
            self._sink.announce_device(Device(device, name, entity.area, info.manufacturer, info.model, identities))

    def _live_of(self, device: str, thing: Folded, hint: Hint | None, things: Sequence[Folded]) -> LiveEntity:
        capabilities: dict[str, Capability] = {}
        for part in reversed(thing.parts):
            capabilities |= part.abilities.capabilities
        ordered = {key: capabilities[key] for part in thing.parts for key in part.abilities.capabilities}
        is_only = len(things) == 1
        is_aside = any(other is not thing and other.lead.platform in MAINS for other in things)
        name = name_thing(thing, is_only=is_only, is_aside=is_aside)
        kind = kind_of(thing, name.name, ordered)
        is_hinted = hint is not None and (is_only or thing.is_device)
        entity = Entity(
            id=self._entity_id(device, thing, things),
            name=self._sayable(name, kind, ordered, thing.lead.unique_id),
            kind=kind,
            capabilities=MappingProxyType(ordered),
            aliases=(*name.aliases, *([name.name] if name.is_code else []), *entrance_alias(thing, name.name)),
            area=self._area_of(thing, name),
            device=device if thing.lead.device is not None else None,
            gateway=self._gateway,
            device_class=thing.lead.device_class,
        )
        if hint is not None and is_hinted:
            return LiveEntity(_hinted(entity, hint), thing.parts, may_say_more=False)
        return LiveEntity(entity, thing.parts)

    def _entity_id(self, device: str, thing: Folded, things: Sequence[Folded]) -> str:
        """The lead's unique id, which outlives renaming; the device's for readings that have no lead among them.

        A unique id is one only within its platform.
        """
        entity_id = device if len(thing.parts) > 1 and thing.lead.platform in READINGS else thing.lead.unique_id
        others = (other.lead for other in takewhile(lambda other: other is not thing, things))
        is_shared = any(other.unique_id == entity_id and other.platform != thing.lead.platform for other in others)
        is_taken = is_shared or (entity_id in self._entities and entity_id not in self._settling)
        return f"{thing.lead.platform}.{entity_id}" if is_taken else entity_id

    def _sayable(self, name: ThingName, kind: str, capabilities: dict[str, Capability], unique_id: str) -> str:
        if not name.is_code:
            return name.name
        noun = noun_of(kind, capabilities)
        numbered = self._numbers.setdefault(noun, [])
        if unique_id not in numbered:
            numbered.append(unique_id)
        return f"{noun} {numbered.index(unique_id) + 1}"

    def _area_of(self, thing: Folded, name: ThingName) -> str | None:
        device = thing.lead.device
        said = (device.suggested_area if device is not None else "") or name.area
        if not said:
            return self._area_in(name.name)
        return self._announce_area(said)

    def _announce_area(self, said: str) -> str:
        known = next((area for area in self._areas.values() if area.name.casefold() == said.casefold()), None)
        area = known or Area(area_id(said), said)
        self._areas[area.id] = area
        self._sink.announce_area(area)
        return area.id

    def _area_in(self, name: str) -> str | None:
        """The area that a name begins with: the "Bedroom blind" is in the bedroom, if there is one."""
        spoken = f"{name.casefold()} "
        found = [area for area in self._areas.values() if spoken.startswith(f"{area.name.casefold()} ")]
        return max(found, key=lambda area: len(area.name)).id if found else None


def _hinted(entity: Entity, hint: Hint) -> Entity:
    capabilities = dict(entity.capabilities)
    for attribute, limits in hint.limits.items():
        if isinstance(capabilities.get(attribute), Quantity):
            capabilities[attribute] = limits
    return Entity(
        id=hint.id,
        name=hint.name,
        kind=hint.kind,
        capabilities=MappingProxyType(capabilities),
        aliases=hint.aliases,
        area=hint.area,
        device=entity.device,
        gateway=entity.gateway,
        hidden=hint.hidden,
        device_class=hint.device_class,
    )
