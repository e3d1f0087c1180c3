"""Clauses that tell things by how they are: "turn off the lamp that's on", "close whatever is still open"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

Row = tuple[Token, ...]
OPPOSITES: Final = {"off": "on", "on": "off", "close": "open", "open": "close", "lock": "unlock", "dim": "on"}


def without_state_clause(row: Row, book: Phrasebook) -> Row:
    """The sentence without it, where the command is about what is so: it changes those things and no others."""
    openers = book.words("clause_relatives") | book.words("clause_lasting") | book.words("whatever_words")
    if not any(token.text in openers for token in row):
        return row
    for at in range(1, len(row)):
        end, state = _clause(row, at, book)
        if not end or state not in {OPPOSITES.get(word) for word in _commands(row[:at], book)}:
            continue
        kept = row[:at]
        if kept[-1].text in book.words("whatever_words"):
            kept = (*kept[:-1], replace(kept[-1], text=book.vocabulary.written["everything"]))
        return (*kept, *row[end:])
    return row


def _clause(row: Row, at: int, book: Phrasebook) -> tuple[int, str | None]:
    """Where such a clause that begins here ends, and the state that it tells of; 0 where none does."""
    texts = [token.text for token in row]
    i = at
    if texts[i] in book.words("clause_relatives"):
        i += 1
    whatever = texts[at - 1] in book.words("whatever_words")
    if i < len(row) and texts[i] in book.words("clause_being") and (i > at or whatever):
        i += 1
    elif i > at and not texts[at].endswith(word_forms().possessive):
        return 0, None
    lasting = i < len(row) and texts[i] in book.words("clause_lasting")
    while i < len(row) and texts[i] in book.words("clause_lasting"):
        i += 1
    whose = whatever and texts[at - 1].endswith(word_forms().possessive)
    if i >= len(row) or (i == at and not (lasting or whose)) or row[at].comma_before:
        return 0, None
    said = chunk(row[i:], book.lexicon, book.vocabulary)
    piece = said[0]
    closes = len(said) == 1 or said[1].comma_before or any(said[1].word(w) for w in ("preposition", "conjunction"))
    state = piece.word("particle") or piece.word("state")
    return (i + piece.end, state) if state and closes and not piece.names else (0, None)


def _commands(row: Row, book: Phrasebook) -> set[str]:
    pieces: tuple[Chunk, ...] = chunk(row, book.lexicon, book.vocabulary)
    labels = ("verb", "particle", "state")
    return {name for piece in pieces if not piece.names for label in labels for name in piece.all_words(label)}
