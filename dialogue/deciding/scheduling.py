"""Requests for later, for a while, and every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from devices.commands import Command
from devices.home import Entity
from devices.safety import Tier, heats
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, MissingQuestion
from dialogue.interpretation import Request
from dialogue.mind import Mind
from dialogue.resolving.effects import PLAYERS
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.recurrence import next_occurrence
from dialogue.timing.taught import clock_of, on_days
from dialogue.timing.times import Delay, Duration, Moment, Recurrence, TimeReading, Until, Vague
from dialogue.timing.words import time_words
from teaching.concepts import TimeName
from teaching.schedules import Schedule


def time_of(request: Request, mind: Mind, plans: Sequence[Planned] = ()) -> TimeReading | Decision | None:
    """When to do it; ``None`` for now. ``plans`` are what it comes to."""
    taught = next((c.time_concept for c in request.clauses if c.time_concept is not None), None)
    if taught is not None:
        meaning = mind.lexicon.concept(taught).meaning
        assert isinstance(meaning, TimeName)
        at = next_occurrence(clock_of(meaning), mind.situation.now)
        reading = TimeReading(0, Moment(at, at.time()), concept_id=taught)
        return on_days(reading, request.times, mind.situation.now)
    told = next((reading for reading in request.times if reading.concept_id is not None), None)
    if told is not None:
        return on_days(told, request.times, mind.situation.now)
    for reading in request.times:
        if isinstance(reading.when, Moment | Delay | Recurrence):
            return reading
        if isinstance(reading.when, Vague):
            if reading.when.name in ("now", "soon") or _is_how_it_stays(reading.when, request, plans, mind):
                return None
            return Decision(
                Kind.ASKS_FOR,
                lead=mind.wording.say("asks_time"),
                question=MissingQuestion("time", request=mind.utterance.text, area=mind.situation.area),
            )
    return None


def _is_how_it_stays(when: Vague, request: Request, plans: Sequence[Planned], mind: Mind) -> bool:
    """ "put it at seventy tonight", said tonight of what is on: how it shall be for the rest of it, from now on."""
    now, home = mind.situation.now, mind.situation.home
    clock = now.time()
    start, end = time_words().reach.get(when.name, (when.start, when.end))
    within = start <= clock <= end if start < end else not end < clock < start
    valued = all(clause.values for clause in request.clauses)
    running = all(mind.situation.running(home.entities[plan.entity_id]) for plan in plans)
    return within and when.day in (None, now.date()) and valued and bool(plans) and running


def schedule(
    plans: Sequence[Planned],
    reading: TimeReading,
    request: Request,
    mind: Mind,
    text: str,
    concepts: Sequence[str],
    reasons: Sequence[str],
) -> Decision:
    now, when = mind.situation.now, reading.when
    weekdays: tuple[int, ...] = ()
    if isinstance(when, Delay):
        due = now + when.length
    elif isinstance(when, Recurrence):
        if when.clock is None:
            return Decision(
                Kind.ASKS_FOR,
                lead=mind.wording.say("asks_time"),
                question=MissingQuestion("time", request=text, area=mind.situation.area),
            )
        weekdays = when.weekdays
        due = next_occurrence(when.clock, now, weekdays)
    else:
        assert isinstance(when, Moment)
        due = when.at
        if due <= now:
            return Decision(
                Kind.ASKS_FOR,
                lead=mind.wording.say("time_past"),
                question=MissingQuestion("time", request=text, area=mind.situation.area),
            )
    commands = tuple(Command(plan.entity_id, plan.settings) for plan in plans)
    what = mind.wording.acts([(plan.entity_id, plan.settings) for plan in plans])
    schedules = [_new_schedule(due, commands, what, weekdays, mind)]
    back = _reverse(plans, mind)
    undone = mind.wording.acts([(c.entity_id, c.settings) for c in back])
    schedules.extend(
        _new_schedule(due + other.when.length, back, undone, weekdays, mind)
        for other in request.times
        if isinstance(other.when, Duration)
    )
    schedules = [replace(one, time_concept=reading.concept_id) for one in schedules]
    home = mind.situation.home
    if any(heats(home.entities[p.entity_id], p.settings) for p in plans) and mind.highest_tier(plans) >= Tier.DANGER:
        return Decision(
            Kind.ASKS_CONFIRM,
            lead=mind.wording.say("asks_confirm_heat", what=f"{what} {mind.wording.when(due, now)}"),
            question=ConfirmQuestion("schedule", schedules=tuple(schedules), request=text),
        )
    return Decision(
        Kind.SCHEDULES,
        lead=mind.wording.say("scheduled", what=what, when=mind.wording.when(due, now)),
        schedules=tuple(schedules),
        reasons=tuple(reasons),
        used=tuple(concepts),
        focus=tuple(plan.entity_id for plan in plans),
    )


def _new_schedule(
    due: datetime, commands: tuple[Command, ...], what: str, weekdays: tuple[int, ...], mind: Mind
) -> Schedule:
    return Schedule(
        id=uuid4().hex,
        due=due,
        commands=commands,
        text=what,
        weekdays=weekdays,
        person=mind.utterance.person,
        conversation_id=mind.utterance.conversation_id,
        turn_id=mind.utterance.turn_id,
        created=mind.situation.now,
    )


def _reverse(plans: Sequence[Planned], mind: Mind) -> tuple[Command, ...]:
    """What brings everything back to how it is now."""
    commands = []
    for plan in plans:
        current = mind.situation.states.of(plan.entity_id)
        back = {
            a: current[a] for a in plan.settings if current.get(a) is not None and current.get(a) != plan.settings[a]
        }
        if plan.settings.get("on") is True and not back:
            back = {"on": False}
        if current.get("on") is False and plan.settings.get("on") is not False:
            back = {"on": False}
        if back:
            commands.append(Command(plan.entity_id, back))
    return tuple(commands)


def _is_denied_player(plan: Planned, entity: Entity) -> bool:
    """ "no telly until six": nobody is glad of one that comes on by itself."""
    return entity.kind in PLAYERS and plan.settings.get("on") is False


def with_return(
    decision: Decision, plans: Sequence[Planned], when: Duration | Until, mind: Mind, text: str
) -> Decision:
    """ "for an hour": does it now and plans the way back."""
    now = mind.situation.now
    if isinstance(when, Duration):
        due = now + when.length
    elif isinstance(when.end, Moment):
        due = when.end.at
    else:
        return decision
    entities = mind.situation.home.entities
    back = _reverse([p for p in plans if not _is_denied_player(p, entities[p.entity_id])], mind)
    if not back or due - now > timedelta(days=7):
        return decision
    schedule = _new_schedule(due, back, mind.wording.acts([(c.entity_id, c.settings) for c in back]), (), mind)
    return replace(
        decision,
        schedules=(schedule,),
        tail=mind.wording.say("scheduled", what=schedule.text, when=mind.wording.when(due, now)),
    )
