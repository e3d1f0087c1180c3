"""Decides about a request: act, set for later, ask which, ask whether, or say that it can't be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from devices.commands import Command
from devices.safety import Tier, heats, is_dangerous_direction
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion, MissingQuestion, WhichQuestion
from dialogue.interpretation import Clause, Request
from dialogue.mind import Mind
from dialogue.recurrence import next_occurrence
from dialogue.resolution import Ambiguous, Impossible, Incomplete, Planned, Resolved, resolve
from dialogue.response import Kind
from dialogue.spoken import say_duration, say_when
from dialogue.times import Delay, Duration, Moment, Recurrence, TimeReading, Until, Vague
from teaching.concepts import Routine, Step, TimeName
from teaching.grounding import taught_settings
from teaching.schedules import Schedule


def act(request: Request, mind: Mind, *, text: str) -> Decision:
    """What to do about a request that is understood. ``text`` is what was said."""
    planned = _plan(request, mind, text)
    if isinstance(planned, Decision):
        return planned
    plans, reasons, concepts, confirm, act_as = planned
    refused = check_rights(plans, mind)
    if refused is not None:
        return refused
    faulty = next((plan for plan in plans if plan.fault is not None), None)
    if faulty is not None:
        names = {"thing": mind.wording.name(faulty.entity_id), "reason": faulty.fault or ""}
        return Decision(
            Kind.REFUSES,
            lead=mind.wording.say("out_of_range_act", **names),
            reasons=tuple(reasons),
            focus=(faulty.entity_id,),
        )
    when = _when(request, mind)
    if isinstance(when, Decision):
        return when
    if when is not None:
        return _schedule(plans, when, request, mind, text, concepts, reasons)
    if (confirm or _asks_entrance(plans, mind)) and not _already(plans, mind):
        return confirm_act(plans, mind, text)
    decision = _do(plans, mind, reasons, concepts, act_as)
    duration = next((t.when for t in request.times if isinstance(t.when, Duration | Until)), None)
    return _with_return(decision, plans, duration, mind, text) if duration is not None else decision


def _do(plans: Sequence[Planned], mind: Mind, reasons: Sequence[str], concepts: Sequence[str], act_as: str) -> Decision:
    if not plans:
        return Decision(Kind.ACTS, lead=mind.wording.say("nothing_to_do"), reasons=tuple(reasons), used=tuple(concepts))
    return Decision(
        Kind.ACTS,
        plans=tuple(plans),
        act_as=act_as,
        reasons=tuple(reasons),
        used=tuple(concepts),
        focus=tuple(dict.fromkeys(plan.entity_id for plan in plans)),
        focus_area=mind.situation.home.entities[plans[-1].entity_id].area,
        focus_attribute=_main_attribute(plans),
        focus_concept=concepts[-1] if concepts else None,
    )


def _main_attribute(plans: Sequence[Planned]) -> str | None:
    names = [name for plan in plans for name in plan.settings if name != "on"]
    return names[-1] if names else None


Plans = tuple[list[Planned], list[str], list[str], bool, str]


def _plan(request: Request, mind: Mind, text: str) -> Plans | Decision:
    """Every clause resolved and put together, or the decision that one of them leads to."""
    plans: list[Planned] = []
    reasons: list[str] = []
    concepts: list[str] = []
    confirm = False
    act_as = ""
    earlier: tuple[str, ...] = ()
    clauses = [clause for clause in request.clauses if clause.acts or clause.targets or clause.areas]
    for clause in clauses:
        for scene in clause.scenes:
            routine = mind.lexicon.concept(scene)
            meaning = routine.meaning
            assert isinstance(meaning, Routine)
            steps = routine_plans(meaning.steps, mind, clause.areas)
            steps = [plan for plan in steps if not _left_out(plan, clause)]
            plans.extend(steps)
            concepts.append(scene)
            confirm = confirm or meaning.confirm_always
            act_as = routine.term
            earlier = tuple(plan.entity_id for plan in steps)
        if clause.scenes and not (clause.targets or clause.values):
            continue
        found = resolve(clause, mind.situation, earlier)
        match found:
            case Resolved():
                plans.extend(found.plans)
                reasons.extend(found.reasons)
                concepts.extend(found.concepts)
                earlier = tuple(plan.entity_id for plan in found.plans) or earlier
                act_as = _named_by(clause, mind) or act_as
            case Ambiguous():
                return _ask_which(found, mind, text)
            case Impossible():
                return Decision(Kind.REFUSES, lead=mind.wording.say(found.code, **found.names), understood=False)
            case Incomplete():
                if plans and not clause.acts:
                    continue
                return _ask_missing(found, mind, text)
    return _united(plans), reasons, list(dict.fromkeys(concepts)), confirm, act_as


def _left_out(plan: Planned, clause: Clause) -> bool:
    out = {e for phrase in clause.exceptions for e in (phrase.named or phrase.fitting)}
    return plan.entity_id in out


def _named_by(clause: Clause, mind: Mind) -> str:
    """The taught value that says by itself what was done ("study mode")."""
    terms = [mind.lexicon.concept(t.concept_id).term for t in clause.values if t.concept_id is not None]
    return terms[0] if len(clause.values) == 1 and terms else ""


def _united(plans: Sequence[Planned]) -> list[Planned]:
    """One plan an entity, later settings over earlier ones."""
    united: dict[str, Planned] = {}
    for plan in plans:
        earlier = united.get(plan.entity_id)
        united[plan.entity_id] = (
            plan
            if earlier is None
            else replace(plan, settings={**earlier.settings, **plan.settings}, fault=plan.fault or earlier.fault)
        )
    return list(united.values())


def routine_plans(steps: Sequence[Step], mind: Mind, areas: Sequence[str] = ()) -> list[Planned]:
    """A routine's steps on the entities of today's home; a kind without a place means this room."""
    plans: list[Planned] = []
    home = mind.situation.home
    for step in steps:
        ids = [e for e in step.target.entities if e in home.entities]
        if step.target.kind is not None:
            places = tuple(areas) or step.target.areas or ((mind.situation.area,) if mind.situation.area else ())
            ids.extend(e.id for e in home.spoken if e.kind == step.target.kind and (not places or e.area in places))
        for entity_id in ids:
            grounded = taught_settings(home.entities[entity_id], step.settings, mind.situation.states.of(entity_id))
            if grounded.settings:
                plans.append(Planned(entity_id, grounded.settings, grounded.lacking))
    return _united(plans)


# -- rights and safety


def check_rights(plans: Sequence[Planned], mind: Mind) -> Decision | None:
    """A refusal when a child or guest would move something dangerous."""
    if mind.may_do_dangerous or mind.highest_tier(plans) < Tier.DANGER:
        return None
    return Decision(
        Kind.REFUSES, lead=mind.wording.say("refuses_rights"), reasons=("children and guests may not move this",)
    )


def _asks_entrance(plans: Sequence[Planned], mind: Mind) -> bool:
    if not mind.confirm_entrances:
        return False
    home = mind.situation.home
    return any(is_dangerous_direction(home.entities[p.entity_id], p.settings) for p in plans)


def _already(plans: Sequence[Planned], mind: Mind) -> bool:
    return all(mind.situation.states.get(p.entity_id, a) == v for p in plans for a, v in p.settings.items())


def confirm_act(plans: Sequence[Planned], mind: Mind, text: str, *, key: str = "asks_confirm_act") -> Decision:
    """Asks for a yes before acting."""
    what = mind.wording.acts([(plan.entity_id, plan.settings) for plan in plans])
    commands = tuple(Command(plan.entity_id, plan.settings) for plan in plans)
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say(key, what=what),
        question=ConfirmQuestion("act", commands=commands, request=text),
        focus=tuple(plan.entity_id for plan in plans),
    )


# -- questions


def _ask_which(found: Ambiguous, mind: Mind, text: str) -> Decision:
    return Decision(
        Kind.ASKS_WHICH,
        lead=mind.wording.say("asks_which", options=mind.wording.options(found.options)),
        question=WhichQuestion(found.options, found.mention, text, mind.situation.area),
        reasons=found.reasons,
    )


def _ask_missing(found: Incomplete, mind: Mind, text: str) -> Decision:
    if found.what == "value" and found.target:
        thing = mind.wording.name(found.target[0])
        return Decision(
            Kind.ASKS_FOR,
            lead=mind.wording.say("asks_value", thing=thing),
            question=MissingQuestion("value", request=text, area=mind.situation.area),
            focus=found.target,
        )
    return Decision(
        Kind.ASKS_FOR,
        lead=mind.wording.say("asks_target"),
        question=MissingQuestion("target", request=text, area=mind.situation.area),
    )


# -- later


def _when(request: Request, mind: Mind) -> TimeReading | Decision | None:
    """When to do it; ``None`` for now."""
    taught = next((c.time_concept for c in request.clauses if c.time_concept is not None), None)
    if taught is not None:
        meaning = mind.lexicon.concept(taught).meaning
        assert isinstance(meaning, TimeName)
        hour, minute = (int(part) for part in meaning.time.split(":"))
        at = next_occurrence(datetime.min.time().replace(hour=hour, minute=minute), mind.situation.now)
        return TimeReading(0, Moment(at, at.time()))
    for reading in request.times:
        if isinstance(reading.when, Moment | Delay | Recurrence):
            return reading
        if isinstance(reading.when, Vague):
            if reading.when.name in ("now", "soon"):
                return None
            return Decision(
                Kind.ASKS_FOR,
                lead=mind.wording.say("asks_time"),
                question=MissingQuestion("time", request=mind.utterance.text, area=mind.situation.area),
            )
    return None


def _schedule(
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
    for other in request.times:
        if isinstance(other.when, Duration):
            schedules.append(
                _new_schedule(
                    due + other.when.length,
                    _reverse(plans, mind),
                    mind.wording.acts([(c.entity_id, c.settings) for c in _reverse(plans, mind)]),
                    weekdays,
                    mind,
                )
            )
    home = mind.situation.home
    if any(heats(home.entities[p.entity_id], p.settings) for p in plans) and mind.highest_tier(plans) >= Tier.DANGER:
        return Decision(
            Kind.ASKS_CONFIRM,
            lead=mind.wording.say("asks_confirm_heat", what=what),
            question=ConfirmQuestion("schedule", schedules=tuple(schedules), request=text),
        )
    return Decision(
        Kind.SCHEDULES,
        lead=mind.wording.say("scheduled", what=what, when=say_when(due, now)),
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
        if current.get("on") is False:
            back = {"on": False}
        if back:
            commands.append(Command(plan.entity_id, back))
    return tuple(commands)


def _with_return(
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
    back = _reverse(plans, mind)
    if not back or due - now > timedelta(days=7):
        return decision
    schedule = _new_schedule(due, back, mind.wording.acts([(c.entity_id, c.settings) for c in back]), (), mind)
    return replace(
        decision, schedules=(schedule,), tail=mind.wording.say("scheduled", what=schedule.text, when=say_when(due, now))
    )


def spoken_length(length: timedelta) -> str:
    """A length of time in words."""
    return say_duration(length)
