"""Keeps what waits for an answer to the things that were meant, however they are called when the answer comes."""

from __future__ import annotations

import re
from dataclasses import replace

from devices.home import Area, Entity, Home
from dialogue.dialogue_state import DialogueState, MeaningQuestion, MissingQuestion, OpenQuestion, WhichQuestion
from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import tokenize
from teaching.lexicon import Sort

Meant = tuple[tuple[str, str], ...]
"""Words of a request, and the id of the one thing or room that they name."""
_Waiting = MeaningQuestion | WhichQuestion | MissingQuestion


def meant_by(question: OpenQuestion | None, book: Phrasebook) -> Meant:
    """What the names in a question's request stand for now."""
    if not isinstance(question, _Waiting):
        return ()
    found = []
    for piece in chunk(tokenize(question.request.lower()), book.lexicon, book.vocabulary):
        ids = piece.named(Sort.ENTITY) or piece.named(Sort.AREA)
        if len(ids) == 1:
            found.append((piece.text, ids[0]))
    return tuple(found)


def as_called_now(state: DialogueState, home: Home) -> DialogueState:
    """The state with what waits in the names of now."""
    question, meant = state.question, state.meant
    if not isinstance(question, _Waiting):
        return state
    for words, thing_id in state.meant:
        thing = home.entities.get(thing_id) or home.areas.get(thing_id)
        if thing is not None and not _is_called(thing, words):
            question = _renamed(question, words, thing.name)
            meant = tuple((thing.name.lower(), thing_id) if one == (words, thing_id) else one for one in meant)
    return replace(state, question=question, meant=meant)


def _is_called(thing: Entity | Area, words: str) -> bool:
    return words in {name.lower() for name in (thing.name, *thing.aliases)}


def _renamed(question: _Waiting, words: str, name: str) -> _Waiting:
    parent = question.parent if isinstance(question, MeaningQuestion | MissingQuestion) else None
    request = re.sub(rf"\b{re.escape(words)}\b", lambda _: name, question.request, flags=re.IGNORECASE)
    if parent is not None and not isinstance(question, WhichQuestion):
        kept = _renamed(parent, words, name)
        assert isinstance(kept, MeaningQuestion)
        return replace(question, request=request, parent=kept)
    return replace(question, request=request)
