"""When things on a list are to be done: "add call the plumber to the chores for Friday", "remind me to call mum"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from devices.home import Entity
from devices.listing import ADDED
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.numbers import read_number
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.times import Delay, Moment, Vague, When, find_time
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
    is_thing = mind.situation.book.vocabulary.opening(row, "reminders_of_things") == length
    if not rest or (is_thing and due is None) or repeats(rest, mind):
        return None
    item = " ".join(mind.utterance.text[token.start : token.end] for token in rest)
    decision = Decision(Kind.ACTS, plans=(Planned(kept.id, {ADDED: item}),), focus=(kept.id,))
    return with_due(decision, due, mind) if due is not None else decision


def repeats(row: Sequence[Token], mind: Mind) -> bool:
    """Whether it is to be again and again, which neither a list nor a calendar is told."""
    return any(token.text in mind.words("repeating_words") for token in row)


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
    at = _moment(when, mind.situation.now)
    if at is None:
        return row, None
    start = found[0]
    if read_number(row, start - 1) is not None:
        return row, None  # "seven hundred and forty five pm" is more than its end
    while start > 1 and row[start - 1].text in mind.words("due_links"):
        start -= 1
    return row[:start], at.replace(tzinfo=None).isoformat() if isinstance(at, datetime) else at.isoformat()


def _moment(when: When, now: datetime) -> datetime | date | None:
    match when:
        case Moment(at=at):
            return at
        case Delay(length=length):
            return (now + length).replace(second=0, microsecond=0)
        case Vague(name="day", day=day):
            return day
        case _:
            return None


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
