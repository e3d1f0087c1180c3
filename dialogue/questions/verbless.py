"""Questions without a verb: "oven on?", "washer done yet?", "all the doors locked?" ask and never do anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
STRANGE: Final = range(2, 4)
"""How many strange words may be a thing: "the bug zapper", not "the match"."""


def as_verbless_question(row: Row, text: str, book: Phrasebook) -> Row:
    """The question with its "is"; any other sentence as it is. Only the question mark tells it from a command."""
    said = text.rstrip("\"')] ").lower()
    if not row or any(token.comma_before for token in row[1:]) or said[row[-1].end :].strip() != "?":
        return row
    words = book.vocabulary.words
    if set(said.rstrip("?! ").replace(",", " ").split()) & words("requesting"):
        return row  # "lights off, please?"
    if {token.text for token in row} & (
        words("question_pronouns") | words("question_auxiliaries") | words("ought_openers")
    ):
        return row
    bare = tuple(token for at, token in enumerate(row) if not (at and token.text in words("asked_after")))
    pieces = chunk(bare, book.lexicon, book.vocabulary)
    at = next((i for i, piece in enumerate(pieces) if i and book.vocabulary.predicates.get(piece.text)), None)
    if at is None and all(piece.word("determiner") or book.entities_named(piece)[0] for piece in pieces):
        return (replace(row[0], text=book.vocabulary.written["being"], end=row[0].start), *bare)  # "back door?"
    if at is None or not _is_subject(pieces[:at], book) or not _is_place(pieces[at + 1 :], book):
        return row
    anywhere = bare[-1].text in words("wherever")
    asked = "any" if anywhere and not pieces[0].word("determiner") else "is"
    rest = (replace(bare[0], sentence_start=False), *bare[1:])
    return (Token(asked, row[0].start, row[0].start, sentence_start=True), *(rest[:-1] if anywhere else rest))


def _is_subject(pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """A thing of this home, or "the" and a few strange words; no verb opens it, and no amount is in it."""
    first = pieces[0]
    if (first.word("verb") and not book.is_item(first)) or first.text in book.words("any_things"):
        return False
    if any(piece.quantity is not None or piece.word("value") or piece.word("particle") for piece in pieces):
        return False
    strange = sum(not piece.known for piece in pieces)
    named = any(book.is_item(piece) or piece.text in book.words("everything_word") for piece in pieces)
    return named or (bool(first.word("determiner")) and strange in STRANGE)


def _is_place(pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """Nothing, or where: "… in the kitchen", "… here", "… anywhere"."""
    placing = ("preposition", "determiner", "here", "there", "house", "adverb")
    return all(
        book.areas_named(piece)
        or any(piece.word(label) for label in placing)
        or piece.text in book.vocabulary.words("wherever")
        for piece in pieces
    )
