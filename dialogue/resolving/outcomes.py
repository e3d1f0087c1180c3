"""What looking for the things meant comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from devices.capabilities import Value


@dataclass(frozen=True, slots=True)
class Planned:
    """One entity and what it would be set to."""

    entity_id: str
    settings: Mapping[str, Value]
    lacking: tuple[str, ...] = ()
    fault: str | None = None
    faulty_attribute: str | None = None
    instead: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Everything is clear. ``unable``: named one by one, but it can't be done with them."""

    plans: tuple[Planned, ...]
    reasons: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several would do, and nothing says which. ``lasting``: a choice holds for this mention at this ``place``."""

    options: tuple[str, ...]
    mention: str
    reasons: tuple[str, ...] = ()
    place: str | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Impossible:
    """Understood, but it can't be: ``code`` names the wording, ``names`` fills it."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A piece is missing: ``what`` is target or value."""

    what: str
    target: tuple[str, ...] = ()


Resolution: TypeAlias = Resolved | Ambiguous | Impossible | Incomplete
