"""Keeps what was announced, component by component, and says which devices it touches."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TypeAlias

from devices.adapters.mqtt_discovery.component import Component
from devices.adapters.mqtt_discovery.envelope import Announced, Fault, Removal, open_payload
from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.adapters.mqtt_discovery.reader import read_component
from devices.adapters.mqtt_discovery.topics import DiscoveryTopic, parse_discovery_topic

logger = logging.getLogger(__name__)

Key: TypeAlias = tuple[str, str, str]

MAX_ANNOUNCED = 5_000
_MAX_WARNED = 1_000


class ComponentShelf:
    """All announced components that are for talk. A bad payload is warned of once and changes nothing else."""

    def __init__(self, prefix: str, own_origins: frozenset[str]) -> None:
        self._prefix = prefix
        self._own_origins = own_origins
        self._components: dict[Key, Component] = {}
        self._topics: dict[Key, str] = {}
        self._by_topic: dict[str, set[Key]] = {}
        self._by_device: dict[str, dict[Key, Component]] = {}
        self._warned: set[tuple[str, str]] = set()

    def take(self, topic: str, payload: bytes | str) -> set[str]:
        """Take a discovery payload in; returns the devices that are different now."""
        try:
            parsed = parse_discovery_topic(topic, self._prefix)
            announced = open_payload(parsed, payload)
        except RejectedPayload as error:
            self._warn(topic, str(error))
            return set()
        if announced is None:
            return set()
        touched: set[str] = set()
        if announced == (Removal(),):
            touched |= self._remove(self._by_topic.get(topic, set()))
        else:
            gone = self._by_topic.get(topic, set()) if parsed.component != "device" else set()
            touched |= self._remove(gone)
            for item in announced:
                touched |= self._take_component(topic, parsed, item)
        return touched

    def of_device(self, device: str) -> Iterable[Component]:
        """The components of a device; the id is what ``take`` returned."""
        return self._by_device.get(device, {}).values()

    def device_ids(self) -> Iterable[str]:
        """All devices that have components."""
        return tuple(self._by_device)

    def _take_component(self, topic: str, parsed: DiscoveryTopic, item: Announced) -> set[str]:
        if isinstance(item, Fault):
            self._warn(topic, f"{item.component_id}: {item.reason}")
            return set()
        key = (parsed.component, parsed.discovery_id, item.component_id)
        touched = self._remove({key})
        if isinstance(item, Removal) or item.origin in self._own_origins:
            return touched
        if len(self._components) >= MAX_ANNOUNCED:
            self._warn(self._prefix, f"more than {MAX_ANNOUNCED} components are announced; the rest is left out")
            return touched
        try:
            component = read_component(item, key)
        except RejectedPayload as error:
            self._warn(topic, f"{item.component_id}: {error}" if item.component_id else str(error))
            return touched
        if component is None:
            return touched
        device = _device_key(component)
        self._components[key] = component
        self._topics[key] = topic
        self._by_topic.setdefault(topic, set()).add(key)
        self._by_device.setdefault(device, {})[key] = component
        return touched | {device}

    def _remove(self, keys: set[Key]) -> set[str]:
        touched: set[str] = set()
        for key in tuple(keys):
            component = self._components.pop(key, None)
            if component is None:
                continue
            device = _device_key(component)
            touched.add(device)
            self._by_device[device].pop(key, None)
            if not self._by_device[device]:
                del self._by_device[device]
            self._by_topic.get(self._topics.pop(key, ""), set()).discard(key)
        return touched

    def _warn(self, topic: str, reason: str) -> None:
        if len(self._warned) < _MAX_WARNED and (topic, reason) not in self._warned:
            self._warned.add((topic, reason))
            logger.warning("discovery on %s is rejected: %s", topic[:200], reason[:300])


def _device_key(component: Component) -> str:
    return component.device.id if component.device is not None else f"component {' '.join(component.key)}"
