"""Short requests that lean on the last one: the same for another thing, or at another time."""

from __future__ import annotations

from dataclasses import replace

from devices.capabilities import Value
from dialogue.asides.fragments import with_verb_for
from dialogue.asides.pauses import meant
from dialogue.asides.remarks import Remarks
from dialogue.deciding.acting import act
from dialogue.decision import Decision
from dialogue.dialogue_state import Act
from dialogue.interpretation import Clause, NounPhrase, Request
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.numbers import read_number
from dialogue.reading.requests import read_request
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.recurrence import next_occurrence
from dialogue.timing.times import Delay, Moment, TimeReading, find_times, read_clock
from dialogue.tokens import Token
from teaching.grounding import settable
from teaching.schedules import ScheduleStatus


def read_ellipsis(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "and the bedroom lamp", "the worktop lights in forty minutes": the last request on another thing."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None or last.turn_id != mind.state.last_turn_id:
        return None
    words = [token.text for token in row]
    if tuple(words) in mind.situation.book.vocabulary.phrases("mine_as_well") and mind.situation.person is not None:
        return _mine(last, mind)
    request = read_request(row, mind.situation.book, mind.situation.now)
    if request.unknowns or len(request.clauses) != 1:
        return None
    clause = request.clauses[0]
    if clause.acts or clause.verb not in (None, "set") or not (clause.targets or clause.areas) or clause.leftovers:
        return None
    if clause.attribute is not None:
        return None
    earlier = _requested(last, mind)
    if not earlier.clauses or not earlier.complete:
        return None
    targets = clause.targets or _alike(earlier.clauses[0], last, mind)
    first = replace(earlier.clauses[0], targets=targets, areas=clause.areas, scope=clause.scope)
    times = request.times or earlier.times
    same = act(replace(earlier, clauses=(first,), times=times, time=times[0] if times else None), mind, text=last.text)
    wished = with_verb_for(row, mind.utterance.text, mind.situation.book) != row
    return None if same.kind is Kind.REFUSES and wished else same  # "hall light please", "the blinds please"


def _alike(clause: Clause, last: Act, mind: Mind) -> tuple[NounPhrase, ...]:
    """ "turn on the bedside lamp", "and the kitchen": in another room whatever is of the kind of what was named."""
    if not any(phrase.named for phrase in clause.targets):
        return clause.targets
    entities = mind.situation.home.entities
    kinds = {entities[c.entity_id].kind for c in last.commands if c.entity_id in entities}
    fitting = tuple(entity.id for entity in mind.situation.home.spoken if entity.kind in kinds)
    return (NounPhrase(clause.targets[0].text, 0, 0, fitting=fitting, mass=True),)


def as_before(last: Act, chosen: set[str]) -> tuple[Planned, ...]:
    """What brings the entities of an act that were not meant back to how they were."""
    back: dict[str, dict[str, Value]] = {}
    for entity_id, attribute, value in last.before:
        if entity_id not in chosen and value is not None:
            back.setdefault(entity_id, {})[attribute] = value
    return tuple(Planned(e, {"on": False} if s.get("on") is False else s) for e, s in back.items())


def _mine(last: Act, mind: Mind) -> Decision | None:
    own = mind.situation.book.of_person(mind.situation.person or "")
    kinds = {
        mind.situation.home.entities[c.entity_id].kind
        for c in last.commands
        if c.entity_id in mind.situation.home.entities
    }
    ids = tuple(e for e in own if mind.situation.home.entities[e].kind in kinds)
    earlier = _requested(last, mind)
    if not ids or not earlier.clauses:
        return None
    phrase = NounPhrase("mine", 0, 0, named=ids, fitting=ids)
    return act(
        replace(earlier, clauses=(replace(earlier.clauses[0], targets=(phrase,), areas=()),)), mind, text=last.text
    )


def rescheduled(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "make that seven o'clock instead": what was just planned, at another time."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None or not last.schedules or row[0].text not in mind.words("redo_openers"):
        return None
    planned = [s for s in mind.pending if s.id in last.schedules]
    request = read_request(row, mind.situation.book, mind.situation.now)
    if any(p.pronoun is None for c in request.clauses for p in c.targets):
        return None
    clock = read_clock(
        [t for t in row if t.text not in mind.words("redo_fillers")],
        mind.situation.now,
    )
    when = request.times
    if not when and clock is not None:
        at = next_occurrence(clock, mind.situation.now)
        when = (TimeReading(0, Moment(at, clock)),)
    earlier = _requested(last, mind)
    delayed = bool(earlier.times) and isinstance(earlier.times[0].when, Delay)
    when = (_other_delay(row, last, mind) if delayed else ()) or when
    if not when or not planned or not earlier.clauses:
        return None
    decision = act(replace(earlier, times=when, time=when[0]), mind, text=last.text)
    cancelled = tuple(replace(s, status=ScheduleStatus.CANCELLED) for s in planned)
    return replace(decision, schedules=(*decision.schedules, *cancelled)) if decision.kind is Kind.SCHEDULES else None


def _other_delay(row: tuple[Token, ...], last: Act, mind: Mind) -> tuple[TimeReading, ...]:
    """ "make that fifteen" of "in ten minutes": as many of what was counted before."""
    rest = [token for token in row if token.text not in mind.words("redo_fillers") | mind.words("in_preposition")]
    number = read_number(rest, 0) if rest else None
    if number is None:
        return ()
    units = [token for token in normalize(last.text).tokens if token.text in mind.words("length_units")]
    said = rest[number.end :]
    if not units or len(said) > 1 or any(token.text not in mind.words("length_units") for token in said):
        return ()
    lead = replace(rest[0], text=next(iter(mind.words("in_preposition"))), comma_before=False)
    counted = (lead, *(replace(token, comma_before=False) for token in (*rest[: number.end], *(said or units[:1]))))
    return tuple(found for _, _, found in find_times(counted, mind.situation.now))


def on_other_target(clause: Clause, last: Act, mind: Mind, *, besides: bool = False) -> Decision | None:
    """ "no, the ceiling one": the same on another entity, and the wrong one as it was; ``besides``: as it is."""
    earlier = _requested(last, mind)
    if not earlier.clauses or not earlier.complete:
        return None
    kinds = {
        mind.situation.home.entities[c.entity_id].kind
        for c in last.commands
        if c.entity_id in mind.situation.home.entities
    }
    targets = tuple(
        replace(
            phrase,
            fitting=tuple(e for e in phrase.fitting if mind.situation.home.entities[e].kind in kinds) or phrase.fitting,
        )
        for phrase in clause.targets
    )
    first = earlier.clauses[0]
    if not targets and clause.areas:
        renamed = replace(
            first,
            targets=tuple(
                replace(
                    p,
                    named=(),
                    areas=(),
                    fitting=tuple(e.id for e in mind.situation.home.spoken if e.kind in kinds),
                    mass=True,
                )
                for p in first.targets[:1]
            ),
            areas=clause.areas,
        )
    else:
        renamed = replace(first, targets=targets, areas=clause.areas, scope=None)
    decision = act(replace(earlier, clauses=(renamed,)), mind, text=mind.utterance.text)
    if decision.kind is not Kind.ACTS:
        return decision
    chosen = {plan.entity_id for plan in decision.plans}
    undone = () if besides else as_before(last, chosen)
    return replace(decision, plans=(*decision.plans, *undone), focus=tuple(chosen), asked=last.text)


def swap(mind: Mind) -> Decision | None:
    """ "swap them": what was just done, the other way round."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None:
        return None
    home = mind.situation.home
    done = [command for command in last.commands if command.entity_id in home.entities]
    kinds = list({tuple(sorted(c.settings.items(), key=str)): c.settings for c in done}.values())
    if len(kinds) == 2 and len(done) == len(last.commands):
        first, second = kinds
        others = [(c.entity_id, second if c.settings == first else first) for c in done]
        plans = tuple(
            Planned(entity_id, {a: v for a, v in settings.items() if settable(home.entities[entity_id], a)})
            for entity_id, settings in others
        )
        if all(plan.settings for plan in plans):
            return Decision(Kind.ACTS, plans=plans, focus=tuple(plan.entity_id for plan in plans))
    return None


def read_other_way(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "other way round please", "no, vice versa": right behind an act on two things, what it takes to swap them."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None or last.turn_id != mind.state.last_turn_id:
        return None
    vocabulary = mind.situation.book.vocabulary
    beside = vocabulary.words("round_the_way")
    for at in range(len(row)):
        length = vocabulary.opening(row, "other_way_round", at)
        if length and all(token.text in beside for token in (*row[:at], *row[at + length :])):
            return swap(mind)
        if row[at].text not in beside:
            return None
    return None


def _requested(last: Act, mind: Mind) -> Request:
    """What was asked for then, as it is read now."""
    said = meant(last.text, Remarks(mind.situation, mind.statements))
    said = with_verb_for(said, last.text, mind.situation.book)
    return read_request(said, mind.situation.book, mind.situation.now)
