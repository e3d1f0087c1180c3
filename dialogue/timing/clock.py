"""The time a clock shows, in words and digits: "half past six", "quarter to eleven", "six thirty", "7:30am", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from typing import Final, Literal

from dialogue.language_data import PhraseTable, section
from dialogue.reading.numbers import number_words, read_small
from dialogue.tokens import Token

Half = Literal["am", "pm", "open", "fixed"]
Form = Literal["hour", "pair", "phrase", "exact"]
_DIGITS: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm)?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time that ends before token ``end``.

    ``half``: am or pm as said, ``open`` when neither was, ``fixed`` when it needs neither (18:30, noon). ``form``: a
    bare ``hour``, a ``pair`` of numbers ("six thirty"), a ``phrase`` that could also be something else ("half ten",
    "midnight"), or ``exact``, which can only be a time.
    """

    hour: int
    minute: int
    end: int
    half: Half
    form: Form

    def candidates(self) -> tuple[time, ...]:
        """The times of day this can mean: one, or two twelve hours apart."""
        if self.half == "fixed":
            return (time(self.hour, self.minute),)
        early = time(self.hour % 12, self.minute)
        late = time(self.hour % 12 + 12, self.minute)
        return {"am": (early,), "pm": (late,), "open": (early, late)}[self.half]


@dataclass(frozen=True, slots=True)
class ClockWords:
    """The clock words of one language."""

    noon: PhraseTable
    midnight: PhraseTable
    am: PhraseTable
    pm: PhraseTable
    oclock: PhraseTable
    half_past: PhraseTable
    half: PhraseTable
    quarter: PhraseTable
    past: frozenset[str]
    to: frozenset[str]
    minutes: frozenset[str]
    inner_zero: frozenset[str]
    openers: frozenset[str]


@cache
def clock_words(language: str = "en") -> ClockWords:
    """The clock words of a language. Raises ``LanguageDataError``."""
    data = section("times", language).section("clock")
    noon, midnight, half_past = data.phrases("noon"), data.phrases("midnight"), data.phrases("half_past")
    half, quarter = data.phrases("half"), data.phrases("quarter")
    firsts = (*noon.by_first, *midnight.by_first, *half_past.by_first, *half.by_first, *quarter.by_first)
    return ClockWords(
        noon=noon,
        midnight=midnight,
        am=data.phrases("am"),
        pm=data.phrases("pm"),
        oclock=data.phrases("oclock"),
        half_past=half_past,
        half=half,
        quarter=quarter,
        past=data.words("past"),
        to=data.words("to"),
        minutes=data.words("minutes"),
        inner_zero=data.words("inner_zero"),
        openers=frozenset((*firsts, *number_words(language).plain)),
    )


def read_clock_face(tokens: Sequence[Token], i: int, language: str = "en") -> Clock | None:
    """The clock time that starts at token ``i``, without its preposition; ``None`` when there is none."""
    if not 0 <= i < len(tokens):
        return None
    words = clock_words(language)
    text = tokens[i].text
    if text not in words.openers and not text[:1].isdigit() and "-" not in text:
        return None
    for clock in _readings(tokens, i, words, language):
        if clock.form == "exact" or number_words(language).units.end(tokens, clock.end) == clock.end:
            return clock
    return None


def _readings(tokens: Sequence[Token], i: int, words: ClockWords, language: str) -> Iterator[Clock]:
    """What could be meant, the more telling first."""
    for read in (_named, _half, _before_or_after, _digital):
        if (clock := read(tokens, i, words, language)) is not None:
            yield clock
    hour = _hour(tokens, i, language)
    if hour is None:
        return
    if (pair := _pair(tokens, i, hour, words, language)) is not None:
        yield pair
    if 0 < hour[0] <= 12:
        yield _finished(tokens, Clock(hour[0], 0, hour[1], "open", "hour"), words)


def _named(tokens: Sequence[Token], i: int, words: ClockWords, _language: str) -> Clock | None:
    if (end := words.noon.end(tokens, i)) > i:
        return Clock(12, 0, end, "fixed", "phrase" if end == i + 1 else "exact")
    if (end := words.midnight.end(tokens, i)) > i:
        return Clock(0, 0, end, "fixed", "phrase" if end == i + 1 else "exact")
    return None


