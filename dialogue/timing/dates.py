"""Days that people name: "tomorrow", "Friday", "the 25th of March"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dialogue.reading.numbers import read_number
from dialogue.timing.words import time_words
from dialogue.tokens import Token


def read_date(row: Sequence[Token], now: datetime, *, from_today: bool = False) -> date | None:
    """The next day of that name or date. ``from_today``: on a Friday "Friday" is today."""
    words = time_words()
    for i, token in enumerate(row):
        ahead = words.days.at(row, i)
        if ahead is not None:
            return now.date() + timedelta(days=int(ahead[0]))
        if token.text in words.weekdays:
            days = (int(words.weekdays[token.text]) - now.weekday()) % 7
            return now.date() + timedelta(days=days if from_today else days or 7)
    return _dated(row, now)


def _dated(row: Sequence[Token], now: datetime) -> date | None:
    """ "March 25th", "the 25th of March": the next one."""
    months = time_words().months
    month = next((months[token.text] for token in row if token.text in months), None)
    numbers = (read_number(row, i) for i in range(len(row)))
    day = next((int(number.value) for number in numbers if number is not None), None)
    if month is None or day is None:
        return None
    for year in (now.year, now.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= now.date():
            return found
    return None
