"""An entity over MQTT as it lives: what its messages say, whether it is there, what to publish for a command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

from devices.adapters.mqtt_discovery.availability import AvailabilityTopic
from devices.adapters.mqtt_discovery.component import Component, Publication
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.adapters.mqtt_discovery.names_of_things import longer_named
from devices.adapters.mqtt_discovery.own_state import SpokenOf, speaking_of
from devices.adapters.mqtt_discovery.topics import matches
from devices.capabilities import Capability, Choice, Trigger, Value
from devices.commands import Command
from devices.errors import CommandRefused
from devices.home import Entity


class LiveEntity:
    """An entity and the components it is made of, the leading one first."""

    def __init__(self, entity: Entity, parts: Sequence[Component], *, may_say_more: bool = True) -> None:
        self.entity = entity
        self._plain = entity
        self._may_say_more = may_say_more
        self.parts = tuple(parts)
        self.state: dict[str, Value] = {}
        self._said: dict[AvailabilityTopic, bool] = {}
        self._latest: bool | None = None
        self._expires: dict[tuple[str, str, str], float] = {}
        self._switches_off: dict[tuple[str, str, str], float] = {}

    @property
    def is_available(self) -> bool:
        """Whether its leading component can be reached."""
        return self.parts[0].availability.is_available(self._said, self._latest)

    @property
    def asks(self) -> tuple[Publication, ...]:
        """What to send to be told the state."""
        return tuple(publication for part in self.parts for publication in part.asks)

    @property
    def plain_name(self) -> str:
        """Its name as long as nothing else is called so."""
        return self._plain.name

    def tell_apart(self, *, has_namesake: bool) -> bool:
        """Go by the longer of its names while something else has the shorter; whether that changes anything."""
        wanted = longer_named(self._plain) if has_namesake and self._may_say_more else self._plain
        has_changed, self.entity = wanted != self.entity, wanted
        return has_changed

    def topics(self) -> Iterator[str]:
        """Topics to listen to."""
        for part in self.parts:
            yield from (reading.topic for reading in part.abilities.readings)
        yield from (said.topic for said in self.parts[0].availability.topics)

    def take_over(self, former: LiveEntity) -> None:
        """Go on from where the same entity was before it was announced again."""
        known = self.entity.capabilities
        self.state = {attribute: value for attribute, value in former.state.items() if attribute in known}
        self._said, self._latest = former._said, former._latest

    def lose_touch(self) -> None:
        """The broker is gone: whether the entity is there must be told afresh."""
        self._said.clear()
        self._latest = None

    def learn(self, topic: str, payload: str) -> bool:
        """Take in capabilities that a message brings; whether there are new ones."""
        learned: dict[str, Capability] = {}
        for part in self.parts:
            abilities = part.abilities
            if abilities.learn is not None and abilities.readings and matches(abilities.readings[0].topic, topic):
                with suppress(IgnoredMessage):
                    learned |= abilities.learn(payload)
        known = self._plain.capabilities
        if all(known.get(attribute) == capability for attribute, capability in learned.items()):
            return False
        capabilities = MappingProxyType({**known, **learned})
        self._plain = replace(self._plain, capabilities=capabilities)
        self.entity = replace(self.entity, capabilities=capabilities)
        return True

    def hear(self, topic: str, payload: str, now_s: float) -> Mapping[str, Value]:
        """What a message says of the entity's attributes; empty when it says nothing."""
        heard: dict[str, Value] = {}
        for part in self.parts:
            values: dict[str, Value] = {}
            for reading in part.abilities.readings:
                if matches(reading.topic, topic):
                    with suppress(IgnoredMessage), speaking_of(self._known_of(part)):
                        values.update(reading.parse(payload))
            if values:
                self._start_timers(part, values, now_s)
                heard |= values
        return self._kept(heard)

    def hear_availability(self, topic: str, payload: str) -> None:
        """Take in what a topic says of whether the entity is there."""
        for said in self.parts[0].availability.topics:
            if not matches(said.topic, topic):
                continue
            is_there = said.parse(payload)
            if is_there is not None:
                self._said[said] = self._latest = is_there

    def pass_time(self, now_s: float) -> Mapping[str, Value]:
        """What changes by waiting: readings that have grown stale, contacts that fall back to off."""
        changed: dict[str, Value] = {}
        for part in self.parts:
            if self._expires.get(part.key, now_s + 1) <= now_s:
                del self._expires[part.key]
                changed |= dict.fromkeys(part.abilities.capabilities, None)
            if self._switches_off.get(part.key, now_s + 1) <= now_s:
                del self._switches_off[part.key]
                changed |= dict.fromkeys(part.abilities.capabilities, False)
        return self._kept(changed)

    def publications(self, command: Command) -> Sequence[Publication]:
        """What to publish for a command. Raises ``CommandRefused``."""
        sent: list[Publication] = []
        for part in self.parts:
            mine = {key: value for key, value in command.settings.items() if self._is_of(part, key)}
            if mine:
                try:
                    with speaking_of(self._known_of(part)):
                        sent.extend(part.abilities.write(mine, self.state))
                except IgnoredMessage as error:
                    reason = "its own announcement gives no way to say that"
                    raise CommandRefused(self.entity.id, ", ".join(mine), reason) from error
        return sent

    def _known_of(self, part: Component) -> SpokenOf:
        """What the templates of a part may ask."""
        options = next((can.options for can in part.abilities.capabilities.values() if isinstance(can, Choice)), ())
        return SpokenOf(part.platform, self.state, options if part.platform == "select" else ())

    def _is_of(self, part: Component, attribute: str) -> bool:
        if attribute in part.abilities.capabilities:
            return True
        # What was learned on the way belongs to the part that learns.
        is_learned = not any(attribute in other.abilities.capabilities for other in self.parts)
        return is_learned and part.abilities.learn is not None and attribute in self.entity.capabilities

    def assume(self, settings: Mapping[str, Value]) -> Mapping[str, Value]:
        """What a command must have done to attributes nobody reports."""
        unreported = {attribute for part in self.parts for attribute in part.abilities.unreported}
        known = self.entity.capabilities
        assumed: dict[str, Value] = {
            key: value
            for key, value in settings.items()
            if key in unreported and not isinstance(known.get(key), Trigger)
        }
        if assumed and "on" in unreported and "on" not in settings and self.entity.kind in {"light", "fan"}:
            assumed["on"] = assumed.get("brightness") != 0
        return self._kept(assumed)

    def confirms(self, attributes: Sequence[str]) -> bool:
        """Whether the state of all these attributes is reported."""
        unreported = {attribute for part in self.parts for attribute in part.abilities.unreported}
        return not unreported & set(attributes)

    def _start_timers(self, part: Component, values: Mapping[str, Value], now_s: float) -> None:
        if part.abilities.expires_s is not None:
            self._expires[part.key] = now_s + part.abilities.expires_s
        if part.abilities.off_delay_s is not None and True in values.values():
            self._switches_off[part.key] = now_s + part.abilities.off_delay_s

    def _kept(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        known = {key: value for key, value in values.items() if key in self.entity.capabilities}
        self.state |= known
        derived: dict[str, Value] = {}
        if known:
            for part in self.parts:
                if part.abilities.derive is not None:
                    derived |= part.abilities.derive(self.state)
        self.state |= derived
        return {**known, **derived}
