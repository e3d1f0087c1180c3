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
    """The topic, if one can publish to it. Raises ``RejectedPayload``."""
    if not topic or len(topic) > _MAX_TOPIC or "\0" in topic:
        raise RejectedPayload(f"{topic[:60]!r} is not a topic")
    if has_wildcards(topic):
        raise RejectedPayload(f"{topic[:60]!r} has wildcards, so nothing can be sent there")
    return topic


def checked_filter(topic: str) -> str:
    """The topic, if one can subscribe to it and it doesn't catch everything. Raises ``RejectedPayload``."""
    levels = topic.split("/")
    if not has_wildcards(topic):
        return checked_topic(topic)
    is_whole = all(level in {"+", "#"} or not has_wildcards(level) for level in levels) and "#" not in levels[:-1]
    if not is_whole or not any(level not in {"+", "#", ""} for level in levels) or len(topic) > _MAX_TOPIC:
        raise RejectedPayload(f"{topic[:60]!r} has wildcards in the wrong places")
    return topic


def has_wildcards(topic: str) -> bool:
    """Whether a topic stands for many."""
    return "+" in topic or "#" in topic


def matches(pattern: str, topic: str) -> bool:
    """Whether a topic is one of those a filter stands for."""
    if not has_wildcards(pattern):
        return pattern == topic
    wanted, levels = pattern.split("/"), topic.split("/")
    for index, level in enumerate(wanted):
        if level == "#":
            return True
        if index >= len(levels) or level not in {"+", levels[index]}:
            return False
    return len(wanted) == len(levels)
