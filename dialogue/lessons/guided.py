"""The guided conversation: three questions about tastes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.definitions import Defined
from dialogue.dialogue_state import GuidedQuestion
from dialogue.mind import Mind
from dialogue.preferences import read_preference, state_preference
from dialogue.response import Kind
from dialogue.statements import Statement
from dialogue.switching_on import read_switching_on
from dialogue.tokens import Token
from teaching.concepts import (
    Preference,
    ValueName,
)

GUIDED = {
    1: ("target_temperature", "thermostat", None),
    2: ("brightness", "light", "evening"),
    3: ("volume", "speaker", None),
}


def start_guided(statement: Statement, mind: Mind) -> Decision:
    return guided_step(1, mind)


def guided_step(step: int, mind: Mind, lead: str = "") -> Decision:
    """The next question of the guided conversation."""
    if step not in GUIDED:
        return Decision(Kind.CONFIRMS, lead=" ".join(part for part in (lead, mind.wording.say("guided_end")) if part))
    ask = mind.wording.say(f"guided_{step}")
    return Decision(
        Kind.ASKS_FOR,
        lead=" ".join(part for part in (lead, ask) if part),
        question=GuidedQuestion(step, mind.utterance.person),
    )


def guided_answer(step: int, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """Takes the answer to a guided question and asks the next."""
    attribute, kind, part = GUIDED[step]
    entities = tuple(e.id for e in mind.situation.home.spoken if e.kind == kind and attribute in e.capabilities)
    words = [token.text for token in tokens]
    if words in (["skip"], ["next"], ["no", "idea"], ["don't", "care"], ["i", "don't", "care"], ["doesn't", "matter"]):
        return guided_step(step + 1, mind)
    told = read_switching_on(tuple(tokens), mind) or read_preference(tokens, mind)
    if told is not None and told.kind is Kind.CONFIRMS:
        concept = told.put[0].meaning if told.put else None
        asked = isinstance(concept, Preference) and any(s.attribute == attribute for s in concept.settings)
        following = guided_step(step + 1 if asked else step, mind, told.lead)
        return replace(following, put=told.put, lessons=told.lessons, learned=told.learned)
    found = mind.definer.define("value", tokens, entities[:1])
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    settings = tuple(s for s in found.meaning.settings if s.attribute == attribute)
    if not settings:
        return None
    decision = state_preference(settings, (), kind, part, None, mind)
    following = guided_step(step + 1, mind, decision.lead)
    return replace(following, put=decision.put, lessons=decision.lessons, learned=decision.learned)
