"""Reads corrections of what was just done or learned: "no, make it sixty", "no, the ceiling one", "I meant the bedroom"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.capabilities import Value
from dialogue.acting import act
from dialogue.decision import Decision
from dialogue.definitions import Defined
from dialogue.dialogue_state import Act, ScopeQuestion
from dialogue.interpretation import Clause, NounPhrase, Request
from dialogue.learning import known, taken
from dialogue.lessons import change
from dialogue.lessons import state as lead_to
from dialogue.mind import Mind
from dialogue.normalization import normalize
from dialogue.recurrence import next_occurrence
from dialogue.requests import read_request
from dialogue.resolution import Planned
from dialogue.response import Kind
from dialogue.statements import find_statements
from dialogue.times import Moment, TimeReading, read_clock
from dialogue.tokens import Token
from teaching.grounding import settable
from teaching.schedules import ScheduleStatus
from teaching.concepts import ActionName, Alias, AreaName, Preference, Routine, ValueName

REJECTING = frozenset({"no", "nope", "nah", "wrong", "not"})
LEADS = (
    ("that's", "wrong"), ("that", "is", "wrong"), ("not", "that", "one"), ("not", "that"), ("not", "this", "one"), ("no", "wait"),
    ("no", "not", "that", "one"), ("no",), ("nope",), ("nah",), ("wrong",), ("wrong", "one"), ("i", "meant"), ("i", "mean"), ("i", "said"), ("sorry",),
    ("actually",), ("wait",), ("rather",), ("not", "quite"), ("no", "no"), ("too", "much"), ("too", "little"),
)  # fmt: skip


def read_correction(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """What a correction leads to; ``None`` when nothing is corrected."""
    moved = _rescheduled(row, mind)
    if moved is not None:
        return moved
    rest, rejected = _without_lead(row)
    if not rest and {"much", "far", "little"} & {token.text for token in row}:
        return _half_back(mind)
    if len(rest) == len(row) or not rest:
        return None
    for statement in find_statements(rest, mind.statements, lambda term: known(term, mind) is not None):
        if statement.group in ("undo", "forget", "revert", "cancel_schedule"):
            return lead_to(statement, mind)
    state = mind.state
    lesson = state.lessons[-1] if state.lessons else None
    if rejected and lesson is not None and lesson.turn_id == state.last_turn_id and lesson.after is not None:
        decision = _correct_lesson(rest, mind)
        if decision is not None:
            return decision
    last = state.acts[-1] if state.acts else None
    if last is None:
        return None
    request = read_request(rest, mind.situation.book, mind.situation.now)
    if not request.clauses or request.unknowns:
        return None
    clause = request.clauses[0]
    if not clause.acts and (clause.targets or clause.areas):
        return _other_target(clause, last, mind)
    if clause.acts:
        return _other_value(request, last, mind)
    return None


def read_ellipsis(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """"and the bedroom lamp", "and the other one", "the worktop lights in forty minutes": the last request on another thing."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None or last.turn_id != mind.state.last_turn_id:
        return None
    words = [token.text for token in row]
    if words in (["mine"], ["and", "mine"], ["mine", "too"]) and mind.situation.person is not None:
        return _mine(last, mind)
    request = read_request(row, mind.situation.book, mind.situation.now)
    if request.unknowns or len(request.clauses) != 1:
        return None
    clause = request.clauses[0]
    if clause.acts or clause.verb not in (None, "set") or not (clause.targets or clause.areas) or clause.leftovers:
        return None
    if clause.attribute is not None:
        return None
    earlier = read_request(normalize(last.text).tokens, mind.situation.book, mind.situation.now)
    if not earlier.clauses or not earlier.complete:
        return None
    first = replace(earlier.clauses[0], targets=clause.targets or earlier.clauses[0].targets, areas=clause.areas, scope=clause.scope)
    times = request.times or earlier.times
    return act(replace(earlier, clauses=(first,), times=times, time=times[0] if times else None), mind, text=last.text)


