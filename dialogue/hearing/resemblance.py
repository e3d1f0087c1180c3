"""How much two stretches of words sound alike. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import jellyfish
from rapidfuzz.distance import Levenshtein

from dialogue.hearing.frames import load_frames

# From here on two stretches may well be the same sounds, written differently.
SAME_SOUND: Final = 0.85

_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT_END: Final = re.compile(r"(?<=[^aeiou])e$")
# Vowels carry less than consonants, and recognisers mix them up more often.
_CONSONANTS_WEIGH: Final = 0.7


def resemblance(first: Sequence[str], second: Sequence[str], language: str = "en") -> float:
    """0 to 1; 1.0 for what sounds the same ("four" and "for", "set up" and "setup"), whatever the letters."""
    one, other = _sounds(" ".join(first), language), _sounds(" ".join(second), language)
    consonants = Levenshtein.normalized_similarity(one[0], other[0])
    vowels = Levenshtein.normalized_similarity(one[1], other[1])
    return _CONSONANTS_WEIGH * consonants + (1 - _CONSONANTS_WEIGH) * vowels


@lru_cache(maxsize=4096)
def _sounds(text: str, language: str) -> tuple[str, str]:
    """The consonants as they are spoken, words run together, and the rough vowels between them."""
    homophones = load_frames(language).homophones
    joined = "".join(homophones.get(word, word) for word in text.split()).replace("'", "")
    vowels = "".join(run[0] for run in _VOWELS.findall(_SILENT_END.sub("", joined)))
    return jellyfish.metaphone(joined), vowels
