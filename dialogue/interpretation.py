"""What a sentence says, before anything is looked up in the home's state: clauses, noun phrases, values."""

from __future__ import annotations

from dataclasses import dataclass

from devices.capabilities import Value
from dialogue.response import UnknownSpan
from dialogue.timing.times import TimeReading
from teaching.concepts import Setting


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """Words for one or several entities, with every entity that they could mean.

    ``named`` entities are called by a full name or a taught word; ``fitting`` are all that the words describe.
    ``literal`` are those with the very noun in their name; ``mine`` when it was called the speaker's. ``count`` is
    how many were said to be meant. ``more``: besides those that are so already ("another light").
    ``areas`` restrict it (also from outside the phrase: "the light in the kitchen"). ``pronoun`` is it, them, other,
    one or everything. ``every`` for "all the …" and plurals, ``one`` for a singular that must be one thing.
    """

    text: str
    start: int
    end: int
    named: tuple[str, ...] = ()
    fitting: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    pronoun: str | None = None
    every: bool = False
    plural: bool = False
    mass: bool = False
    rest: bool = False
    concept_id: str | None = None
    unknown: UnknownSpan | None = None
    literal: tuple[str, ...] = ()
    mine: bool = False
    count: int | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class ValueTerm:
    """Words for a value or a change.

    Exactly one group is filled: ``options`` (attribute → value, whichever the target has), ``amount`` with ``unit``,
    ``extreme`` (max, min, half), ``settings`` (a taught word), or ``direction`` (+1, -1: a comparative) with the
    ``attributes`` it is about, a ``degree`` (little, much) or an ``amount`` to change by. ``factor`` multiplies;
    ``share`` is an ``amount`` that was said as a fraction.
    """

    text: str
    start: int
    end: int
    options: tuple[tuple[str, Value], ...] = ()
    amount: float | None = None
    unit: str | None = None
    extreme: str | None = None
    settings: tuple[Setting, ...] = ()
    concept_id: str | None = None
    direction: int = 0
    attributes: tuple[str, ...] = ()
    degree: str | None = None
    factor: float | None = None
    attribute: str | None = None
    introduced: str | None = None
    share: float | None = None

    @property
    def exact(self) -> bool:
        """Whether it gives a number to be set."""
        return self.amount is not None and not self.direction

    @property
    def rough(self) -> bool:
        """ "low", "really low", "dimmer": beside an exact number it says the same in words."""
        if self.extreme is not None or (self.direction and self.amount is None):
            return True
        return bool(self.options) and all(attribute == "speed" for attribute, _ in self.options)


@dataclass(frozen=True, slots=True)
class Clause:
    """One command as it was said.

    ``verb`` is a verb class (on, off, open, dim, set …) or ``None``; ``particle`` a direction or state word that goes
    with it. ``liking`` names whose preference is asked for ("the way Ana likes it").
    """

    text: str
    verb: str | None = None
    particle: str | None = None
    targets: tuple[NounPhrase, ...] = ()
    areas: tuple[str, ...] = ()
    scope: str | None = None
    values: tuple[ValueTerm, ...] = ()
    attribute: str | None = None
    exceptions: tuple[NounPhrase, ...] = ()
    exception_areas: tuple[str, ...] = ()
    unknowns: tuple[UnknownSpan, ...] = ()
    content: str | None = None
    action: str | None = None
    action_settings: tuple[Setting, ...] = ()
    concepts: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    liking: str | None = None
    too: bool = False
    again: bool = False
    degree: str | None = None
    """How far something goes that stands by itself: "a bit" of "open the blinds a bit"."""
    complaint: tuple[str, int] | None = None
    leftovers: tuple[str, ...] = ()
    negated: bool = False
    time_concept: str | None = None
    verb_text: str = ""
    verb_first: bool = False
    either: bool = False
    """Whether one of its targets, or of its areas, is meant, and not all: "the lamp or the fan"."""

    @property
    def acts(self) -> bool:
        """Whether it says what to do, not only to what."""
        return bool(
            (self.verb and self.verb != "set")
            or self.particle
            or self.values
            or self.content
            or self.action
            or self.scenes
            or self.liking
            or self.complaint
        )


@dataclass(frozen=True, slots=True)
class Request:
    """Commands to carry out, now or at a time."""

    clauses: tuple[Clause, ...]
    time: TimeReading | None = None
    times: tuple[TimeReading, ...] = ()
    unknowns: tuple[UnknownSpan, ...] = ()
    once: bool = False
    asides: bool = False
    negated: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything in it is explained."""
        return not self.unknowns


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the home's state.

    ``about`` is a predicate (on, off, open, locked, home …), an attribute ("temperature"), ``what`` ("what is on") or
    ``doing``. ``measure`` is the adjective's attribute ("how warm").
    """

    form: str
    target: NounPhrase | None = None
    areas: tuple[str, ...] = ()
    attribute: str | None = None
    predicate: str | None = None
    value: ValueTerm | None = None
    person: str | None = None
    anything: bool = False
    kinds: tuple[str, ...] = ()
    unknowns: tuple[UnknownSpan, ...] = ()
    scope: str | None = None
    term: str = ""
    everything: bool = False
    """Whether it is to be true of everything there is."""
    counted: bool = False
    """Whether it asks how many there are of which that is true."""
