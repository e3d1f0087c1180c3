"""Reads what shall not be: "no lights on in here"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.tokens import Token


def none_of(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """ "no lights on in here" → "lights off in here": none of them is to be on."""
    book = mind.situation.book
    words = [token.text for token in row]
    if (
        mind.state.acts
        or len(row) < 3
        or words[0] not in mind.words("plain_no")
        or row[1].comma_before
        or mind.words("plain_on").isdisjoint(words[2:])
    ):
        return row
    place = next(i for i, word in enumerate(words) if i > 1 and word in mind.words("plain_on"))
    pieces = chunk(row[1:place], book.lexicon, book.vocabulary)
    if any(token.comma_before for token in row[1 : place + 1]) or not all(book.kinds_named(p) for p in pieces):
        return row
    return (*row[1:place], replace(row[place], text=book.vocabulary.written["off"]), *row[place + 1 :])
