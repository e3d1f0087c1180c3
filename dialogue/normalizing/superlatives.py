"""Shortens superlatives that take a clause: "as warm as it'll go" is as warm as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from dialogue.language_data import section
from dialogue.tokens import Token

LONGEST = 8


@dataclass(frozen=True, slots=True)
class SuperlativeWords:
    """What stands round and behind a superlative; ``none`` never are one, ``possible`` is written for the clause."""

    subjects: frozenset[str]
    verbs: frozenset[str]
    ends: frozenset[str]
    alone: frozenset[str]
    comparing: frozenset[str]
    none: frozenset[str]
    possible: str


@cache
def _superlative_words(language: str) -> SuperlativeWords:
    data = section("fillers", language)
    return SuperlativeWords(
        subjects=data.words("superlative_subjects"),
        verbs=data.words("superlative_verbs"),
        ends=data.words("superlative_ends"),
        alone=data.words("superlative_alone"),
        comparing=data.words("superlative_comparing"),
        none=data.words("no_superlatives"),
        possible=data.text("superlative_written"),
    )


def shorten(tokens: Sequence[Token], language: str) -> tuple[Token, ...]:
    """The tokens with every "as … as it can be" cut to "as … as possible"."""
    row = list(tokens)
    words = _superlative_words(language)
    inside, possible = words.subjects | words.verbs, words.possible
    for start in range(len(row) - 4, -1, -1):
        if row[start].text not in words.comparing or row[start + 2].text not in words.comparing:
            continue
        if row[start + 1].text in words.none:
            continue
        first = start + 3
        if row[first].text not in inside or row[first].text == possible:
            continue
        end = first
        while end < min(len(row), first + LONGEST) and row[end].text in inside and not row[end].comma_before:
            end += 1
        while end > first and row[end - 1].text not in words.ends:
            end -= 1
        if end - first < 2 and row[first].text not in words.alone:
            continue
        row[first:end] = [replace(row[first], text=possible, end=row[end - 1].end)]
    return tuple(row)
