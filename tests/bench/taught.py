"""Households that have taught a great many words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Final

from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Concept,
    Condition,
    Meaning,
    Preference,
    Provenance,
    Routine,
    Selector,
    Setting,
    Step,
    TimeName,
    ValueName,
    Version,
)
from tests.bench.homes import BenchHome

SYLLABLES: Final = (
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "zi", "cho",
    "bru", "dra", "fle", "gri", "klo", "pra", "ste", "tri", "swo",
)  # fmt: skip
TAUGHT_AT: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
PREFERENCES: Final = 200
"""Of these nobody has thousands, however many words there are."""


def concepts(home: BenchHome, count: int) -> Iterator[Concept]:
    """``count`` concepts of all sorts, one or two words long, none of them a word of the bench's sentences."""
    words = ("".join(parts) for parts in product(SYLLABLES, repeat=4))
    for number, word in zip(range(count), words, strict=False):
        term = (word, f"{word} mode", f"the {word} {SYLLABLES[number % 28]}ster")[number % 3]
        version = Version(_meaning(home, number), Provenance("ana", TAUGHT_AT, f"taught-{number}"), term)
        yield Concept(f"taught{number:06d}", term, (version,), scope="ana" if number % 10 == 9 else None)


def _meaning(home: BenchHome, number: int) -> Meaning:
    device = home.devices[number % len(home.devices)]
    area = tuple(home.areas)[number % len(home.areas)]
    settings = (Setting("on", value=True), Setting("brightness", number % 100))
    if number % 50 == 7 and number < 50 * PREFERENCES:
        return Preference(settings, kind="light", condition=Condition(part_of_day="morning", area=area))
    match number % 20:
        case 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7:
            return Alias((device.id,))
        case 8 | 9 | 10 | 11 | 12 | 13:
            return ValueName(settings)
        case 14 | 15 | 16:
            return Routine((Step(Selector(kind="light", areas=(area,)), settings),))
        case 17:
            return AreaName((area,))
        case 18:
            return ActionName(settings)
        case _:
            return TimeName(f"{number % 24:02d}:15")
