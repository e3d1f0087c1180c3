"""What is sent to an entity and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from devices.capabilities import Value


@dataclass(frozen=True, slots=True)
class Command:
    """Bring one entity to these settings (attribute → absolute value).

    Relative wishes ("a bit dimmer") are resolved before a command exists, so a command can be judged, confirmed and
    undone. A ``Trigger`` attribute carries ``True``.
    """

    entity_id: str
    settings: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The entity's own state says so. ``already`` when nothing had to change."""

    command: Command
    already: bool = False


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Sent, but no state came back that says so before the time was up."""

    command: Command
    waited_s: float


@dataclass(frozen=True, slots=True)
class Assumed:
    """Sent to something that reports no state (a scene, an optimistic switch): nobody can confirm it."""

    command: Command


@dataclass(frozen=True, slots=True)
class Failed:
    """Not done; ``reason`` is for the person ("it is not reachable", "it goes from 5 to 30 °C")."""

    command: Command
    reason: str


Outcome: TypeAlias = Confirmed | Unconfirmed | Assumed | Failed
