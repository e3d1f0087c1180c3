"""Lengths of time: "five minutes", "half an hour", "an hour and a half", "two hours and ten minutes"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dialogue.reading.numbers import read_number
from dialogue.timing.words import TimeWords, time_words
from dialogue.tokens import Token


def read_length(
    tokens: Sequence[Token], i: int, language: str = "en", *, counted: bool = True
) -> tuple[timedelta, int] | None:
    """The length of time at token ``i`` and the token behind it. Not ``counted``: "(the next) hour" is one hour."""
    words = time_words(language)
    first = _part(tokens, i, words, language, counted=counted)
    if first is None:
        return None
    seconds, end, unit = first
    while (more := _more(tokens, end, unit, words, language)) is not None:
        seconds, end, unit = seconds + more[0], more[1], more[2]
    if not 0 < seconds <= words.longest_days * 86_400:
        return None
    return timedelta(seconds=round(seconds)), end


def _part(
    tokens: Sequence[Token], i: int, words: TimeWords, language: str, *, counted: bool = True
) -> tuple[float, int, float] | None:
    """Seconds, end and the seconds of the unit."""
    amount = _amount(tokens, i, words, language)
    if amount is None:
        if counted or (unit := _unit(tokens, i, words)) is None:
            return None
        return unit, i + 1, unit
    number, at = amount
    unit = _unit(tokens, at, words)
    return None if unit is None else (number * unit, at + 1, unit)


def _amount(tokens: Sequence[Token], i: int, words: TimeWords, language: str) -> tuple[float, int] | None:
    if (few := words.few.at(tokens, i)) is not None:
        return float(few[0]), few[1]
    if (end := words.half_a.end(tokens, i)) > i:
        return 0.5, end
    number = read_number(tokens, i, language)
    if number is not None and number.kind != "ordinal" and number.value > 0:
        end = words.of_a.end(tokens, number.end) if number.kind == "fraction" else number.end
        if _unit(tokens, end, words) is not None:
            return float(number.value), end
    if i < len(tokens) and tokens[i].text in words.articles:
        return 1.0, i + 1
    return None


def _more(
    tokens: Sequence[Token], i: int, unit: float, words: TimeWords, language: str
) -> tuple[float, int, float] | None:
    """What is added behind a part: "and a half", "and ten minutes"."""
    if (end := words.and_a_half.end(tokens, i)) > i:
        return unit / 2, end, 0
    if (end := words.and_a_quarter.end(tokens, i)) > i:
        return unit / 4, end, 0
    at = i + (i < len(tokens) and tokens[i].text in words.and_)
    part = _part(tokens, at, words, language)
    return part if part is not None and part[2] < unit else None


def _unit(tokens: Sequence[Token], i: int, words: TimeWords) -> float | None:
    return words.units.get(tokens[i].text) if i < len(tokens) else None
