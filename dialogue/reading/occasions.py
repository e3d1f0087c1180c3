"""What is made ready for an occasion: "get the ensuite ready for spa day", "prepare the loft for painting club"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
LONGEST_OBJECT = 4


def with_occasion_first(row: Row, book: Phrasebook) -> Row:
    """ "get the ensuite ready for spa day" → "set up for spa day in the ensuite": the room is only where."""
    opener = book.vocabulary.opening(row, "readying_verbs")
    if not opener:
        return row
    for end in range(opener + 1, min(opener + LONGEST_OBJECT, len(row)) + 1):
        link = book.vocabulary.opening(row, "readying_links", end)
        if not link or len(row) == end + link:
            continue
        made = row[opener:end]
        ready = any(token.text in book.words("ready_word") for token in row[end : end + link])
        if not ready and row[0].text in book.words("making_ready"):
            continue
        place = _place(made, book, readying=ready)
        if place is None:
            return row
        lead = tuple(replace(row[0], text=word) for word in book.vocabulary.written["setting_up_for"].split())
        lead = (lead[0], *(replace(token, comma_before=False) for token in lead[1:]))
        where = (Token(book.vocabulary.written["within"], made[0].start, made[0].end), *made) if place else ()
        return (*lead, *row[end + link :], *where)
    return row


def _place(made: Row, book: Phrasebook, *, readying: bool) -> bool | None:
    """Whether what is made ready is a room; ``None`` when it is nothing of the home at all."""
    if " ".join(token.text for token in made) in book.vocabulary.words("readied"):
        return False
    pieces = [p for p in chunk(made, book.lexicon, book.vocabulary) if not p.word("determiner")]
    if pieces and all(book.areas_named(piece) for piece in pieces):
        return True
    return False if pieces and readying and all(book.is_item(piece) for piece in pieces) else None
