"""Speech and reports of a turn, when the devices have answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from devices.attributes import MANNERS
from devices.commands import Assumed, Command, Confirmed, Failed, Outcome, Unconfirmed
from devices.dispatch import UNREACHABLE
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.ports import Parse
from dialogue.resolving.outcomes import Planned
from dialogue.response import ActionReport, Kind, Response
from dialogue.utterance import Utterance
from teaching.schedules import ScheduleStatus

ASKS = frozenset({Kind.ASKS_ABOUT, Kind.ASKS_WHICH, Kind.ASKS_FOR, Kind.ASKS_CONFIRM})
ABILITIES = frozenset({"color", "color_temp", "brightness", "volume", "transition"})
FEW = 3


def tell(utterance: Utterance, decision: Decision, outcomes: Sequence[Outcome], mind: Mind, parse: Parse) -> Response:
    """Speech and reports of a turn: "done" only where the device's own state says so."""
    speech = " ".join(part for part in (decision.lead, _told(decision, outcomes, mind), decision.tail) if part)
    return Response(
        conversation_id=utterance.conversation_id,
        turn_id=utterance.turn_id,
        speech=mind.wording.finished(speech),
        kind=decision.kind,
        expects_reply=decision.kind in ASKS or decision.question is not None or decision.keep_question,
        unknown_spans=decision.spans,
        actions=tuple(_reported(outcome, mind) for outcome in outcomes),
        learned=decision.learned,
        scheduled=tuple(s.id for s in decision.schedules if s.status is ScheduleStatus.PENDING),
        reasons=decision.reasons,
        interpreter=parse.interpreter,
    )


def _told(decision: Decision, outcomes: Sequence[Outcome], mind: Mind) -> str:
    if not outcomes:
        return ""
    say = mind.wording.say
    done = [_settled(o) for o in outcomes if isinstance(o, Confirmed | Assumed)]
    parts: list[str] = []
    if done:
        if decision.act_as and all(isinstance(o, Confirmed | Assumed) for o in outcomes):
            if len(done) <= FEW and not _is_routine(decision, mind):
                names = [mind.wording.name(c.entity_id) for c in done]
                what = mind.wording.being(names, mind.wording.piece("in_word", term=decision.act_as))
            else:
                acts = mind.wording.acts([(c.entity_id, c.settings) for c in done], short=True)
                what = mind.wording.piece("routine_done", term=decision.act_as, what=acts)
        else:
            what = mind.wording.acts([(command.entity_id, command.settings) for command in done], short=True)
        parts.append(
            say("already" if all(isinstance(o, Confirmed) and o.already for o in outcomes) else "done", what=what)
        )
    parts.extend(_not_done(outcomes, mind))
    parts.extend(_lacking(decision.plans, mind))
    return " ".join(parts)


def _not_done(outcomes: Sequence[Outcome], mind: Mind) -> Iterator[str]:
    """What is amiss, each fault once with all the things that have it."""
    say, silent, faults = mind.wording.say, list[str](), dict[str, list[str]]()
    for outcome in outcomes:
        name = mind.wording.name(outcome.command.entity_id)
        if isinstance(outcome, Unconfirmed):
            silent.append(name)
        elif isinstance(outcome, Failed):
            faults.setdefault(outcome.reason, []).append(name)
    if len(silent) == 1:
        yield say("unconfirmed", thing=silent[0])
    elif silent:
        yield say("unconfirmed_many", things=mind.wording.listed(silent))
    for reason, names in faults.items():
        if len(names) == 1:
            yield say("failed", thing=names[0], reason=reason)
        elif reason == UNREACHABLE:
            yield say("state_away", thing=mind.wording.listed(map(mind.wording.definite, names)))
        else:
            yield say("failed_many", things=mind.wording.listed(names), reason=reason)


def _settled(outcome: Confirmed | Assumed) -> Command:
    """What was done; of what was so already, not how fast."""
    command = outcome.command
    if not (isinstance(outcome, Confirmed) and outcome.already and command.settings.keys() & MANNERS):
        return command
    return Command(command.entity_id, {a: v for a, v in command.settings.items() if a not in MANNERS})


def _is_routine(decision: Decision, mind: Mind) -> bool:
    return any(mind.lexicon.concepts[c].meaning.type == "routine" for c in decision.used if c in mind.lexicon.concepts)


def _lacking(plans: Sequence[Planned], mind: Mind) -> Iterator[str]:
    lacking: dict[str, list[str]] = {}
    for plan in plans:
        if plan.lacking:
            what = mind.wording.join([_ability(attribute, mind) for attribute in plan.lacking])
            lacking.setdefault(what, []).append(mind.wording.name(plan.entity_id))
    for what, names in lacking.items():
        if len(names) == 1:
            yield mind.wording.say("lacking", thing=names[0], what=what)
        else:
            yield mind.wording.say("lacking_many", things=mind.wording.listed(names), what=what)


def _ability(attribute: str, mind: Mind) -> str:
    return mind.wording.piece(f"lacks_{attribute}") if attribute in ABILITIES else attribute.replace("_", " ")


def _reported(outcome: Outcome, mind: Mind) -> ActionReport:
    command = outcome.command
    entity = mind.situation.home.entities.get(command.entity_id)
    native_id = (entity.native_id if entity is not None else "") or command.entity_id
    result, reason = _result(outcome)
    name = mind.wording.name(command.entity_id)
    return ActionReport(command.entity_id, name, command.settings, result, reason, native_id)


def _result(outcome: Outcome) -> tuple[str, str]:
    match outcome:
        case Confirmed():
            return "confirmed", ""
        case Assumed():
            return "assumed", ""
        case Unconfirmed():
            return "unconfirmed", "no answer"
        case Failed():
            return "failed", outcome.reason
