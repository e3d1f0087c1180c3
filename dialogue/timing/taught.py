"""Reads a clock time that is told by a taught one: "twenty minutes before bedtime", "by bedtime"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from dialogue.reading.noun_phrases import Phrasebook
from dialogue.timing.recurrence import next_occurrence
from dialogue.timing.spans import read_length
from dialogue.timing.times import Moment, Recurrence, TimeReading, Until, Vague
from dialogue.tokens import Token
from teaching.concepts import TimeName
from teaching.lexicon import Sort
from teaching.phrases import stems

Row = tuple[Token, ...]


def read_taught_time(row: Row, book: Phrasebook, now: datetime) -> tuple[Row, TimeReading | None]:
    """The sentence without such a time, and when it is."""
    for start in range(len(row)):
        until = _until_taught(row, start, book, now)
        if until is not None:
            return until
        length = read_length(row, start)
        for end, ahead in _openings(row, start, length, book):
            named = _taught_at(row, end, book)
            if named is None:
                continue
            concept_id, meaning, stop = named
            clock = (datetime.combine(now.date(), clock_of(meaning)) + ahead).time()
            at = next_occurrence(clock, now)
            return (*row[:start], *row[stop:]), TimeReading(0, Moment(at, at.time()), concept_id=concept_id)
    return row, None


def _until_taught(row: Row, start: int, book: Phrasebook, now: datetime) -> tuple[Row, TimeReading] | None:
    """ "lamp on until curfew": for how long, where curfew has been told."""
    words = book.vocabulary.opening(row, "until_words", start)
    named = _taught_at(row, start + words, book) if words and start else None
    if named is None:
        return None
    clock = clock_of(named[1])
    at = next_occurrence(clock, now)
    return (*row[:start], *row[named[2] :]), TimeReading(0, Until(Moment(at, clock)))


def on_days(reading: TimeReading, others: Sequence[TimeReading], now: datetime) -> TimeReading:
    """A taught time with the days that are said beside it: "every weekday at bedtime", "tomorrow at bedtime"."""
    if not isinstance(reading.when, Moment):
        return reading
    clock = reading.when.clock
    for other in (other.when for other in others):
        if isinstance(other, Recurrence) and other.clock is None:
            return replace(reading, when=replace(other, clock=clock))
        if isinstance(other, Vague) and other.day is not None:
            at = next_occurrence(clock, datetime.combine(other.day, time(), now.tzinfo))
            return replace(reading, when=Moment(at, clock, explicit_day=True))
    return reading


def _openings(
    row: Row, start: int, length: tuple[timedelta, int] | None, book: Phrasebook
) -> list[tuple[int, timedelta]]:
    """What stands before the taught word: its end, and how far from that time it is."""
    if length is None:
        opened = (book.vocabulary.opening(row, key, start) for key in ("time_comes", "time_limits"))
        return [(start + words, timedelta()) for words in opened if words and not _taught_at(row, start, book)]
    found: list[tuple[int, timedelta]] = []
    for key, sign in (("time_before", -1), ("time_after", 1)):
        words = book.vocabulary.opening(row, key, length[1])
        if words:
            found.append((length[1] + words, sign * length[0]))
    return found


def _taught_at(row: Row, start: int, book: Phrasebook) -> tuple[str, TimeName, int] | None:
    words = [token.text for token in row]
    while start < len(words) and words[start] in book.words("time_determiners"):
        start += 1
    best: tuple[str, TimeName, int] | None = None
    for end, names in book.lexicon.at(words, stems(words), start) if start < len(words) else ():
        for concept_id in (name.id for name in names if name.sort is Sort.CONCEPT):
            meaning = book.lexicon.concept(concept_id).meaning
            if isinstance(meaning, TimeName) and (best is None or end > best[2]):
                best = concept_id, meaning, end
    return best


def clock_of(meaning: TimeName) -> time:
    """The time of day that it names."""
    hour, minute = (int(part) for part in meaning.time.split(":"))
    return time(hour, minute)
