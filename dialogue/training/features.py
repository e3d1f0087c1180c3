"""What the embedded model looks at: word pairs and pieces of words, after unknown words are hidden."""

from __future__ import annotations

import itertools
from functools import lru_cache

LONGEST_PIECE = 5


def features(hidden_text: str) -> list[str]:
    """Words, pairs of words, and pieces of 2 to 5 letters within a word, of a text of ``hide_unknown``."""
    words = ["<", *hidden_text.split(), ">"]
    found = words[1:-1]
    found += [f"{first} {second}" for first, second in itertools.pairwise(words)]
    for word in words[1:-1]:
        found += _pieces(word)
    return found


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f"_{word}_"
    cuts = ((start, size) for size in range(2, LONGEST_PIECE + 1) for start in range(len(padded) - size + 1))
    return (f"#{padded}", *(f"#{padded[start : start + size]}" for start, size in cuts))
