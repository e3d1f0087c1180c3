"""The plans of the hub: which there are, and calling them off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.reading.statements import Statement
from dialogue.response import Kind
from dialogue.tokens import tokenize
from teaching.schedules import Schedule, ScheduleStatus


def list_schedules(statement: Statement, mind: Mind) -> Decision:
    if not mind.pending:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("no_schedules"))
    listed = mind.wording.listed(
        [f"{s.text} {mind.wording.when(s.due, mind.situation.now)}" for s in mind.pending[:10]]
    )
    return Decision(Kind.ANSWERS, lead=mind.wording.say("schedules", list=listed))


def cancel_schedule(statement: Statement, mind: Mind) -> Decision | None:
    which = statement.slots.get("which", ())
    chosen = list(mind.pending)
    words = {token.text for token in tokenize(mind.utterance.text)}
    if which:
        entities = set(phrase_entities(which, mind.situation))
        chosen = [s for s in chosen if entities & {c.entity_id for c in s.commands}] if entities else chosen
    elif not mind.words("all_of_the_plans") & words:
        mine = [s for s in chosen if s.conversation_id == mind.utterance.conversation_id]
        chosen = (mine or chosen)[-1:]
    if not chosen:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("no_schedules"))
    return cancel_schedules(chosen, mind)


def cancel_schedules(chosen: Sequence[Schedule], mind: Mind) -> Decision:
    """Cancels these schedules."""
    schedules = [s for s in mind.pending if s in chosen]
    listed = mind.wording.join([s.text for s in schedules])
    return Decision(
        Kind.CANCELS,
        lead=mind.wording.say("schedules_cancelled", list=listed),
        schedules=tuple(replace(s, status=ScheduleStatus.CANCELLED) for s in schedules),
    )
