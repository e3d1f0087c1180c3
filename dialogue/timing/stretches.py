"""A stretch between two clock times: "from eight till half ten", "between 7pm and 9"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from dialogue.timing.recurrence import next_occurrence
from dialogue.timing.times import read_clock, read_time
from dialogue.timing.when import Duration, Moment, TimeReading
from dialogue.timing.words import time_words
from dialogue.tokens import Token

LONGEST: Final = 6
"""Words that one of the two times may take."""


def find_stretch(
    row: Sequence[Token], now: datetime, language: str = "en"
) -> tuple[int, int, tuple[TimeReading, ...]] | None:
    """Where a stretch stands, and its two readings: when it begins, and how long it lasts."""
    words = time_words(language)
    for start in range(len(row) - 3):
        ends = words.stretch_ends.get(row[start].text)
        if ends is None:
            continue
        for joint in range(start + 2, min(start + 2 + LONGEST, len(row) - 1)):
            if row[joint].text not in ends:
                continue
            opened = read_clock(row[start + 1 : joint], now, language=language)
            if opened is None:
                continue
            begins = next_occurrence(opened, now)
            ends_at = range(joint + 2, min(joint + 1 + LONGEST, len(row)) + 1)
            closing = [e for e in ends_at if read_clock(row[joint + 1 : e], begins, language=language) is not None]
            if not closing or _goes_on(row, closing[-1], words.no_times):
                continue
            opening = (
                replace(row[start], text=words.at_clock),
                *row[start + 1 : joint],
                *row[closing[0] : closing[-1]],
            )
            dated = read_time(opening, 0, now, language)
            if dated is not None and isinstance(dated.when, Moment):
                begins = dated.when.at
            closed = read_clock(row[joint + 1 : closing[0]], begins, language=language)
            assert closed is not None
            length = next_occurrence(closed, begins) - begins
            first = TimeReading(closing[-1], Moment(begins, begins.time()))
            return start, closing[-1], (first, TimeReading(closing[-1], Duration(length)))
    return None


def _goes_on(row: Sequence[Token], end: int, no_times: frozenset[str]) -> bool:
    """ "from twenty to fifty percent": amounts, no times."""
    return end < len(row) and row[end].text in no_times
