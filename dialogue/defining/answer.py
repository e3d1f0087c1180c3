"""The words of a definition: read as a request, as chunks, and as entities."""

from __future__ import annotations

from collections.abc import Sequence

from devices.home import Entity
from dialogue.interpretation import Request
from dialogue.lessons.definitions import Definition, NotADefinition, Undefined
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.requests import read_request
from dialogue.situation import Situation
from dialogue.tokens import Token

LONG_ANSWER = 8


def request_in(situation: Situation, row: Sequence[Token]) -> Request:
    """The definition as a request. What a word means is done when the word is said: "at two thirty" is how much."""
    return read_request(row, situation.book, situation.now, timed=False)


def chunks_of(situation: Situation, row: Sequence[Token]) -> tuple[Chunk, ...]:
    return chunk(row, situation.book.lexicon, situation.book.vocabulary)


def name_of(situation: Situation, entity_id: str) -> str:
    return situation.home.entities[entity_id].name


def entities_of(situation: Situation, targets: Sequence[str]) -> list[Entity]:
    return [situation.home.entities[e] for e in targets if e in situation.home.entities]


def words_unknown(situation: Situation, request: Request, row: Sequence[Token]) -> Definition:
    if request.unknowns and len(row) <= LONG_ANSWER:
        return Undefined(request.unknowns)
    return NotADefinition()
