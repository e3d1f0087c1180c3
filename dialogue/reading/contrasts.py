""" "The pendants to forty instead of sixty", "on rather than off": how it is now, which is not what it shall be."""

from __future__ import annotations

from typing import Final

from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
STATES: Final = ("particle", "state", "value", "extreme", "comparative")
BETWEEN: Final = ("preposition", "adverb", "tail")


def without_old_value(row: Row, book: Phrasebook) -> Row:
    """The sentence without "instead of" and a value or state behind what it shall be."""
    for at in range(2, len(row) - 1):
        behind = at + book.vocabulary.opening(row, "instead", at)
        if behind == at or behind >= len(row):
            continue
        end = next(
            (i for i in range(behind, len(row)) if row[i].comma_before or row[i].text in book.words("and_conjunction")),
            len(row),
        )
        pieces = chunk(row[behind:end], book.lexicon, book.vocabulary)
        before = chunk(row[:at], book.lexicon, book.vocabulary)
        if pieces and all(_says_how(p, book) or _joins(p) for p in pieces) and _says_how(before[-1], book):
            return (*row[:at], *row[end:])
    return row


def _says_how(piece: Chunk, book: Phrasebook) -> bool:
    if book.is_item(piece):
        return False
    return piece.quantity is not None or bool(piece.names) or any(piece.word(label) for label in STATES)


def _joins(piece: Chunk) -> bool:
    return not piece.names and any(piece.word(label) for label in BETWEEN)
