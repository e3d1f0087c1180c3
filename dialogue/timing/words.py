"""The time words of a language, as ``times.yaml`` groups them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import cache

from dialogue.errors import LanguageDataError
from dialogue.language_data import PhraseTable, Section, section
from dialogue.timing.clock import clock_words

ClockRange = tuple[time, time]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Tables of phrases; those that map to days or numbers carry them as text."""

    at: PhraseTable
    near: PhraseTable
    exact: PhraseTable
    is_: PhraseTable
    afternoon_hours: frozenset[int]
    parts: dict[str, ClockRange]
    reach: dict[str, ClockRange]
    part_phrases: PhraseTable
    today_phrases: PhraseTable
    bare_parts: dict[str, str]
    days: PhraseTable
    weekdays: dict[str, float]
    weekday_plurals: dict[str, float]
    on_day: PhraseTable
    next_day: PhraseTable
    every: PhraseTable
    on_days: PhraseTable
    joiners: frozenset[str]
    through: frozenset[str]
    day_sets: PhraseTable
    part_sets: PhraseTable
    part_plurals: frozenset[str]
    except_days: PhraseTable
    later: PhraseTable
    soon: PhraseTable
    delay_openers: PhraseTable
    delay_tails: PhraseTable
    duration_openers: PhraseTable
    until_openers: PhraseTable
    articles: frozenset[str]
    half_a: PhraseTable
    of_a: PhraseTable
    few: PhraseTable
    and_a_half: PhraseTable
    and_a_quarter: PhraseTable
    and_: frozenset[str]
    next_: frozenset[str]
    units: dict[str, float]
    longest_days: int
    hints: dict[str, str]
    openers: frozenset[str]
    stretch_ends: dict[str, frozenset[str]]
    at_clock: str
    no_times: frozenset[str]
    months: dict[str, int]


@cache
def time_words(language: str = "en") -> TimeWords:
    """The time words of a language. Raises ``LanguageDataError``."""
    data = section("times", language)
    clock = data.section("clock")
    tables = {key: data.phrases(key) for key in _PHRASES}
    mapped = {key: data.table(key) for key in _TABLES}
    at, near = clock.phrases("at"), clock.phrases("near")
    few = PhraseTable.of((phrase, str(number)) for phrase, number in data.numbers("few").items())
    ranges = _ranges(data.section("reach"))
    weekdays, plurals = data.numbers("weekdays"), data.numbers("weekday_plurals")
    hints = data.section("hints")
    articles = data.words("articles")
    openers = {
        *clock_words(language).openers, *weekdays, *plurals, *articles, *few.by_first, *at.by_first, *near.by_first,
        *(first for table in (*tables.values(), *mapped.values()) for first in table.by_first),
    }  # fmt: skip
    return TimeWords(
        at=at,
        near=near,
        exact=clock.phrases("exact"),
        is_=clock.phrases("is"),
        afternoon_hours=frozenset(int(hour) for hour in data.list("afternoon_hours")),
        parts=_ranges(data.section("parts")),
        reach={part: ranges[name] for part, name in data.texts("reach_of").items()},
        bare_parts=data.texts("bare_parts"),
        weekdays=weekdays,
        weekday_plurals=plurals,
        part_plurals=data.words("part_plurals"),
        joiners=data.words("joiners"),
        through=data.words("through"),
        articles=articles,
        few=few,
        and_=data.words("and"),
        next_=data.words("next"),
        units=data.numbers("units"),
        longest_days=int(data.text("longest_days")),
        hints={word: part for part in hints.names() for word in hints.list(part)},
        openers=frozenset(openers),
        stretch_ends={opener: frozenset(joints.split()) for opener, joints in data.texts("stretches").items()},
        at_clock=clock.text("written"),
        no_times=data.words("no_times"),
        months={name.lower(): number for number, name in enumerate(data.section("said").list("months"), 1)},
        **tables,
        **mapped,
    )


_PHRASES = (
    "on_day", "next_day", "every", "on_days", "later", "soon", "delay_openers", "delay_tails", "duration_openers",
    "until_openers", "except_days", "half_a", "of_a", "and_a_half", "and_a_quarter",
)  # fmt: skip
_TABLES = ("part_phrases", "today_phrases", "days", "day_sets", "part_sets")


def _ranges(data: Section) -> dict[str, ClockRange]:
    ranges: dict[str, ClockRange] = {}
    for name in data.names():
        try:
            start, end = (time.fromisoformat(text) for text in data.list(name))
        except ValueError as error:
            raise LanguageDataError(f"{data.source}: {name!r} must be two times of day") from error
        ranges[name] = (start, end)
    return ranges