def _half(tokens: Sequence[Token], i: int, words: ClockWords, language: str) -> Clock | None:
    """Half past six, and the British half six."""
    past = words.half_past.end(tokens, i)
    at = past if past > i else words.half.end(tokens, i)
    if at == i or (base := _base(tokens, at, words, language)) is None:
        return None
    form: Form = "exact" if past > i else "phrase"
    return _finished(tokens, replace(base, minute=30, form=form), words)


def _before_or_after(tokens: Sequence[Token], i: int, words: ClockWords, language: str) -> Clock | None:
    """Quarter to six, twenty past six, ten minutes to six."""
    at, minutes, plain = words.quarter.end(tokens, i), 15, False
    if at == i:
        small = read_small(tokens, i, language)
        if small is None or not 1 <= small[0] <= 59:
            return None
        minutes, at = small
        plain = not _is(tokens, at, words.minutes)
        at += not plain
    later = _is(tokens, at, words.past)
    if not later and not _is(tokens, at, words.to):
        return None
    base = _base(tokens, at + 1, words, language)
    if base is None or (plain and minutes > 30):
        return None
    total = base.hour * 60 + (minutes if later else -minutes)
    total %= 24 * 60 if base.half == "fixed" else 12 * 60
    form: Form = "phrase" if plain else "exact"
    return _finished(tokens, Clock(total // 60, total % 60, base.end, base.half, form), words)


def _base(tokens: Sequence[Token], i: int, words: ClockWords, language: str) -> Clock | None:
    """The hour that "half past" or "ten to" leans on."""
    if (named := _named(tokens, i, words, language)) is not None:
        return named
    hour = _hour(tokens, i, language)
    if hour is None or not 0 < hour[0] <= 12:
        return None
    return _with_half(tokens, Clock(hour[0], 0, hour[1], "open", "phrase"), words)


def _digital(tokens: Sequence[Token], i: int, words: ClockWords, _language: str) -> Clock | None:
    """18:30, 7:30am, 7.30 pm, 9pm."""
    text = tokens[i].text
    match = _DIGITS.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[2] == "00" and not match[3] and hour == 24:  # midnight at the end of a day
        return Clock(0, 0, i + 1, "fixed", "exact")
    if hour > 23 or minute > 59:
        return None
    fixed = hour > 12 or hour == 0 or text.startswith("0")
    form: Form = "pair" if "." in text else "exact"
    clock = Clock(hour, minute, i + 1, "fixed" if fixed else "open", form)
    if not match[3]:
        return _finished(tokens, clock, words)
    if fixed and hour > 12:
        return replace(clock, form="exact")
    return Clock(hour, minute, i + 1, "am" if match[3] == "am" else "pm", "exact")


def _pair(tokens: Sequence[Token], i: int, hour: tuple[int, int], words: ClockWords, language: str) -> Clock | None:
    """Six thirty, seven oh five, twenty two forty five."""
    number, at = hour
    zero = _is(tokens, at, words.inner_zero)
    minute = read_small(tokens, at + zero, language) if _goes_on(tokens, at) else None
    if minute is None or number > 23 or not (0 < minute[0] < 10 if zero else 10 <= minute[0] <= 59):
        return None
    half: Half = "open" if 0 < number <= 12 and not tokens[i].text.startswith("0") else "fixed"
    return _finished(tokens, Clock(number, minute[0], minute[1], half, "pair"), words)


def _finished(tokens: Sequence[Token], clock: Clock, words: ClockWords) -> Clock:
    """With the o'clock, am or pm behind it."""
    if (end := words.oclock.end(tokens, clock.end)) > clock.end:
        clock = replace(clock, end=end, form="exact")
    return _with_half(tokens, clock, words)


def _with_half(tokens: Sequence[Token], clock: Clock, words: ClockWords) -> Clock:
    if clock.half != "open":
        return clock
    if (end := words.am.end(tokens, clock.end)) > clock.end:
        return replace(clock, end=end, half="am", form="exact")
    if (end := words.pm.end(tokens, clock.end)) > clock.end:
        return replace(clock, end=end, half="pm", form="exact")
    return clock


def _hour(tokens: Sequence[Token], i: int, language: str) -> tuple[int, int] | None:
    small = read_small(tokens, i, language)
    return None if small is None or small[0] > 23 else small


def _is(tokens: Sequence[Token], i: int, words: frozenset[str]) -> bool:
    return i < len(tokens) and tokens[i].text in words


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and not tokens[i].comma_before
