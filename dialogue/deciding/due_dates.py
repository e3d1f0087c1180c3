"""When things on a list are to be done: "add call the plumber to the chores for Friday", "remind me to call mum"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from devices.home import Entity
from devices.listing import ADDED
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.times import Moment, Vague, find_time
from dialogue.tokens import Token
from teaching.lexicon import split

LIST: Final = "todo_list"
DUE: Final = "due"


def read_reminder(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Remind me to call mum tomorrow": put down where the household keeps what is to be done."""
    length = mind.situation.book.vocabulary.opening(row, "reminder_openers")
    if not length or length == len(row):
        return None
    kept = _list_of_tasks(mind)
    if kept is None:
        return None
    rest, due = due_behind(row[length:], mind)
    if not rest:
        return None
    item = " ".join(mind.utterance.text[token.start : token.end] for token in rest)
    decision = Decision(Kind.ACTS, plans=(Planned(kept.id, {ADDED: item}),), focus=(kept.id,))
    return with_due(decision, due, mind) if due is not None else decision


def _list_of_tasks(mind: Mind) -> Entity | None:
    """The one that is called so; else the only one that keeps days."""
    lists = [e for e in mind.situation.home.spoken if e.kind == LIST and ADDED in e.capabilities]
    called = [e for e in lists if mind.words("list_of_doing") & set(split(e.name))]
    dated = [e for e in lists if DUE in e.capabilities]
    return next((found[0] for found in (called, dated) if len(found) == 1), None)


def due_behind(row: Sequence[Token], mind: Mind) -> tuple[Sequence[Token], str | None]:
    """The words before the day or time that they end with, and when that is."""
    if DUE not in mind.situation.home.attributes:
        return row, None
    found = find_time(row, mind.situation.now)
    if found is None or found[1] != len(row) or not found[0]:
        return row, None
    when = found[2].when
    at = when.at if isinstance(when, Moment) else when.day if isinstance(when, Vague) and when.name == "day" else None
    if at is None:
        return row, None
    start = found[0]
    while start > 1 and row[start - 1].text in mind.words("due_links"):
        start -= 1
    return row[:start], at.replace(tzinfo=None).isoformat() if isinstance(at, datetime) else at.isoformat()


def with_due(decision: Decision, due: str, mind: Mind) -> Decision:
    """The same, each new thing with its day."""
    entities = mind.situation.home.entities
    plans = tuple(
        replace(plan, settings={**plan.settings, DUE: due})
        if ADDED in plan.settings and DUE in entities[plan.entity_id].capabilities
        else plan
        for plan in decision.plans
    )
    return replace(decision, plans=plans)
