"""A discovery book for tests, with shorthands to announce, to hear and to command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from devices.adapters.mqtt_discovery.book import DiscoveryBook
from devices.capabilities import Value
from devices.commands import Command
from devices.home import Entity, Home
from devices.registry import Registry
from tests.fakes.clocks import StandingClock


class Announcing:
    """A book and the registry behind it."""

    def __init__(self) -> None:
        self.registry = Registry(StandingClock())
        self.book = DiscoveryBook(self.registry.sink("mqtt"))

    @property
    def home(self) -> Home:
        """The home as announced."""
        return self.registry.home()

    def announce(self, platform: str, object_id: str = "x", **config: Any) -> None:
        """Announce a single component; ``device`` may be a name."""
        device = config.pop("device", None)
        if isinstance(device, str):
            device = {"ids": [f"id-{device}"], "name": device}
        payload = {"unique_id": object_id, **config, **({"dev": device} if device else {})}
        self.raw(f"homeassistant/{platform}/{object_id}/config", payload)

    def device(self, components: Mapping[str, Any], object_id: str = "d", **more: Any) -> None:
        """Announce a device with components."""
        named = {key: {"unique_id": f"{object_id}_{key}", **value} for key, value in components.items()}
        payload = {"dev": {"ids": [object_id], "name": "Thing"}, "o": {"name": "test"}, "cmps": named, **more}
        self.raw(f"homeassistant/device/{object_id}/config", payload)

    def raw(self, topic: str, payload: object) -> None:
        """Announce anything."""
        self.book.announce(topic, payload if isinstance(payload, str) else json.dumps(payload))
        self.book.settle()

    def hear(self, topic: str, payload: object, now_s: float = 0) -> None:
        """A message of a device; anything but text goes as JSON."""
        self.book.hear(topic, payload if isinstance(payload, str) else json.dumps(payload), now_s)

    def only(self) -> Entity:
        """The one entity there is."""
        (entity,) = self.home.entities.values()
        return entity

    def named(self, name: str) -> Entity:
        """The entity of that name."""
        return next(entity for entity in self.home.entities.values() if entity.name == name)

    def state(self, entity_id: str = "") -> dict[str, Value]:
        """The state of an entity, by default of the only one."""
        return dict(self.registry.states().of(entity_id or self.only().id))

    def sent(self, settings: Mapping[str, Value], entity_id: str = "") -> list[tuple[str, str]]:
        """What a command would publish."""
        command = Command(entity_id or self.only().id, settings)
        return [(message.topic, message.payload) for message in self.book.publications(command)]
