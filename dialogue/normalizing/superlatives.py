"""Shortens superlatives that take a clause: "as warm as it'll go" is as warm as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from dialogue.language_data import section
from dialogue.tokens import Token

LONGEST = 8
POSSIBLE = "possible"


@cache
def _word_lists(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = section("fillers", language)
    return words.words("superlative_subjects"), words.words("superlative_verbs"), words.words("superlative_ends")


def shorten(tokens: Sequence[Token], language: str) -> tuple[Token, ...]:
    """The tokens with every "as … as it can be" cut to "as … as possible"."""
    row = list(tokens)
    subjects, verbs, ends = _word_lists(language)
    for start in range(len(row) - 4, -1, -1):
        if row[start].text != "as" or row[start + 2].text != "as" or row[start + 1].text in ("far", "long", "soon"):
            continue
        first = start + 3
        if row[first].text not in subjects | verbs or row[first].text == POSSIBLE:
            continue
        end = first
        while end < min(len(row), first + LONGEST) and row[end].text in subjects | verbs and not row[end].comma_before:
            end += 1
        while end > first and row[end - 1].text not in ends:
            end -= 1
        if end - first < 2 and row[first].text not in ("can", POSSIBLE):
            continue
        row[first:end] = [replace(row[first], text=POSSIBLE, end=row[end - 1].end)]
    return tuple(row)
