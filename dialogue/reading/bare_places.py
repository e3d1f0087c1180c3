"""Places told by one word: "the lights outside", "downstairs heating"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.capabilities import is_readonly
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.lexicon import Name, Sort


def with_places_told(row: Sequence[Chunk], book: Phrasebook, *, asked: bool = False) -> tuple[Chunk, ...]:
    """Where the rooms of this home tell what such a word means, these rooms; else a place nobody has told of.

    ``asked``: in a question; "what's on upstairs" speaks of no thing.
    """
    row = _without_out(row, book)
    words = book.words("bare_places")
    if not any(piece.text in words for piece in row):
        return tuple(row)
    told: list[Chunk] = []
    for at, piece in enumerate(row):
        before, after = row[:at], row[at + 1 :]
        own = book.areas_named(piece)  # a storey that is called so, or what the household has told
        known = bool(piece.names) and not (own and before and before[-1].word("particle"))
        known = known and not _only_measures(piece, book)
        if piece.text not in words or known or not _is_place(before, after, book, asked=asked):
            told.append(piece)
            continue
        rooms = tuple(Name(Sort.AREA, area) for area in own or rooms_told(piece.text, book))
        place = replace(piece, words=(), names=rooms)
        told.extend((place,) if _names_kind(after, book) else (*inside(piece, book), place))
    return tuple(told)


def _without_out(row: Sequence[Chunk], book: Phrasebook) -> Sequence[Chunk]:
    """ "the lights on out on the deck": which way it lies from here, behind what is said already."""
    way = book.words("out_word")
    if not any(piece.text in way for piece in row):
        return row
    return [
        piece
        for at, piece in enumerate(row)
        if not (
            piece.text in way
            and 0 < at < len(row) - 1
            and row[at + 1].text in book.vocabulary.words("place_prepositions")
            and (row[at - 1].text in book.words("switching_particles") or row[at - 1].word("there"))
        )
    ]


def rooms_told(word: str, book: Phrasebook) -> tuple[str, ...]:
    """The rooms that are out of doors, or on the storeys above or at the ground; none where nothing tells."""
    home = book.home
    if word in book.words("outdoor_bare_places"):
        return tuple(area for area in home.areas if is_outdoors(area, book))
    levels = {floor.level for floor in home.floors.values() if floor.level is not None}
    up = word in book.words("upstairs_words")
    if not any(level > 0 for level in levels):
        meant = set() if up else {level for level in levels if level < 0}
    else:
        meant = {level for level in levels if level > 0} if up else {0}
    floors = {floor.id for floor in home.floors.values() if floor.level in meant}
    return tuple(area.id for area in home.areas.values() if area.floor in floors)


def is_outdoors(area_id: str, book: Phrasebook) -> bool:
    """Whether a room is called as places out of doors are: "back garden"."""
    area = book.home.areas.get(area_id)
    said = " ".join((area.name, *area.aliases)).lower().split() if area is not None else ()
    return not book.words("outdoor_places").isdisjoint(said)


def _only_measures(piece: Chunk, book: Phrasebook) -> bool:
    """Whether a sensor is called so and nothing else: where it is, is that place."""
    entities = [book.home.entities[entity_id] for entity_id in piece.named(Sort.ENTITY)]
    told = all(is_readonly(capability) for entity in entities for capability in entity.capabilities.values())
    return len(entities) == len(piece.names) and told


def _is_place(before: Sequence[Chunk], after: Sequence[Chunk], book: Phrasebook, *, asked: bool) -> bool:
    """Whether it says where something is: right before a kind of thing, or behind what is spoken of.

    In "outside the kitchen" it leads to something else, and the upstairs bathroom is a room of its own.
    """
    if _names_kind(after, book):
        return True
    if after and not after[0].comma_before:
        follows = after[0]
        goes_on = follows.quantity is not None or any(
            follows.word(label) for label in ("particle", "state", "value", "extreme", "comparative", "conjunction")
        )
        if not (goes_on or follows.word("preposition") or follows.word("adverb")):
            return False
    if asked and before and (before[-1].word("particle") or before[-1].word("state")):
        return True
    return any(book.is_item(piece) or piece.word("pronoun") for piece in before)


def _names_kind(after: Sequence[Chunk], book: Phrasebook) -> bool:
    return bool(after) and not after[0].comma_before and bool(book.kinds_named(after[0]))


def inside(piece: Chunk, book: Phrasebook) -> tuple[Chunk, ...]:
    """ "in the", so that what follows is read as a place."""
    written = book.vocabulary.written
    row = chunk([Token(written[key], 0, 0) for key in ("within", "definite")], book.lexicon, book.vocabulary)
    return tuple(replace(one, start=piece.start, end=piece.start) for one in row)
