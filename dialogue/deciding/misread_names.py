"""Names of things written as other words, everyday ones among them: "the beside lamb" for the bedside lamp.

What nothing explains is compared with names where it is asked about; this looks at words that look as if something
did explain them. Such a name proposes, and never acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.resolving.close_names import nearest_name
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import Alias
from teaching.lexicon import Sort, split

LONGEST_REQUEST: Final = 9
LONGEST_NAME: Final = 4
DONE: Final = frozenset({Kind.ACTS, Kind.SCHEDULES})


def misread(decision: Decision, mind: Mind, row: Sequence[Token], read: Callable[[str], Decision]) -> Decision:
    """The decision, or the question whether a thing was meant whose name the words look and sound like."""
    lost = decision.kind is Kind.IGNORES or (decision.kind is Kind.ASKS_ABOUT and len(decision.spans) == 1)
    if not lost or mind.state.question is not None or not 2 < len(row) <= LONGEST_REQUEST:
        return decision
    asked = {word for span in decision.spans for word in split(span.text)}
    for start, end in _stretches(row, mind):
        words = [token.text for token in row[start:end]]
        if asked and asked.isdisjoint(words):
            continue
        entity_id = nearest_name(" ".join(words), mind.situation)
        if entity_id is None:
            continue
        name = mind.situation.home.entities[entity_id].name
        before, behind = (" ".join(token.text for token in part) for part in (row[:start], row[end:]))
        request = " ".join(part for part in (before, name.lower(), behind) if part)
        if read(request).kind in DONE:
            return _ask(" ".join(words), entity_id, request, mind)
    return decision


def _stretches(row: Sequence[Token], mind: Mind) -> Iterator[tuple[int, int]]:
    """Neighbouring words where a thing may stand, the longest first: behind a verb, or before what is to be done."""
    book = mind.situation.book
    pieces = chunk(row, mind.lexicon, book.vocabulary)
    if any(piece.named(Sort.ENTITY) for piece in pieces):
        return  # what is meant is named
    verbal = bool(pieces[0].word("verb"))
    if not verbal and not (pieces[-1].word("particle") or pieces[-1].quantity is not None):
        return
    for length in range(LONGEST_NAME, 1, -1):
        for start in range(int(verbal), len(row) - length + 1):
            yield start, start + length


def _ask(heard: str, entity_id: str, request: str, mind: Mind) -> Decision:
    meaning = Alias((entity_id,))
    name = mind.wording.meaning(meaning)
    learned = mind.new_concept(mind.clean_term(heard), meaning, "answered")
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_confirm_guess", what=mind.wording.definite(name)),
        question=ConfirmQuestion("guess", concepts=(learned,), request=request),
        focus=(entity_id,),
        reasons=(f"{heard} sounds like {name}",),
        understood=False,
    )
