"""What a household means by its words: the taught concept, its meaning and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from devices.capabilities import Value


class Status(StrEnum):
    """Retired concepts are kept for restoring; forgotten ones are gone for good and have no status."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Setting:
    """One attribute's share in a meaning: set to a value, or changed by an amount (``relative``)."""

    attribute: str
    value: Value
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Selector:
    """What a step of a routine is done to.

    Either entities by id, or all entities of ``kind`` in ``areas`` (no areas: the room it is said in).
    """

    entities: tuple[str, ...] = ()
    kind: str | None = None
    areas: tuple[str, ...] = ()

    def singly(self) -> tuple[Selector, ...]:
        """Each entity by itself; a kind stays one."""
        return tuple(Selector(entities=(entity_id,)) for entity_id in self.entities) or (self,)


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a routine."""

    target: Selector
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """When a preference counts; every part that is set must hold.

    ``part_of_day`` is morning, day, evening, night or its small_hours; ``activity`` a taught or known word ("reading").
    """

    part_of_day: str | None = None
    area: str | None = None
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name for one entity, or for several taken together (a group)."""

    entities: tuple[str, ...]
    type: Literal["alias"] = "alias"


@dataclass(frozen=True, slots=True)
class AreaName:
    """Another name for one or several areas."""

    areas: tuple[str, ...]
    type: Literal["area"] = "area"


@dataclass(frozen=True, slots=True)
class PersonName:
    """Another name for a person."""

    person: str
    type: Literal["person"] = "person"


@dataclass(frozen=True, slots=True)
class ValueName:
    """A word for settings, usable on every entity that has the capabilities ("study mode")."""

    settings: tuple[Setting, ...]
    type: Literal["value"] = "value"


@dataclass(frozen=True, slots=True)
class ActionName:
    """A word for doing something to whatever follows it ("lumosify").

    ``verb`` is a built-in verb class (``turn_off``) when the meaning is one; otherwise ``settings`` say it.
    """

    settings: tuple[Setting, ...] = ()
    verb: str | None = None
    type: Literal["action"] = "action"


@dataclass(frozen=True, slots=True)
class Routine:
    """A word for several commands. ``confirm_always`` when it may let somebody in: it asks every single time.

    ``parts`` are the ids of the routines its steps were taken from.
    """

    steps: tuple[Step, ...]
    confirm_always: bool = False
    parts: tuple[str, ...] = ()
    type: Literal["routine"] = "routine"


@dataclass(frozen=True, slots=True)
class TimeName:
    """A word for a clock time, ``HH:MM`` local."""

    time: str
    type: Literal["time"] = "time"


@dataclass(frozen=True, slots=True)
class Preference:
    """How somebody likes it: settings for a kind of entity or one entity, under conditions."""

    settings: tuple[Setting, ...]
    entities: tuple[str, ...] = ()
    kind: str | None = None
    condition: Condition = Condition()
    type: Literal["preference"] = "preference"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of several things ``mention`` means in one room: the answer to "which one?"; no area: said in none."""

    mention: str
    entity: str
    area: str | None = None
    type: Literal["choice"] = "choice"


Meaning: TypeAlias = Alias | AreaName | PersonName | ValueName | ActionName | Routine | TimeName | Preference | Chosen


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who taught it, when, in which turn, and how (``told``, ``answered``, ``shown``, ``corrected``, ``imported``)."""

    person: str | None
    at: datetime
    turn_id: str
    how: str = "told"


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a concept's meaning; versions are never rewritten."""

    meaning: Meaning
    provenance: Provenance
    term: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A taught word or phrase.

    ``scope`` is a person's id or ``None`` for the household; the narrower wins. ``versions`` is oldest first and
    never empty: the last one holds. ``heard_as`` are what a recogniser made of the term.
    """

    id: str
    term: str
    versions: tuple[Version, ...]
    scope: str | None = None
    status: Status = Status.ACTIVE
    heard_as: tuple[str, ...] = ()
    uses: int = 0
    last_used: datetime | None = None
    meta: tuple[tuple[str, str], ...] = field(default=())

    @property
    def meaning(self) -> Meaning:
        """What it means now."""
        return self.versions[-1].meaning

    @property
    def provenance(self) -> Provenance:
        """Where its present meaning comes from."""
        return self.versions[-1].provenance

    @property
    def taught_by(self) -> Provenance:
        """Where it first came from."""
        return self.versions[0].provenance

    def changed(self, meaning: Meaning, provenance: Provenance) -> Concept:
        """The same concept with a new version."""
        return replace(self, versions=(*self.versions, Version(meaning, provenance, self.term)))

    def renamed(self, term: str, provenance: Provenance) -> Concept:
        """The same concept under another term."""
        return replace(self, term=term, versions=(*self.versions, Version(self.meaning, provenance, term)))

    def reverted(self) -> Concept:
        """The concept as it was one version ago; the same when there is only one."""
        if len(self.versions) < 2:
            return self
        earlier = self.versions[:-1]
        return replace(self, versions=earlier, term=earlier[-1].term)
