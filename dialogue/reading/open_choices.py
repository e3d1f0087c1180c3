"""Values left to the hub: "the lamp any colour but red" names none, and so it is asked which."""

from __future__ import annotations

from dataclasses import replace

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]


def asked_openly(row: Row, book: Phrasebook) -> Row:
    """The request without "any colour (but red)", with a verb that lacks its value; any other sentence as it is."""
    plain = without_open_choice(row, book)
    if plain == row or any(piece.word("verb") for piece in chunk(plain, book.lexicon, book.vocabulary)):
        return plain
    verb = replace(plain[0], text=book.vocabulary.written["setting"], end=plain[0].start)
    return (verb, replace(plain[0], sentence_start=False), *plain[1:])


def without_open_choice(row: Row, book: Phrasebook) -> Row:
    """The request without "any colour (but red)" behind its thing; any other sentence as it is."""
    for at in range(1, len(row) - 1):
        if row[at].text not in book.words("any_word"):
            continue
        before, behind = (chunk(part, book.lexicon, book.vocabulary) for part in (row[:at], row[at + 1 :]))
        if not behind[0].word("attribute") or not any(book.is_item(piece) for piece in before):
            continue
        end = at + 1 + behind[0].end
        sparing = book.vocabulary.opening(row, "excepting", end)
        spared = chunk(row[end + sparing :], book.lexicon, book.vocabulary)[:1] if sparing else ()
        return (*row[:at], *row[end + sparing + (spared[0].end if spared else 0) :])
    return row
