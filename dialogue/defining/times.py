"""Definitions that name a time of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from dialogue.defining.answer import LONG_ANSWER, chunks_of
from dialogue.lessons.definitions import Defined, Definition, NotADefinition, VagueTime
from dialogue.situation import Situation
from dialogue.timing.clock import read_clock_face
from dialogue.timing.times import Moment, Recurrence, Vague, find_time, find_times, read_clock
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import (
    TimeName,
)
from teaching.lexicon import Sort, split

SMALL_HOURS = range(1, 6)
"""Nobody names a time of theirs for these hours of the night, unless the night is said."""


def _clock_of(row: Sequence[Token], term: str, situation: Situation) -> time | None:
    """A clock time alone. What it is the time of tells morning from evening, or the time that it has had until now."""
    clock = read_clock(row, situation.now, term)
    known = (concept.meaning for concept in situation.book.lexicon.concepts_named(term))
    old = next((meaning.time for meaning in known if isinstance(meaning, TimeName)), None)
    if clock is None:
        return None
    if old is None:
        later = read_clock(row, situation.now, "afternoon") if clock.hour in SMALL_HOURS else None
        return later or clock
    halves = {found for part in ("morning", "evening") if (found := read_clock(row, situation.now, part)) is not None}
    minutes = _minutes(time.fromisoformat(old))
    return min({clock, *halves}, key=lambda one: abs(_minutes(one) - minutes))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def define_time(situation: Situation, row: Sequence[Token], term: str = "") -> Definition:
    usual = _usually(situation, row)
    if usual is not None:
        return define_time(situation, usual, term) if usual else VagueTime()
    clock = _clock_of(row, term, situation) or _clock_of(_before_remark(situation, row), term, situation)
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
    return VagueTime() if _is_loose(situation, row) else NotADefinition()


def _is_loose(situation: Situation, row: Sequence[Token]) -> bool:
    """ "After dinner", "sometime late": when, by nothing that a clock knows."""
    short = bool(row) and len(row) <= LONG_ANSWER and row[0].text in situation.words("loose_time_openers")
    return short and not any(situation.book.is_item(piece) for piece in chunks_of(situation, row))


def _usually(situation: Situation, row: Sequence[Token]) -> Sequence[Token] | None:
    """ "nine, ten on Fridays" → "nine": the time of all other days; nothing where each has days of its own.

    ``None`` where no two times are said.
    """
    joining = situation.words("coordinators") | situation.words("except_days")
    parts = stretches(tuple(row), lambda token: token.comma_before or token.text in joining)
    timed = [part for part in parts if read_clock(_bare(part, situation), situation.now) is not None]
    dated = [
        part
        for part in parts
        if any(isinstance(found.when, Recurrence) for _, _, found in find_times(part, situation.now))
    ]
    if len(parts) < 2 or not dated:
        return None
    plain = [part for part in timed if part not in dated]
    if len(plain) == 1:
        return _bare(plain[0], situation)
    return () if len(dated) > 1 and not plain else None


def _bare(part: Sequence[Token], situation: Situation) -> Sequence[Token]:
    leads = situation.words("coordinators") | situation.words("habit_adverbs") | situation.words("except_days")
    while len(part) > 1 and part[0].text in leads | situation.words("usual_leads"):
        part = part[1:]
    return (replace(part[0], comma_before=False), *part[1:])


def _before_remark(situation: Situation, row: Sequence[Token]) -> Sequence[Token]:
    """ "Nine o'clock, and not one minute later", "ten, no excuses": what stands before a pause behind which no other
    time is said; nothing where one is.
    """
    pause = next((i for i in range(1, len(row)) if row[i].comma_before or row[i].sentence_start), len(row))
    rest = tuple(row[pause:])
    if any(isinstance(found.when, Recurrence) for _, _, found in find_times(rest, situation.now)):
        return ()
    faces = (read_clock_face(rest, i) for i in range(len(rest)) if rest[i].text not in situation.words("numeral_one"))
    return () if not rest or any(face is not None for face in faces) else row[:pause]


def define_time_only(situation: Situation, row: Sequence[Token], term: str = "") -> Definition:
    if any(situation.book.is_item(piece) for piece in chunks_of(situation, row)) or len(row) > LONG_ANSWER:
        return NotADefinition()
    bare = [t for t in row if t.text not in situation.words("clock_companions")]
    if len(bare) == 1 and bare[0].text.isdigit() and not any(t.text in situation.words("clock_marks") for t in row):
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
    return NotADefinition() if units or single else define_time(situation, row, term)


def is_clock_number(situation: Situation, row: Sequence[Token]) -> bool:
    """ "six fifteen": a number that is too large for a share and reads as a clock time."""
    pieces = chunks_of(situation, row)
    quantity = pieces[0].quantity if len(pieces) == 1 else None
    return quantity is not None and quantity.unit is None and 100 < quantity.value < 1300 and len(row) > 1


def sounds_like_time(situation: Situation, term: str) -> bool:
    """Whether a term is by its last word one for a time: "coffee time", "happy hour", "bedtime"."""
    words = split(term)
    return bool(words) and (
        words[-1].endswith(word_forms().of_times) or words[-1] in situation.book.vocabulary.words("time_nouns")
    )
