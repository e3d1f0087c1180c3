"""Schedules by form: what is to be done is said to the hub with the time before it, so it is checked as talk is."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid4

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.requests import Requests, load_requests
from dialogue.response import Kind
from dialogue.timing.recurrence import local
from dialogue.utterance import Utterance
from hub.admin.lessons import reply, speaker_of
from hub.admin.logins import Visitor
from hub.errors import HubError
from hub.running import Hub
from teaching.schedules import Schedule

AHEAD: Final = 7
"""So many days can be chosen for what is done once."""
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::00)?")
_EVERY_DAY: Final = frozenset(range(7))
_WEEKDAYS: Final = frozenset(range(5))
_WEEKEND: Final = frozenset({5, 6})


class NeedsYes(HubError):
    """The hub asks whether it really shall: ``str`` of it is the question."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it was typed: ``what`` in words, ``day`` of what is done once, ``again`` the weekdays of others."""

    what: str = ""
    day: str = ""
    clock: str = ""
    again: tuple[str, ...] = ()


def days_ahead(now: datetime) -> list[date]:
    """The days that can be chosen, today first."""
    return [now.date() + timedelta(days=number) for number in range(AHEAD)]


async def make_plan(hub: Hub, visitor: Visitor, plan: Plan, *, is_sure: bool) -> None:
    """Have it done then. Raises ``HubError`` with what the hub says to it, ``NeedsYes``, ``HubBusy``."""
    said, now = load_requests(hub.settings.language), hub.clock.now()
    what, clock = " ".join(plan.what.split()), _clock(plan.clock)
    if not what:
        raise HubError("Say what is to be done, such as “turn the desk lamp off”.")
    weekdays = _weekdays(plan.again)
    day = None if weekdays else _day(plan.day, now)
    sentence = said.plan.format(days=_days(said, weekdays, day, now), time=f"{clock:%H:%M}", what=what)
    await _must_be_a_plan(hub, visitor, sentence, clock, day, weekdays, is_sure=is_sure)
    key = secrets.token_hex(8)
    lesson = await reply(hub, visitor, key, sentence)
    if lesson.response.kind is Kind.ASKS_CONFIRM:
        lesson = await reply(hub, visitor, key, said.confirm)
    if not lesson.response.scheduled:
        raise HubError(lesson.response.speech or "The hub made nothing of that.")


async def _must_be_a_plan(
    hub: Hub,
    visitor: Visitor,
    sentence: str,
    clock: time,
    day: date | None,
    weekdays: frozenset[int],
    *,
    is_sure: bool,
) -> None:
    """See beforehand that nothing else comes of it: nothing done now, nothing taught, and at no other time."""
    if hub.weigh is None:
        return
    decision = await hub.weigh(
        Utterance(
            sentence,
            uuid4().hex,
            uuid4().hex,
            hub.clock.now(),
            person=speaker_of(hub, visitor),
            language=hub.settings.language,
            channel="web",
            role=visitor.home_role,
        )
    )
    schedules = _schedules(decision)
    if not schedules:
        lead = decision.lead if decision.kind is not Kind.CONFIRMS else ""
        raise HubError(lead or "That is nothing that can be planned. Say it as a command, such as “turn the lamp off”.")
    first = schedules[0]
    is_then = first.due == local(first.due.date(), clock, first.due) and frozenset(first.weekdays) == weekdays
    if not is_then or (day is not None and first.due.date() != day):
        raise HubError("Say only what is to be done; when is chosen below it.")
    if decision.question is not None and not is_sure:
        raise NeedsYes(decision.lead)


def _schedules(decision: Decision) -> tuple[Schedule, ...]:
    """What would be planned, if nothing else would happen."""
    if decision.plans or decision.put or decision.deleted or decision.forget is not None:
        return ()
    match decision.question:
        case ConfirmQuestion(about="schedule", schedules=schedules):
            return schedules
        case None:
            return decision.schedules
        case _:
            return ()


def _clock(typed: str) -> time:
    found = _CLOCK.fullmatch(typed.strip())
    if found is None:
        raise HubError("Choose a time, such as 07:30.")
    return time(int(found[1]), int(found[2]))


def _day(typed: str, now: datetime) -> date:
    day = next((one for one in days_ahead(now) if one.isoformat() == typed), None)
    if day is None:
        raise HubError("Choose one of the next seven days, or the days on which it comes again.")
    return day


def _weekdays(typed: tuple[str, ...]) -> frozenset[int]:
    found = frozenset(int(one) for one in typed if re.fullmatch("[0-6]", one))
    if len(found) < len(set(typed)):
        raise HubError("Choose days of the week.")
    return found


def _days(said: Requests, weekdays: frozenset[int], day: date | None, now: datetime) -> str:
    """Which days, as they are said."""
    if day is not None:
        near = {now.date(): said.days["today"], now.date() + timedelta(days=1): said.days["tomorrow"]}
        return near.get(day) or said.days["once"].format(day=said.weekdays[str(day.weekday())])
    named = {_EVERY_DAY: "every_day", _WEEKDAYS: "weekdays", _WEEKEND: "weekend"}.get(weekdays)
    if named is not None:
        return said.days[named]
    names = said.days["and"].join(said.weekdays[str(one)] for one in sorted(weekdays))
    return said.days["again"].format(day=names)
