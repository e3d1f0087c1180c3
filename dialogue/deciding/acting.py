"""Decides about a request: act, set for later, ask whether, or say that it can't be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.commands import Command
from devices.safety import is_dangerous_direction
from dialogue.deciding.planning import plan_request, steps_without_things
from dialogue.deciding.rights import check_rights
from dialogue.deciding.scheduling import schedule, time_of, with_return
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.interpretation import Request
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.times import Duration, Until
from teaching.concepts import Chosen


def act(request: Request, mind: Mind, *, text: str) -> Decision:
    """What to do about a request that is understood. ``text`` is what was said."""
    planned = plan_request(request, mind, text)
    if isinstance(planned, Decision):
        return planned
    plans, reasons, concepts, confirm, act_as, unable = planned
    refused = check_rights(plans, mind)
    if refused is not None:
        return refused
    faulty = next((plan for plan in plans if plan.fault is not None), None)
    if faulty is not None and faulty.instead:
        meant = [replace(p, settings={**p.settings, **(p.instead or {})}) for p in plans]
        return confirm_act(meant, mind, text, key="asks_confirm_fahrenheit")
    if faulty is not None:
        names = {"thing": mind.wording.name(faulty.entity_id), "reason": faulty.fault or ""}
        return Decision(
            Kind.REFUSES,
            lead=mind.wording.say("out_of_range_act", **names),
            reasons=tuple(reasons),
            focus=(faulty.entity_id,),
        )
    when = time_of(request, mind, plans)
    if isinstance(when, Decision):
        return when
    if when is not None:
        return schedule(plans, when, request, mind, text, concepts, reasons)
    if (confirm or asks_entrance(plans, mind)) and not _already(plans, mind):
        return confirm_act(plans, mind, text)
    lacking = steps_without_things(request, mind)
    if lacking and not plans:
        return Decision(Kind.REFUSES, lead=lacking, reasons=tuple(reasons), used=tuple(concepts))
    tail = " ".join(part for part in (_undone(unable, mind), _miscounted(request, plans, mind), lacking) if part)
    decision = replace(_do(plans, mind, reasons, concepts, act_as), tail=tail)
    duration = next((t.when for t in request.times if isinstance(t.when, Duration | Until)), None)
    return with_return(decision, plans, duration, mind, text) if duration is not None else decision


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
        focus_concept=next((c for c in reversed(concepts) if not _is_choice(c, mind)), None),
    )


def _undone(unable: Sequence[str], mind: Mind) -> str:
    """Says so where it can't be done with some of what was named."""
    names = [mind.wording.name(entity_id) for entity_id in dict.fromkeys(unable)]
    return mind.wording.say("cannot", thing=mind.wording.join(names)) if names else ""


def _miscounted(request: Request, plans: Sequence[Planned], mind: Mind) -> str:
    """Says so where there are more or fewer of them than were said."""
    for phrase in (p for clause in request.clauses for p in clause.targets if p.count is not None):
        found = len({plan.entity_id for plan in plans} & set(phrase.named or phrase.fitting))
        if found and found != phrase.count and phrase.every:
            return mind.wording.say("counted", found=str(found), said=str(phrase.count))
    return ""


def _is_choice(concept_id: str, mind: Mind) -> bool:
    concept = mind.lexicon.concepts.get(concept_id)
    return concept is not None and isinstance(concept.meaning, Chosen)


def _main_attribute(plans: Sequence[Planned]) -> str | None:
    names = [name for plan in plans for name in plan.settings if name != "on"]
    return names[-1] if names else None


def asks_entrance(plans: Sequence[Planned], mind: Mind) -> bool:
    """Whether it lets somebody in, and the household wants to be asked about that."""
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
