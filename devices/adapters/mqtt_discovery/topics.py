"""Topics: of discovery, and what may be subscribed to or published on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devices.adapters.mqtt_discovery.errors import RejectedPayload

_ID = re.compile(r"[a-zA-Z0-9_-]+")
_MAX_TOPIC = 1024


@dataclass(frozen=True, slots=True)
class DiscoveryTopic:
    """``<prefix>/<component>/[<node_id>/]<object_id>/config``; the component ``device`` holds several components."""

    component: str
    node_id: str
    object_id: str

    @property
    def discovery_id(self) -> str:
        """What tells it from other topics of its component."""
        return f"{self.node_id} {self.object_id}".strip()


def parse_discovery_topic(topic: str, prefix: str) -> DiscoveryTopic:
    """The parts of a discovery topic. Raises ``RejectedPayload``."""
    parts = topic.removeprefix(f"{prefix}/").split("/")
    if not topic.startswith(f"{prefix}/") or parts[-1] != "config" or len(parts) not in {3, 4}:
        raise RejectedPayload("the topic is not <prefix>/<component>/[<node_id>/]<object_id>/config")
    for part in parts[:-1]:
        if not _ID.fullmatch(part):
            raise RejectedPayload(f"{part!r} in the topic may hold only letters, digits, _ and -")
    return DiscoveryTopic(parts[0], parts[1] if len(parts) == 4 else "", parts[-2])


def checked_topic(topic: str) -> str:
    """The topic, if one can publish to it or subscribe to just it. Raises ``RejectedPayload``."""
    if not topic or len(topic) > _MAX_TOPIC or "\0" in topic:
        raise RejectedPayload(f"{topic[:60]!r} is not a topic")
    if "+" in topic or "#" in topic:
        raise RejectedPayload(f"{topic[:60]!r} has wildcards, which are not supported")
    return topic
