"""What is taken along: calls of services with their targets, sentences, and what has to stay behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from devices.capabilities import Value
from devices.home import Entity


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a service: ``light.turn_on`` with its data."""

    service: str
    data: Mapping[str, object] = field(default_factory=dict)


Services = Callable[[Entity, Mapping[str, Value]], tuple[Call, ...]]
"""The calls that make these settings on an entity, whose id begins with its domain; none where nothing does."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A taught word, or a part of its meaning, that Home Assistant can't have, and why."""

    term: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences of one intent: with fixed slots, and only in the room of these names when it is said there."""

    sentences: tuple[str, ...]
    slots: Mapping[str, str] = field(default_factory=dict)
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """Something that can be said, and the actions that carry it out."""

    name: str
    blocks: tuple[Block, ...]
    actions: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class Takeaway:
    """All of it: ``lists`` are what a place in a sentence may be, as pairs of said and meant."""

    language: str
    intents: tuple[Intent, ...]
    lists: Mapping[str, tuple[tuple[str, str], ...]]
    left_out: tuple[LeftOut, ...]
    answer: str
