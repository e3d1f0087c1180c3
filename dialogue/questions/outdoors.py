"""Questions about the weather outside: asked of the one place out of doors where it is measured."""

from __future__ import annotations

from dataclasses import replace

from dialogue.reading.bare_places import is_outdoors
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
WEATHER = frozenset({"temperature", "humidity", "current_temperature", "current_humidity"})


def in_the_open(row: Row, book: Phrasebook) -> Row:
    """ "how warm is it outside" → "how warm is it garden": any other sentence as it is."""
    if len(row) < 2 or row[-1].text not in book.words("outdoor_words"):
        return row
    texts = {token.text for token in row}
    asked = texts & set(book.vocabulary.measures) or texts & book.words("measured_nouns")
    if not asked or any(piece.names for piece in chunk(row[-1:], book.lexicon, book.vocabulary)):
        return row
    places = {
        entity.area
        for entity in book.home.spoken
        if entity.area is not None and WEATHER & set(entity.capabilities) and is_outdoors(entity.area, book)
    }
    if len(places) != 1:
        return row
    name = book.home.areas[places.pop()].name.lower().split()
    place = book.vocabulary.written["within"]
    inner = replace(row[-1], text=place)
    return (*row[:-1], inner, *(replace(row[-1], text=word, comma_before=False) for word in name))
