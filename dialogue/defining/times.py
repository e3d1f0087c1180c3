"""Definitions that name a time of day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from dialogue.defining.answer import LONG_ANSWER, chunks_of
from dialogue.definitions import Defined, Definition, NotADefinition, VagueTime
from dialogue.situation import Situation
from dialogue.times import Moment, Recurrence, Vague, find_time, read_clock
from dialogue.tokens import Token
from teaching.concepts import (
    TimeName,
)
from teaching.lexicon import Sort, split

Phrases: TypeAlias = tuple[tuple[str, ...], ...]
NOON = 12


def in_likely_half(
    found: Definition, row: Sequence[Token], term: str, halves: Mapping[str, Phrases], old: str | None = None
) -> Definition:
    """ "dinner is at seven" is in the evening: a bare clock time goes into the half of the day its word speaks of.

    ``old`` is the time that it had before, which the new one stays near to.
    """
    if not isinstance(found, Defined) or not isinstance(found.meaning, TimeName) or found.uses:
        return found
    hour, minute = (int(part) for part in found.meaning.time.split(":"))
    words = [token.text for token in row]
    if hour % 12 == 0 or _holds(words, halves["said"]) or _says_24_hours(words):
        return found
    if old is not None:
        later = int(old.split(":")[0]) >= NOON
    elif _holds(split(term), halves["pm"]) != _holds(split(term), halves["am"]):
        later = _holds(split(term), halves["pm"])
    else:
        return found
    return replace(found, meaning=TimeName(f"{hour % NOON + NOON * later:02d}:{minute:02d}"))


def _holds(words: Sequence[str], phrases: Phrases) -> bool:
    return any(tuple(words[i : i + len(p)]) == p for p in phrases for i in range(len(words) - len(p) + 1))


def _says_24_hours(words: Sequence[str]) -> bool:
    """ "seventeen thirty", "17:30", "06:45": no half of the day is left open."""
    clock = next((w for w in words if ":" in w), None)
    if clock is not None:
        return clock.startswith("0") or int(clock.split(":")[0]) > NOON
    return any(w.isdigit() and NOON < int(w) <= 2 * NOON for w in words) and not any(
        w.isdigit() and int(w) <= NOON for w in words
    )


def define_time(situation: Situation, row: Sequence[Token]) -> Definition:
    clock = read_clock(row, situation.now)
    if clock is not None:
        return Defined(TimeName(f"{clock:%H:%M}"))
    found = find_time(row, situation.now)
    if found is not None:
        when = found[2].when
        if isinstance(when, Moment):
            return Defined(TimeName(f"{when.at:%H:%M}"))
        if isinstance(when, Recurrence) and when.clock is not None:
            return Defined(TimeName(f"{when.clock:%H:%M}"))
        if isinstance(when, Vague):
            return VagueTime()
    for piece in chunks_of(situation, row):
        for concept_id in piece.named(Sort.CONCEPT):
            meaning = situation.book.lexicon.concept(concept_id).meaning
            if isinstance(meaning, TimeName):
                return Defined(meaning, (concept_id,))
    return NotADefinition()


def define_time_only(situation: Situation, row: Sequence[Token]) -> Definition:
    if any(situation.book.is_item(piece) for piece in chunks_of(situation, row)) or len(row) > LONG_ANSWER:
        return NotADefinition()
    bare = [
        t
        for t in row
        if t.text
        not in (
            "at",
            "around",
            "about",
            "always",
            "usually",
            "every",
            "day",
            "night",
            "o'clock",
            "the",
            "in",
            "exactly",
        )
    ]
    if len(bare) == 1 and bare[0].text.isdigit() and not any(t.text in ("at", "o'clock") for t in row):
        return NotADefinition()
    clock = read_clock(row, situation.now)
    if clock is None:
        found = find_time(row, situation.now)
        return (
            VagueTime()
            if found is not None and isinstance(found[2].when, Vague) and found[0] == 0 and found[1] == len(row)
            else NotADefinition()
        )
    units = any(
        piece.quantity is not None and piece.quantity.unit and not piece.quantity.fraction
        for piece in chunks_of(situation, row)
    )
    single = len(chunks_of(situation, row)) == 1 and chunks_of(situation, row)[0].quantity is not None
    return NotADefinition() if units or single else define_time(situation, row)


def is_clock_number(situation: Situation, row: Sequence[Token]) -> bool:
    """ "six fifteen": a number that is too large for a share and reads as a clock time."""
    pieces = chunks_of(situation, row)
    quantity = pieces[0].quantity if len(pieces) == 1 else None
    return quantity is not None and quantity.unit is None and 100 < quantity.value < 1300 and len(row) > 1


def sounds_like_time(term: str) -> bool:
    return term.endswith("time") or term.split()[-1:] in (
        ["bedtime"],
        ["lunch"],
        ["dinner"],
        ["supper"],
        ["breakfast"],
        ["curfew"],
    )
