"""Outings that somebody announces: "popping out to the market", "off on the school run", "away for the weekend"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
LONGEST: Final = 7


def outing(row: Sequence[Token], book: Phrasebook) -> Row:
    """What is announced, without who goes; empty when the whole sentence announces no outing."""
    words = [token.text for token in row]
    start = 0
    while start < len(row) - 1 and words[start] in book.words("outing_openers"):
        start += 1
    said = tuple(row[start:])
    if not 2 <= len(said) <= LONGEST or any(token.comma_before or token.sentence_start for token in said[1:]):
        return ()
    return said if _goes([token.text for token in said], book) and not _stays(said, book) else ()


def _stays(said: Row, book: Phrasebook) -> bool:
    """ "heading up to the bedroom": nobody leaves who goes to a room of this home, or is told of a thing of it."""
    return any(book.is_item(piece) for piece in chunk(said, book.lexicon, book.vocabulary))


def _goes(words: Sequence[str], book: Phrasebook) -> bool:
    leaving, leads = book.words("outing_particles"), book.words("outing_leads")
    moves = words[0] in book.words("outing_verbs")
    if not moves and words[0] not in book.words("outing_states"):
        return False
    at = 1
    while at < len(words) and words[at] in leaving:
        at += 1
    if at == len(words):
        return at > 1  # "heading out", "off out"
    if words[at] not in leads or at + 1 >= len(words):
        return False
    place = words[at + 1 :]
    if words[at] in book.words("outing_errands") and place[0] not in book.vocabulary.words("determiners"):
        return False  # "going on about it"; "off on the school run" is one
    return place[0] not in book.words("no_outings") and not any(word in book.words("no_places") for word in place)
