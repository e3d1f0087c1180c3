"""Whether a component can be reached, from the topics it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.adapters.mqtt_discovery.templates import Template, message_text


@dataclass(frozen=True, slots=True)
class AvailabilityTopic:
    """One topic that says ``available`` or ``unavailable`` in its own words."""

    topic: str
    template: Template | None = None
    available: str = "online"
    unavailable: str = "offline"

    def parse(self, payload: str) -> bool | None:
        """True, False or, for any other payload, ``None``."""
        try:
            text = message_text(self.template, payload)
        except IgnoredMessage:
            return None
        return True if text == self.available else False if text == self.unavailable else None


@dataclass(frozen=True, slots=True)
class Availability:
    """All topics and how they count together: ``all``, ``any`` or the ``latest``. Without topics: always there."""

    topics: tuple[AvailabilityTopic, ...] = ()
    mode: str = "latest"

    def is_available(self, said: Mapping[AvailabilityTopic, bool], latest: bool | None) -> bool:
        """What the topics together say; what has not spoken counts as absent."""
        if not self.topics:
            return True
        match self.mode:
            case "all":
                return all(said.get(topic, False) for topic in self.topics)
            case "any":
                return any(said.get(topic, False) for topic in self.topics)
            case _:
                return bool(latest)
