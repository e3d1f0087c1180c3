"""Questions about the weather outside: asked of the one place out of doors, or the one sensor, that measures it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from devices.capabilities import is_readonly
from dialogue.reading.bare_places import is_outdoors
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
WEATHER = frozenset({"temperature", "humidity", "current_temperature", "current_humidity"})


def in_the_open(row: Row, book: Phrasebook) -> Row:
    """ "how warm is it outside" → "how warm is it garden": any other sentence as it is."""
    if len(row) < 2 or row[-1].text not in book.words("outdoor_words"):
        return _of_outdoor_noun(row, book)
    texts = {token.text for token in row}
    asked = texts & set(book.vocabulary.measures) or texts & book.words("measured_nouns")
    if not asked or any(piece.names for piece in chunk(row[-1:], book.lexicon, book.vocabulary)):
        return row
    places = {
        entity.area
        for entity in book.home.spoken
        if entity.area is not None and WEATHER & set(entity.capabilities) and is_outdoors(entity.area, book)
    }
    if not places:
        return _of_sensor(row, book)
    if len(places) != 1:
        return row
    name = book.home.areas[places.pop()].name.lower().split()
    place = book.vocabulary.written["within"]
    inner = replace(row[-1], text=place)
    return (*row[:-1], inner, *(replace(row[-1], text=word, comma_before=False) for word in name))


def _of_sensor(row: Row, book: Phrasebook) -> Row:
    """ "is it cold outside" → "is outdoor temperature cold", where a sensor is called so."""
    measured = {*book.words("measured_nouns"), book.vocabulary.written["it"]}
    at = next((at for at, token in enumerate(row) if token.text in measured), None)
    name = _sensor_of({token.text for token in row}, book)
    return row if at is None or not name else (*row[:at], *_called(name, row[at]), *row[at + 1 : -1])


def _of_outdoor_noun(row: Row, book: Phrasebook) -> Row:
    """ "the outside temperature" → "the outdoor temperature", where a sensor is called so."""
    if len(row) <= 2:
        return row
    *first, place, noun = row
    if place.text not in book.words("outdoor_bare_places") or noun.text not in book.words("measured_nouns"):
        return row
    known = any(piece.names and piece.end - piece.start > 1 for piece in chunk(row, book.lexicon, book.vocabulary))
    name = _sensor_of({noun.text}, book)
    return row if known or not name else (*first, *_called(name, place))


def _sensor_of(asked: AbstractSet[str], book: Phrasebook) -> str:
    """The name of the only sensor that measures what is asked and is called outdoor; empty when there is none."""
    attributes = {book.vocabulary.measures.get(word, word) for word in asked} & WEATHER
    outdoors = book.words("outdoor_bare_places")
    names = [
        entity.name.lower()
        for entity in book.home.spoken
        if not outdoors.isdisjoint(entity.name.lower().split())
        and any(is_readonly(entity.capabilities[key]) for key in attributes & set(entity.capabilities))
    ]
    return names[0] if len(names) == 1 else ""


def _called(name: str, place: Token) -> Row:
    return tuple(replace(place, text=word, comma_before=False) for word in name.split())
