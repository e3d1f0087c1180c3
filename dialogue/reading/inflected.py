"""Taught words with an ending: "get the lamp hyperfocused", once hyperfocus is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import ActionName, ValueName

SHORTEST_BASE = 4


def uninflected(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """The row with the taught word itself, where it stands behind the thing that shall become so."""
    past = [at for at, token in enumerate(row) if at and token.text.endswith(word_forms().past)]
    if not past:
        return row
    ends = {p.end for p in chunk(row, book.lexicon, book.vocabulary) if book.is_item(p) or p.word("pronoun")}
    return tuple(_without_ending(t, book) if at in past and at in ends else t for at, t in enumerate(row))


def _without_ending(token: Token, book: Phrasebook) -> Token:
    if book.partial(token.text) or any(book.vocabulary.index.matches([token.text], 0)):
        return token
    if book.lexicon.concepts_named(token.text):
        return token
    for base in _bases(token.text):
        if any(isinstance(c.meaning, ValueName | ActionName) for c in book.lexicon.concepts_named(base)):
            return replace(token, text=base)
    return token


def _bases(word: str) -> Iterator[str]:
    """ "zonked" → "zonk", "doze" of "dozed", "zap" of "zapped", "cozify" of "cozified"."""
    root = next((word.removesuffix(ending) for ending in word_forms().past if word.endswith(ending)), word)
    if len(root) < SHORTEST_BASE - 1:
        return
    yield root
    yield f"{root}e"
    if root[-1] == root[-2]:
        yield root[:-1]
    if root.endswith("i"):
        yield f"{root[:-1]}y"