def _as_before(last: Act, chosen: set[str]) -> tuple[Planned, ...]:
    """What brings the entities of an act that were not meant back to how they were."""
    back: dict[str, dict[str, Value]] = {}
    for entity_id, attribute, value in last.before:
        if entity_id not in chosen and value is not None:
            back.setdefault(entity_id, {})[attribute] = value
    return tuple(Planned(e, {"on": False} if s.get("on") is False else s) for e, s in back.items())


def _mine(last: Act, mind: Mind) -> Decision | None:
    own = mind.situation.book.of_person(mind.situation.person or "")
    kinds = {mind.situation.home.entities[c.entity_id].kind for c in last.commands if c.entity_id in mind.situation.home.entities}
    ids = tuple(e for e in own if mind.situation.home.entities[e].kind in kinds)
    earlier = read_request(normalize(last.text).tokens, mind.situation.book, mind.situation.now)
    if not ids or not earlier.clauses:
        return None
    phrase = NounPhrase("mine", 0, 0, named=ids, fitting=ids)
    return act(replace(earlier, clauses=(replace(earlier.clauses[0], targets=(phrase,), areas=()),)), mind, text=last.text)


def _half_back(mind: Mind) -> Decision | None:
    """"too much": half of the last change back."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None:
        return None
    now = {(c.entity_id, a): v for c in last.commands for a, v in c.settings.items()}
    plans = tuple(
        Planned(entity_id, {attribute: round((before + after) / 2)})
        for entity_id, attribute, before in last.before
        if isinstance(after := now.get((entity_id, attribute)), int | float)
        and isinstance(before, int | float)
        and not isinstance(before, bool)
        and not isinstance(after, bool)
        and before != after
    )
    return Decision(Kind.ACTS, plans=plans, focus=tuple(p.entity_id for p in plans)) if plans else None


def _rescheduled(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """"make that seven o'clock instead": what was just planned, at another time."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None or not last.schedules or row[0].text not in ("make", "no", "actually", "change", "move", "better", "not"):
        return None
    planned = [s for s in mind.pending if s.id in last.schedules]
    request = read_request(row, mind.situation.book, mind.situation.now)
    if any(p.pronoun is None for c in request.clauses for p in c.targets):
        return None
    clock = read_clock([t for t in row if t.text not in ("make", "that", "it", "instead", "no", "to", "change", "move")], mind.situation.now)
    when = request.times
    if not when and clock is not None:
        at = next_occurrence(clock, mind.situation.now)
        when = (TimeReading(0, Moment(at, clock)),)
    earlier = read_request(normalize(last.text).tokens, mind.situation.book, mind.situation.now)
    if not when or not planned or not earlier.clauses:
        return None
    decision = act(replace(earlier, times=when, time=when[0]), mind, text=last.text)
    cancelled = tuple(replace(s, status=ScheduleStatus.CANCELLED) for s in planned)
    return replace(decision, schedules=(*decision.schedules, *cancelled)) if decision.kind is Kind.SCHEDULES else None


def _without_lead(row: tuple[Token, ...]) -> tuple[tuple[Token, ...], bool]:
    rejected = False
    changed = True
    while changed and row:
        changed = False
        words = tuple(token.text for token in row)
        for lead in sorted(LEADS, key=len, reverse=True):
            if words[: len(lead)] == lead:
                rejected = rejected or bool(REJECTING & set(lead))
                row, changed = row[len(lead) :], True
                break
    return row, rejected


