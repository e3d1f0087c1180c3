"""What places for words are told: "set the door sign to back at five", "write back at five on the door sign"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.capabilities import Text
from devices.home import Entity
from dialogue.deciding.named_kinds import names_kind
from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token

TEXT: Final = "text"


def read_inscription(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What to write where; ``None`` when the sentence names no such place."""
    if not row:
        return None
    cleared = mind.situation.book.vocabulary.opening(row, "inscribing_clearing")
    if cleared and names_kind(row, TEXT, mind):
        place = _place(row[cleared:], mind)
        return None if place is None else _told(place, "")
    if row[0].text not in mind.words("inscribing_verbs") or not names_kind(row, TEXT, mind):
        return None
    for at in range(2, len(row) - 1):
        if row[at].text in mind.words("goal_prepositions"):
            place = _place(row[1:at], mind)
            if place is not None:
                return _written(place, row[at + 1 :], mind)
    for at in range(len(row) - 2, 1, -1):
        if row[at].text in mind.words("surface_prepositions") | mind.words("in_preposition"):
            place = _place(row[at + 1 :], mind)
            if place is not None:
                return _written(place, row[1:at], mind)
    return None


def _place(row: Sequence[Token], mind: Mind) -> Entity | None:
    found = [mind.situation.home.entities[e] for e in phrase_entities(row, mind.situation)]
    is_one = len(found) == 1 and found[0].kind == TEXT and isinstance(found[0].capabilities.get("value"), Text)
    return found[0] if is_one else None


def _written(place: Entity, row: Sequence[Token], mind: Mind) -> Decision:
    """The words as they were said, capitals and all."""
    said = mind.utterance.text[row[0].start : row[-1].end]
    words = said if said.casefold().split() == [token.text for token in row] else " ".join(t.text for t in row)
    return _told(place, words)


def _told(place: Entity, words: str) -> Decision:
    return Decision(Kind.ACTS, plans=(Planned(place.id, {"value": words}),), focus=(place.id,))
