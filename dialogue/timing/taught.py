"""Reads a clock time that is told by a taught one: "twenty minutes before bedtime", "by bedtime"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from dialogue.reading.noun_phrases import Phrasebook
from dialogue.timing.recurrence import next_occurrence
from dialogue.timing.spans import read_length
from dialogue.timing.times import Moment, TimeReading
from dialogue.tokens import Token
from teaching.concepts import TimeName
from teaching.lexicon import Sort
from teaching.phrases import stems

Row = tuple[Token, ...]


def read_taught_time(row: Row, book: Phrasebook, now: datetime) -> tuple[Row, TimeReading | None]:
    """The sentence without such a time, and when it is."""
    for start in range(len(row)):
        length = read_length(row, start)
        for end, ahead in _openings(row, start, length, book):
            named = _taught_at(row, end, book)
            if named is None:
                continue
            meaning, stop = named
            clock = (datetime.combine(now.date(), _clock(meaning)) + ahead).time()
            at = next_occurrence(clock, now)
            return (*row[:start], *row[stop:]), TimeReading(0, Moment(at, at.time()))
    return row, None


def _openings(
    row: Row, start: int, length: tuple[timedelta, int] | None, book: Phrasebook
) -> list[tuple[int, timedelta]]:
    """What stands before the taught word: its end, and how far from that time it is."""
    if length is None:
        opened = (_phrase_at(row, start, book, key) for key in ("time_comes", "time_limits"))
        return [(end, timedelta()) for end in opened if end is not None and not _taught_at(row, start, book)]
    found: list[tuple[int, timedelta]] = []
    for key, sign in (("time_before", -1), ("time_after", 1)):
        end = _phrase_at(row, length[1], book, key)
        if end is not None:
            found.append((end, sign * length[0]))
    return found


def _phrase_at(row: Row, start: int, book: Phrasebook, key: str) -> int | None:
    words = tuple(token.text for token in row)
    return next(
        (start + len(p) for p in book.vocabulary.phrases(key) if words[start : start + len(p)] == p),
        None,
    )


def _taught_at(row: Row, start: int, book: Phrasebook) -> tuple[TimeName, int] | None:
    words = [token.text for token in row]
    while start < len(words) and words[start] in ("the", "my", "our", "it's"):
        start += 1
    best: tuple[TimeName, int] | None = None
    for end, names in book.lexicon.at(words, stems(words), start) if start < len(words) else ():
        for meaning in _times(names_of=[n.id for n in names if n.sort is Sort.CONCEPT], book=book):
            if best is None or end > best[1]:
                best = meaning, end
    return best


def _times(*, names_of: Sequence[str], book: Phrasebook) -> list[TimeName]:
    meanings = (book.lexicon.concept(concept_id).meaning for concept_id in names_of)
    return [meaning for meaning in meanings if isinstance(meaning, TimeName)]


def _clock(meaning: TimeName) -> time:
    hour, minute = (int(part) for part in meaning.time.split(":"))
    return time(hour, minute)
