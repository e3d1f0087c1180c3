"""Minutes left unsaid: "lights off in five" is in five minutes, and never at five percent."""

from __future__ import annotations

from dataclasses import replace

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import read_number
from dialogue.tokens import Token

Row = tuple[Token, ...]
MOST = 60
SWITCHED = frozenset({"on", "off", "open", "close", "lock", "up", "down"})


def with_minutes(row: Row, book: Phrasebook) -> Row:
    """The sentence with "minutes" behind each bare number of "in five" that ends what is to be switched."""
    for at in range(len(row) - 2, 0, -1):
        if row[at].text not in book.words("in_preposition"):
            continue
        number = read_number(row, at + 1)
        if number is None or not 1 <= number.value <= MOST or not _ends(row, number.end, book):
            continue
        way = _way(row[:at], book)
        if way is None:
            continue
        unit = replace(row[number.end - 1], text=book.vocabulary.written["minutes"], comma_before=False)
        row = (*row[:at], *way, *row[at : number.end], unit, *row[number.end :])
    return row


def _ends(row: Row, end: int, book: Phrasebook) -> bool:
    return end >= len(row) or row[end].comma_before or row[end].text in book.vocabulary.words("conjunctions")


def _way(before: Row, book: Phrasebook) -> Row | None:
    """The word for which way that is left out: none behind "lights off", "off" behind "lights off in five, telly"."""
    pieces = chunk(before, book.lexicon, book.vocabulary)
    if pieces[-1].word("particle") in SWITCHED:
        return ()
    said = next((piece for piece in reversed(pieces) if piece.word("particle") in SWITCHED), None)
    if said is None or not book.is_item(pieces[-1]) or pieces[0] is pieces[-1]:
        return None
    inner = before[-1]
    return (Token(said.text, inner.end, inner.end),) if before[pieces[-1].start].comma_before else None
