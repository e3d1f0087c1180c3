"""What the reading of a definition comes to: a meaning, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from devices.capabilities import Value
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import describe
from dialogue.resolving.outcomes import Planned
from dialogue.response import UnknownSpan
from dialogue.situation import Situation
from dialogue.tokens import Token
from teaching.concepts import (
    Meaning,
)


@dataclass(frozen=True, slots=True)
class Defined:
    """A meaning, and the concepts it was built from. ``untimed``: it was told when, which is no part of a meaning."""

    meaning: Meaning
    uses: tuple[str, ...] = ()
    plans: tuple[Planned, ...] = ()
    once: bool = False
    untimed: bool = False


@dataclass(frozen=True, slots=True)
class Undefined:
    """The definition itself holds words that nothing explains."""

    unknowns: tuple[UnknownSpan, ...]


@dataclass(frozen=True, slots=True)
class Contradicted:
    """The definition can't be: ``code`` names the wording."""

    code: str
    names: dict[str, str]
    options: tuple[tuple[str, str, Value], ...] = ()
    draft: Meaning | None = None


@dataclass(frozen=True, slots=True)
class VagueTime:
    """A part of the day where a clock time is needed."""


@dataclass(frozen=True, slots=True)
class NotADefinition:
    """Nothing in it defines anything."""


Definition: TypeAlias = Defined | Undefined | Contradicted | VagueTime | NotADefinition


def phrase_entities(row: Sequence[Token], situation: Situation) -> tuple[str, ...]:
    """The entities that a row of words names, empty when it doesn't name any."""
    pieces = chunk(row, situation.book.lexicon, situation.book.vocabulary)
    items = [p for p in pieces if situation.book.is_item(p) or not p.known]
    if not items or any(not p.known for p in items):
        return ()
    phrase = describe(items, situation.book)
    return phrase.named or phrase.fitting if phrase.unknown is None else ()
