"""Requests that only name what is wanted: "hall light please", "some light in the hall", "some jazz in the kitchen".

A scene or script of the home is wanted by its bare name. The verb that everybody would put in front is put there: a
thing that can simply be on is switched on, music is played. What may do harm, and what may go either way, is only
named, and so it is asked what it shall do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from devices.home import Entity
from devices.safety import Tier, tier_of
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.grounding import COVERS, settable, switched
from teaching.lexicon import Sort

Row = tuple[Token, ...]
LONGEST: Final = 10
RUN: Final = frozenset({"scene", "script"})
JOINING: Final = ("determiner", "quantifier", "conjunction")
PLACING: Final = ("preposition", "determiner", "here", "there", "house")


def with_verb_for(row: Row, said: str, book: Phrasebook) -> Row:
    """The request with its verb; any other sentence as it is. ``said`` is the whole text: a plea is in it or not."""
    if not 0 < len(row) <= LONGEST or any(token.comma_before for token in row[1:]):
        return row
    some = book.vocabulary.opening(row, "some_of")
    pleaded = not book.words("pleading").isdisjoint(said.lower().replace(",", " ").rstrip(".!? ").split())
    pieces = chunk(row, book.lexicon, book.vocabulary)
    if row[0].text in book.words("any_words") or any(piece.word("comparative") for piece in pieces):
        return row
    if len(pieces) > 1 and pieces[0].word("verb") and not pieces[0].names:
        if pieces[1].word("determiner") or pieces[1].named(Sort.ENTITY):
            return row  # "lock the back door please" has its verb, though a lock is a thing too
    if len(pieces) == 1 and _is_run(pieces[0], book):
        return _behind("switching_on", row, book)
    if some:
        pieces = tuple(piece for piece in pieces if piece.end > some) or pieces
    if _is_music(pieces, book) and (some or pleaded or any(piece.word("preposition") for piece in pieces)):
        return _behind("playing", row[some:], book)
    if not (some or pleaded):
        return row
    wanted, place = _parted(pieces)
    things = [piece for piece in wanted if book.is_item(piece) and not _is_room(piece, book)]
    joined = all(piece in things or _is_room(piece, book) or _joins(piece) for piece in wanted)
    if not things or not joined or not _is_place(place, book) or wanted[-1] not in things:
        return row
    if some and not pleaded and not any(_is_mass(piece, book) for piece in things):
        return row
    return _behind("switching_on" if all(_goes_on(piece, book) for piece in things) else "setting", row, book)


def _behind(verb: str, row: Row, book: Phrasebook) -> Row:
    inner = replace(row[0], comma_before=False, sentence_start=False)
    first, *others = book.vocabulary.written[verb].split()
    return (
        replace(row[0], text=first, end=row[0].start),
        *(replace(inner, text=word, end=inner.start) for word in others),
        inner,
        *row[1:],
    )


def _parted(pieces: Sequence[Chunk]) -> tuple[Sequence[Chunk], Sequence[Chunk]]:
    """What is named, and where: "lights | in the kitchen"."""
    at = next((i for i, piece in enumerate(pieces) if i and _opens_place(piece)), len(pieces))
    return pieces[:at], pieces[at:]


def _opens_place(piece: Chunk) -> bool:
    return not piece.names and any(piece.word(label) for label in ("preposition", "here", "there"))


def _is_place(pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    nouns = book.words("place_nouns")  # "some light on the patio", where nobody has told which room that is
    return all(
        _is_room(piece, book) or piece.text in nouns or any(piece.word(label) for label in PLACING) for piece in pieces
    )


def _is_room(piece: Chunk, book: Phrasebook) -> bool:
    return bool(book.areas_named(piece)) and not (piece.named(Sort.ENTITY) or book.kinds_named(piece))


def _joins(piece: Chunk) -> bool:
    return not piece.names and any(piece.word(label) for label in (*JOINING, "degree"))


def _is_mass(piece: Chunk, book: Phrasebook) -> bool:
    return any(piece.text in book.vocabulary.kinds[kind].mass for kind in book.kinds_named(piece))


def _goes_on(piece: Chunk, book: Phrasebook) -> bool:
    """Whether it is plain what is wanted of it: to be on, where that can do no harm."""
    named = book.entities_named(piece)[0]
    entities = [book.home.entities[e] for e in named if e in book.home.entities]
    entities = entities or list(book.of_kinds(book.kinds_named(piece)))
    return bool(entities) and all(_only_on(entity) for entity in entities)


def _is_run(piece: Chunk, book: Phrasebook) -> bool:
    """ "movie time": nothing but the whole name of what can only be run."""
    named = [book.home.entities[e] for e in book.entities_named(piece)[0] if e in book.home.entities]
    return bool(named) and all(entity.kind in RUN and tier_of(entity) < Tier.DANGER for entity in named)


def _only_on(entity: Entity) -> bool:
    """A lamp, a fan; of what may do harm only what can be nothing but on and off: a heater, not an oven or a lock."""
    if entity.kind in COVERS or switched(entity, True) is None:
        return False
    settings = [name for name in entity.capabilities if settable(entity, name)]
    return tier_of(entity) < Tier.DANGER or settings == ["on"]


def _is_music(pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """ "some quiet jazz in the kitchen": a kind of music, words that nothing else explains, and where it shall play."""
    words = book.vocabulary.words("music_words")
    what, place = _parted(pieces)
    return (
        any(piece.text in words and not piece.names for piece in what)
        and all(not piece.known or _joins(piece) or piece.text in words for piece in what)
        and not (what[0].known and what[0].word("conjunction"))
        and all(_is_room(piece, book) or _plays(piece, book) or _is_place((piece,), book) for piece in place)
    )


def _plays(piece: Chunk, book: Phrasebook) -> bool:
    named = book.entities_named(piece)[0]
    kinds = {*book.kinds_named(piece), *(book.home.entities[e].kind for e in named if e in book.home.entities)}
    return bool(kinds) and kinds <= set(book.vocabulary.families["media"])
