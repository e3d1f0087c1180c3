"""Pleas behind a refusal: "oh please, mum said I'm allowed" gets the same answer again, and changes nothing."""

from __future__ import annotations

from typing import Final

from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.response import Kind
from dialogue.tokens import places, tokenize

LONGEST: Final = 14


def refuse_plea(decision: Decision, mind: Mind) -> Decision:
    """The refusal that stands, where a child or guest pleads and says nothing else; else the decision as it is."""
    if decision.kind is not Kind.IGNORES or mind.state.last_kind != Kind.REFUSES.value or mind.may_do_dangerous:
        return decision
    row = tokenize(mind.utterance.text)
    words = tuple(token.text for token in row)
    book = mind.situation.book
    pleads = any(next(places(words, plea), None) is not None for plea in book.vocabulary.phrases("pleas"))
    if not pleads or len(row) > LONGEST or any(book.is_item(p) for p in chunk(row, mind.lexicon, book.vocabulary)):
        return decision
    return Decision(Kind.REFUSES, lead=mind.state.last_speech, reasons=("a plea gives nobody a right",))
