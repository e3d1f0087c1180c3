"""Questions whether a machine is at its work: "is mabel still drying" asks whether mabel is running."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.asides.comment_words import comment_words
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
LONGEST: Final = 6


def as_working_question(row: Row, book: Phrasebook) -> Row:
    """The question whether it runs, of a thing of this home or a bare name; any other sentence as it is."""
    words = book.words
    if not 2 < len(row) <= LONGEST or row[0].text not in words("plain_copulas"):
        return row
    asked = book.vocabulary.words("asked_after")
    rest = [token for at, token in enumerate(row[1:]) if not at or token.text not in asked]
    if len(rest) < 2 or rest[-1].text not in words("machine_workings"):
        return row
    name = tuple(rest[:-1])
    pieces = [p for p in chunk(name, book.lexicon, book.vocabulary) if not p.word("determiner")]
    bare = len(name) == 1 and not pieces[0].known and name[0].text not in comment_words().kin | words("no_machines")
    if not pieces or not (bare or all(book.is_item(piece) for piece in pieces)):
        return row
    return tuple(replace(t, text=book.vocabulary.written["running"]) if t is rest[-1] else t for t in row)
