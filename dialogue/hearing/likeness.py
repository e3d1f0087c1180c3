"""How alike two phrases are in sound and in letters, of 100. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from jellyfish import metaphone
from rapidfuzz import fuzz

from dialogue.hearing.spelling import spoken_words

# Consonants that a recogniser takes for one another: with the voice and without it.
_SOFT: Final = str.maketrans("BDGJVZ0QM", "PTKXFSTKN")


def likeness(name: str, heard: str) -> float:
    """How alike two phrases are in sound and in letters, whatever their word boundaries; 100 is the same.

    Words that both begin or end with say nothing: "living room gate" is as far from "living room light" as "gate" is
    from "light".
    """
    one, other = _differing(words_of(name), words_of(heard))
    if not one or not other:
        return 100.0 if one == other else 0.0
    return (2 * fuzz.ratio(_sound(one), _sound(other)) + fuzz.ratio(one, other)) / 3


def _differing(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str]:
    """What is left of two phrases without the words that they begin and end with alike."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return "".join(one), "".join(other)


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a phrase as they are spoken."""
    return spoken_words(text)


def run_together(text: str) -> str:
    """A phrase as it is spoken, without its word boundaries."""
    return "".join(words_of(text))


@lru_cache(maxsize=16_384)
def _sound(text: str) -> str:
    return metaphone(text).translate(_SOFT)
