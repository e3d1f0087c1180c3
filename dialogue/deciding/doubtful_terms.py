"""Asks back, once, about a new word that was taught by voice and hardly heard: it is what will be listened for."""

from __future__ import annotations

from typing import Final

from devices.safety import Tier
from dialogue.deciding.unsure import NEEDED
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.mind import Mind
from dialogue.response import Kind
from dialogue.tokens import places
from teaching.concepts import Chosen, Preference
from teaching.lexicon import split

# A word that the model has is heard with more; one that it lacks becomes others, each of them hardly heard.
SURE_OF_TERM: Final = 0.9


def heard_term(decision: Decision, mind: Mind) -> Decision:
    """The decision, or the question whether its new word was heard right. Nothing is learned before the answer.

    Where the rest of the sentence was not heard well either, all of it must be asked about.
    """
    if mind.utterance.channel != "voice" or not mind.ask_when_unsure or decision.kind is not Kind.CONFIRMS:
        return decision
    if mind.state.question is not None:
        return decision
    new = {report.concept_id for report in decision.learned if report.change in ("added", "renamed")}
    for concept in decision.put:
        if concept.id in new and not isinstance(concept.meaning, Chosen | Preference):
            sure, rest = _confidences(concept.term, mind)
            if sure < SURE_OF_TERM and rest >= NEEDED[Tier.ROUTINE]:
                return Decision(
                    Kind.ASKS_CONFIRM,
                    lead=mind.wording.say("asks_term", term=concept.term),
                    question=ConfirmQuestion("heard_term", request=mind.utterance.text, heard=concept.term),
                    reasons=(f"the new word was heard with a confidence of {sure:.2f}",),
                )
    return decision


def _confidences(term: str, mind: Mind) -> tuple[float, float]:
    """How surely those words were heard, and the others; 1.0 where nothing is known of it."""
    ear = mind.utterance.ear
    heard = ear.transcript.words if ear is not None else ()
    words = split(term)
    start = next(places([word.text for word in heard], words), None)
    if start is None:
        return 1.0, 1.0
    own, others = heard[start : start + len(words)], (*heard[:start], *heard[start + len(words) :])
    return min(word.confidence for word in own), min((word.confidence for word in others), default=1.0)
