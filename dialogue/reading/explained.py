"""Which words of a sentence the household's vocabulary explains, for hiding them from a statistical model."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.chunks import Chunk
from dialogue.reading.masking import Explained
from dialogue.situation import Situation
from dialogue.timing.times import find_time
from dialogue.tokens import Token
from teaching.lexicon import Sort

CONCEPT_ROLES = {
    "alias": "device",
    "area": "area",
    "person": "person",
    "value": "value",
    "action": "action",
    "routine": "scene",
    "time": "time",
}
SORT_ROLES = {
    Sort.ENTITY: "device",
    Sort.LABEL: "device",
    Sort.AREA: "area",
    Sort.FLOOR: "area",
    Sort.PERSON: "person",
    Sort.OPTION: "value",
}


def explained(tokens: Sequence[Token], pieces: Sequence[Chunk], situation: Situation) -> list[Explained]:
    """Roles of the explained stretches, in characters of the tokens joined by single blanks."""
    places = []
    length = 0
    for token in tokens:
        places.append(length)
        length += len(token.text) + 1
    spans: list[Explained] = []
    found = find_time(tokens, situation.now)
    taken = range(0)
    if found is not None and found[2].certain:
        taken = range(found[0], found[1])
        spans.append(Explained("time", places[found[0]], places[found[1] - 1] + len(tokens[found[1] - 1].text)))
    for piece in pieces:
        role = _role(piece, situation)
        if role is not None and piece.start not in taken and piece.end - 1 not in taken:
            spans.append(Explained(role, places[piece.start], places[piece.end - 1] + len(tokens[piece.end - 1].text)))
    return spans


def _role(piece: Chunk, situation: Situation) -> str | None:
    for concept_id in piece.named(Sort.CONCEPT):
        return CONCEPT_ROLES.get(situation.book.lexicon.concept(concept_id).meaning.type)
    for sort, role in SORT_ROLES.items():
        if piece.named(sort):
            return role
    if piece.word("kind") and not piece.word("verb"):
        return "device"
    if piece.word("value") or (piece.quantity is not None and piece.quantity.unit is not None):
        return "value"
    return None
