"""A question that was asked a moment ago is asked shorter: nobody wants to hear its preamble twice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, MeaningQuestion, MissingQuestion, OpenQuestion, WhichQuestion
from dialogue.mind import Mind

_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?]) ")


def shorter(decision: Decision, mind: Mind) -> Decision:
    """The decision with the last sentence of its question alone where the same question is open already."""
    before, now = mind.state.question, decision.question
    if before is None or now is None or decision.plans or not _is_same(before, now):
        return decision
    *preamble, last = _BETWEEN_SENTENCES.split(decision.lead)
    if not preamble or not last.endswith("?"):
        return decision
    return replace(decision, lead=mind.wording.say("asked_again", question=last))


def _is_same(before: OpenQuestion, now: OpenQuestion) -> bool:
    match before, now:
        case MeaningQuestion(), MeaningQuestion():
            return before.span.text == now.span.text
        case WhichQuestion(), WhichQuestion():
            return before.options == now.options
        case MissingQuestion(), MissingQuestion():
            return (before.what, before.term) == (now.what, now.term)
        case ConfirmQuestion(), ConfirmQuestion():
            return (before.about, before.request, before.commands) == (now.about, now.request, now.commands)
        case _:
            return False