def _correct_lesson(rest: Sequence[Token], mind: Mind) -> Decision | None:
    """Right after a lesson, "no, …" corrects what was learned, and does it."""
    lesson = mind.state.lessons[-1]
    assert lesson.after is not None
    concept = mind.lexicon.concepts.get(lesson.after.id)
    if concept is None:
        return None
    focus = mind.situation.focus
    meaning = concept.meaning
    if isinstance(meaning, ValueName | ActionName):
        found = mind.definer.define("value", rest, focus)
        if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
            return None
        fresh = {s.attribute for s in found.meaning.settings}
        settings = (*(s for s in meaning.settings if s.attribute not in fresh), *found.meaning.settings)
        decision = taken(
            concept.changed(replace(meaning, settings=settings), mind.provenance("corrected")),
            concept,
            mind,
            changed=True,
        )
        return replace(decision, plans=_on_focus(settings, focus, mind), focus=focus)
    if isinstance(meaning, Preference):
        return None
    if isinstance(meaning, Alias | AreaName):
        found = mind.definer.define("device" if isinstance(meaning, Alias) else "area", rest)
        if not isinstance(found, Defined) or not isinstance(found.meaning, Alias | AreaName):
            return None
        decision = taken(concept.changed(found.meaning, mind.provenance("corrected")), concept, mind, changed=True)
        last = mind.state.acts[-1] if mind.state.acts else None
        if last is not None and last.turn_id == mind.state.last_turn_id and isinstance(found.meaning, Alias):
            settings_of = {a: v for c in last.commands for a, v in c.settings.items()}
            plans = tuple(Planned(e, settings_of) for e in found.meaning.entities)
            plans += _as_before(last, set(found.meaning.entities))
            return replace(decision, plans=plans, focus=found.meaning.entities)
        return decision
    if isinstance(meaning, Routine):
        return change(concept, rest, mind)
    return change(concept, rest, mind)


def _on_focus(settings: Sequence[object], focus: Sequence[str], mind: Mind) -> tuple[Planned, ...]:
    from teaching.grounding import taught_settings

    plans = []
    for entity_id in focus:
        entity = mind.situation.home.entities.get(entity_id)
        if entity is not None:
            grounded = taught_settings(entity, settings, mind.situation.states.of(entity_id))  # type: ignore[arg-type]
            if grounded.settings:
                plans.append(Planned(entity_id, grounded.settings, grounded.lacking))
    return tuple(plans)


def _other_target(clause: Clause, last: Act, mind: Mind) -> Decision | None:
    """ "no, the ceiling one": the same on another entity, and the wrong one as it was."""
    earlier = read_request(normalize(last.text).tokens, mind.situation.book, mind.situation.now)
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
    undone = _as_before(last, chosen)
    return replace(decision, plans=(*decision.plans, *undone), focus=tuple(chosen))


def _other_value(request: Request, last: Act, mind: Mind) -> Decision | None:
    """ "no, make it sixty": does it; when a taught word had asked for the old value, asks whether it changes for good."""
    entities = tuple(dict.fromkeys(command.entity_id for command in last.commands))
    there = mind.with_situation(replace(mind.situation, focus=entities))
    decision = act(request, there, text=mind.utterance.text)
    if decision.kind is not Kind.ACTS or not last.concepts:
        return decision if decision.kind in (Kind.ACTS, Kind.ASKS_WHICH) else None
    concept = next(
        (
            mind.lexicon.concepts[c]
            for c in last.concepts
            if c in mind.lexicon.concepts and isinstance(mind.lexicon.concept(c).meaning, ValueName)
        ),
        None,
    )
    if concept is None or not decision.plans:
        return decision
    meaning = concept.meaning
    assert isinstance(meaning, ValueName)
    found = mind.definer.define("value", _tokens_of(request, mind), entities)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return decision
    fresh = {s.attribute for s in found.meaning.settings}
    changed = ValueName((*(s for s in meaning.settings if s.attribute not in fresh), *found.meaning.settings))
    tail = mind.wording.say("scope_question", term=concept.term, meaning=mind.wording.meaning(changed))
    return replace(decision, tail=tail, question=ScopeQuestion(concept.id, changed))


def _tokens_of(request: Request, mind: Mind) -> tuple[Token, ...]:
    return _without_lead(normalize(mind.utterance.text).tokens)[0]


def swap(mind: Mind) -> Decision | None:
    """"swap them": what was just done, the other way round."""
    last = mind.state.acts[-1] if mind.state.acts else None
    if last is None or len(last.commands) != 2:
        return None
    first, second = last.commands
    home = mind.situation.home
    plans = tuple(
        Planned(entity_id, {a: v for a, v in settings.items() if settable(home.entities[entity_id], a)})
        for entity_id, settings in ((first.entity_id, second.settings), (second.entity_id, first.settings))
        if entity_id in home.entities
    )
    if len(plans) < 2 or not all(plan.settings for plan in plans):
        return None
    return Decision(Kind.ACTS, plans=plans, focus=tuple(plan.entity_id for plan in plans))
