"""Keeps taught names of several words whole, also where the noun that one was taught with is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.concepts import Routine
from teaching.lexicon import Lexicon, Sort, split
from teaching.phrases import stems


def with_whole_name(row: Sequence[Token], book: Phrasebook) -> tuple[Token, ...]:
    """ "closing shift", where "closing shift routine" was taught: never a command to close something."""
    said = " ".join(token.text for token in row)
    if not row or book.lexicon.concepts_named(said):
        return tuple(row)
    for noun in book.vocabulary.words("scene_nouns"):
        found = book.lexicon.concepts_named(f"{said} {noun}")
        if any(isinstance(concept.meaning, Routine) and split(concept.term)[-1] == noun for concept in found):
            return (*row, replace(row[-1], text=noun, comma_before=False))
    return tuple(row)


def taught_places(row: Sequence[Token], lexicon: Lexicon) -> frozenset[int]:
    """Where the words of a taught name of several words stand."""
    return frozenset(place for start, end in _named(row, lexicon, Sort.CONCEPT) for place in range(start, end))


def last_words_of_things(row: Sequence[Token], lexicon: Lexicon) -> frozenset[int]:
    """Where the names of things of several words end: at the "2" of "wall lamp 2"."""
    return frozenset(end - 1 for _, end in _named(row, lexicon, Sort.ENTITY))


def _named(row: Sequence[Token], lexicon: Lexicon, sort: Sort) -> Iterator[tuple[int, int]]:
    words = [token.text for token in row]
    stemmed = stems(words)
    for start in range(len(words)):
        for end, names in lexicon.at(words, stemmed, start):
            if end > start + 1 and any(name.sort is sort for name in names):
                yield start, end
