"""Settles a lesson that held a contradiction or an impossible value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.deciding.planning import routine_plans
from dialogue.decision import Decision
from dialogue.dialogue_state import MissingQuestion
from dialogue.lessons.definitions import Defined
from dialogue.lessons.learning import learn
from dialogue.mind import Mind
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import Routine, Step, ValueName
from teaching.contradictions import clashes


def contradiction_answer(question: MissingQuestion, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Which one?": the routine with the contradiction settled."""
    draft = question.draft
    if not isinstance(draft, Routine):
        return None
    clash = next(clashes(draft.steps), None)
    if clash is None:
        return None
    clashing = clash.target
    found = mind.definer.define("value", tokens, clashing.entities or mind.situation.focus)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    steps = [s for s in draft.steps if clashing not in s.target.singly()]
    steps.append(Step(clashing, found.meaning.settings))
    decision = learn(question.term, Routine(tuple(steps)), mind, how="answered")
    return replace(decision, plans=tuple(routine_plans(steps, mind))) if decision.kind is Kind.CONFIRMS else decision


def range_answer(question: MissingQuestion, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """The routine with the value that couldn't be replaced by one that can."""
    draft = question.draft
    if not isinstance(draft, Routine):
        return None
    open_step = next((step for step in draft.steps if not step.settings), None)
    if open_step is None:
        return None
    found = mind.definer.define("value", tokens, open_step.target.entities)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    steps = tuple(replace(s, settings=found.meaning.settings) if s is open_step else s for s in draft.steps)
    still = next((step for step in steps if not step.settings), None)
    if still is not None:  # two of them couldn't be
        thing = mind.wording.join([mind.wording.name(e) for e in still.target.entities])
        return Decision(
            Kind.ASKS_FOR,
            lead=mind.wording.say("asks_value", thing=thing),
            question=replace(question, draft=replace(draft, steps=steps)),
        )
    return learn(question.term, Routine(steps), mind, how="answered")
