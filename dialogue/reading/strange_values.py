"""Reads a whole strange value behind a known thing: "hall lamp on game day", "bedside lamp to wind down".

The words of such a name may be days, particles and verbs elsewhere; here they are what somebody calls a setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from devices.home import Entity
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.requests import read_request
from dialogue.reading.unknown_spans import starts_like_place
from dialogue.response import UnknownSpan
from dialogue.timing.times import find_time
from dialogue.tokens import Token
from teaching.lexicon import Sort

LONGEST_VALUE = 3
PAIR = 2
"""A preposition and what nobody has told of: "off duty"."""
SET_KINDS = frozenset({"light"})
"""What doesn't wind, run or go anywhere: with a blind "to wind down" is just what it does."""


@dataclass(frozen=True, slots=True)
class StrangeValue:
    """What was said, and ids of the things it shall be a value of."""

    span: UnknownSpan
    things: tuple[str, ...]


def strange_value(row: Sequence[Token], book: Phrasebook, now: datetime) -> StrangeValue | None:
    """The name behind a thing by its own name and a preposition, where the sentence isn't understood without it."""
    vocabulary = book.vocabulary
    start = vocabulary.opening(row, "value_wishes")
    things, link = _thing(row, start, book)
    if not things or link >= len(row) or any(token.comma_before for token in row[1 : link + 1]):
        return None
    link += vocabulary.opening(row, "thing_needs", link)
    made = 0 < start < len(row) and row[start - 1].text in book.words("making_verb")
    if made and link < len(row) and row[link].text not in book.words("goal_prepositions"):
        link -= 1  # "make the lamp after hours", "make the lamp night shift"
    elif link >= len(row) or row[link].text not in vocabulary.words("strange_links"):
        return None
    end = next((at for at in range(link + 2, len(row)) if row[at].comma_before), len(row))
    if any(book.is_item(piece) for piece in chunk(row[end:], book.lexicon, vocabulary)):
        return None
    while end > link + 1 and row[end - 1].text in vocabulary.words("closers") | vocabulary.words("value_days"):
        end -= 1
    name = tuple(row[link + 1 : end])
    if not 1 < len(name) <= LONGEST_VALUE or find_time(name, now) is not None:
        return None
    pieces = chunk(name, book.lexicon, vocabulary)
    if made and len(name) == PAIR and _leads(pieces[0]) and not pieces[-1].known:
        return StrangeValue(_span(name), tuple(thing.id for thing in things))
    if not _is_name(name, pieces, book):
        return None
    found = StrangeValue(_span(name), tuple(thing.id for thing in things))
    request = read_request(row, book, now)
    if request.complete and any(clause.acts for clause in request.clauses):
        return found if _is_doing(name, things, book) else None
    return found


def _leads(piece: Chunk) -> bool:
    return bool(piece.word("preposition") or piece.word("particle"))


def _span(name: Sequence[Token]) -> UnknownSpan:
    return UnknownSpan(" ".join(token.text for token in name), "value", name[0].start, name[-1].end)


def _thing(row: Sequence[Token], start: int, book: Phrasebook) -> tuple[list[Entity], int]:
    """The one known thing that stands there, and where its name ends."""
    at = start
    pieces = {piece.start: piece for piece in chunk(row, book.lexicon, book.vocabulary)}
    while at in pieces and pieces[at].word("determiner"):
        at = pieces[at].end
    piece = pieces.get(at)
    named = piece.named(Sort.ENTITY) if piece is not None else ()
    if piece is None or not named:
        return [], at
    return [book.home.entities[entity] for entity in named if entity in book.home.entities], piece.end


def _is_name(name: Sequence[Token], pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    """Whether nothing in it is a thing, a place, a setting or a small word that binds other words."""
    words = [token.text for token in name]
    vocabulary = book.vocabulary
    if (
        starts_like_place(words, vocabulary)
        or words[0] in book.words("until_words")
        or words[-1] in book.words("clock_ends")
        or set(words) & (vocabulary.words("functions") | vocabulary.words("subjects"))
    ):
        return False
    binding = ("determiner", "pronoun", "conjunction", "quantifier", "adverb", "degree", "preposition")
    for number, piece in enumerate(pieces):
        if piece.quantity or any(piece.named(sort) for sort in (Sort.ENTITY, Sort.AREA, Sort.PERSON, Sort.CONCEPT)):
            return False
        last = number == len(pieces) - 1
        particle = piece.text in vocabulary.words("particles_in_scenes") | vocabulary.words("trailing_particles")
        if any(piece.word(label) for label in binding) and not (last and particle):
            return False
    first = pieces[0]
    return len(pieces) > 1 and not first.word("particle") and first.text not in vocabulary.words("turning_verbs")


def _is_doing(name: Sequence[Token], things: Sequence[Entity], book: Phrasebook) -> bool:
    """ "to wind down": a verb that does nothing to such a thing, and a particle, is a name like another."""
    pieces = chunk(name, book.lexicon, book.vocabulary)
    plain = len(pieces) > 1 and set(pieces[0].all_words("verb")) == {"set"} and not pieces[0].word("value")
    return (
        plain
        and pieces[-1].text in book.vocabulary.words("trailing_particles")
        and pieces[0].text not in book.vocabulary.words("goings")
        and all(thing.kind in SET_KINDS for thing in things)
    )
