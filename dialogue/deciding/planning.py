"""What a request would set, clause by clause and step by step; or the question that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.safety import Tier, is_dangerous_direction, tier_of
from dialogue.deciding.rights import rights_refused
from dialogue.decision import Decision
from dialogue.dialogue_state import MissingQuestion, WhichQuestion
from dialogue.interpretation import Clause, Request, ValueTerm
from dialogue.mind import Mind
from dialogue.resolving.effects import WAKING
from dialogue.resolving.outcomes import Ambiguous, Impossible, Incomplete, Planned, Resolved
from dialogue.resolving.resolution import resolve
from dialogue.response import Kind
from teaching.concepts import Routine, Step
from teaching.grounding import switched, taught_settings

ANAPHORS = frozenset({"it", "that", "this", "them", "these", "those"})
Plans = tuple[list[Planned], list[str], list[str], bool, str, list[str]]


def plan_request(request: Request, mind: Mind, text: str) -> Plans | Decision:
    """Every clause resolved and put together, or the decision that one of them leads to."""
    plans: list[Planned] = []
    reasons: list[str] = []
    concepts: list[str] = []
    confirm = False
    names: list[str] = []
    unable: list[str] = []
    earlier: tuple[str, ...] = ()
    clauses = [clause for clause in request.clauses if clause.acts or clause.targets or clause.areas]
    for clause in (_as_value(clause, mind) for clause in clauses):
        for scene in clause.scenes:
            routine = mind.lexicon.concept(scene)
            meaning = routine.meaning
            assert isinstance(meaning, Routine)
            steps = _routine_of(meaning, clause, mind)
            if steps is None:
                return rights_refused(mind)
            plans.extend(steps)
            concepts.append(scene)
            confirm = confirm or meaning.confirm_always or _lets_in(steps, mind)
            names.append(routine.term)
            earlier = tuple(plan.entity_id for plan in steps)
        if clause.scenes and not (clause.targets or clause.values):
            continue
        found = resolve(clause, mind.situation, earlier)
        match found:
            case Resolved():
                plans.extend(found.plans)
                reasons.extend(found.reasons)
                concepts.extend(found.concepts)
                unable.extend(found.unable)
                earlier = tuple(plan.entity_id for plan in found.plans) or earlier
                names.extend([_named_by(clause, mind)] if found.plans else [])
            case Ambiguous():
                return _ask_which(found, mind, text)
            case Impossible() if clause.liking is not None:
                return _unliked(clause, found, mind, text)
            case Impossible() if plans and _of_the_same(clause):
                plans = [_lacking(plan, clause) if plan.entity_id in earlier else plan for plan in plans]
            case Impossible():
                return Decision(Kind.REFUSES, lead=mind.wording.say(found.code, **found.names), understood=False)
            case Incomplete():
                if plans and not clause.acts:
                    continue
                return _ask_missing(found, mind, text)
    act_as = names[0] if len(set(names)) == 1 else ""
    return _united(plans), reasons, list(dict.fromkeys(concepts)), confirm, act_as, unable


def _unliked(clause: Clause, found: Impossible, mind: Mind, text: str) -> Decision:
    """That nobody has told how somebody likes it; the speaker's own liking is asked for."""
    thing = found.names.get("thing") or mind.wording.join([mind.wording.area(a) for a in clause.areas])
    key = "no_preference" if clause.liking == "me" else "no_preference_of"
    said = mind.wording.say(key, thing=thing or "it", person=mind.wording.person(clause.liking or ""))
    if clause.liking != "me":
        return Decision(Kind.ANSWERS, lead=said)
    wanted = MissingQuestion("liking", request=text, area=mind.situation.area)
    return Decision(Kind.ASKS_FOR, lead=said, question=wanted)


def _as_value(clause: Clause, mind: Mind) -> Clause:
    """ "the desk lamp on movie night", where movie night does one and the same to all its things: that, to this one."""
    if len(clause.scenes) != 1 or not clause.targets or clause.values:
        return clause
    if all(phrase.pronoun in ANAPHORS for phrase in clause.targets) and not _switches_off(clause):
        return replace(clause, targets=(), particle=None)  # "put it on movie night again"
    concept = mind.lexicon.concept(clause.scenes[0])
    meaning = concept.meaning
    if not isinstance(meaning, Routine) or meaning.confirm_always or any(p.pronoun for p in clause.targets):
        return clause
    if _lets_in(routine_plans(meaning.steps, mind), mind):
        return clause
    meant = {e for phrase in clause.targets for e in (phrase.named or phrase.fitting)}
    touched = {plan.entity_id for plan in routine_plans(meaning.steps, mind)}
    if len({step.settings for step in meaning.steps}) > 1 and meant <= touched and not _switches_off(clause):
        return replace(clause, targets=(), particle=None)  # the lamp that it is about, and whatever goes with it
    alike = [
        step for step in meaning.steps if _kinds_of(step, mind) & {mind.situation.home.entities[e].kind for e in meant}
    ]
    shares = {tuple(s for s in step.settings if s.attribute != "on") for step in alike or meaning.steps}
    if len(shares) != 1 or not next(iter(shares)):
        return clause
    term = ValueTerm(concept.term, 0, 0, settings=next(iter(shares)), concept_id=concept.id)
    return replace(clause, scenes=(), values=(term,), particle=None if clause.particle == "on" else clause.particle)


def _of_the_same(clause: Clause) -> bool:
    """Whether more is asked of what was named before in the sentence: "… and make it purple"."""
    return bool(clause.targets and clause.values) and all(p.pronoun in ("it", "them") for p in clause.targets)


def _lacking(plan: Planned, clause: Clause) -> Planned:
    return replace(plan, lacking=(*plan.lacking, *(term.text for term in clause.values)))


def _switches_off(clause: Clause) -> bool:
    return "off" in (clause.particle, clause.verb) or clause.verb == "stop"


def _kinds_of(step: Step, mind: Mind) -> set[str]:
    entities = mind.situation.home.entities
    return {entities[e].kind for e in step.target.entities if e in entities} | {step.target.kind or ""}


def _ended(plans: Sequence[Planned], mind: Mind) -> list[Planned]:
    """ "movie night off": what a routine turned on is turned off, and nothing else is touched."""
    entities = mind.situation.home.entities
    lit = [p for p in plans if p.settings.get("on") is True or (WAKING & set(p.settings) and "on" not in p.settings)]
    ended = ((plan.entity_id, switched(entities[plan.entity_id], False)) for plan in lit)
    return [Planned(entity_id, settings) for entity_id, settings in ended if settings]


def _lets_in(plans: Sequence[Planned], mind: Mind) -> bool:
    """Whether a routine unlocks, opens or disarms: it asks every time, however it came to be known."""
    entities = mind.situation.home.entities
    return any(is_dangerous_direction(entities[plan.entity_id], plan.settings) for plan in plans)


def _routine_of(routine: Routine, clause: Clause, mind: Mind) -> list[Planned] | None:
    """What a clause asks of a routine; ``None`` where it takes a grown-up."""
    steps = routine_plans(routine.steps, mind, clause.areas)
    if _switches_off(clause):
        return _ended([plan for plan in steps if not _left_out(plan, clause, mind)], mind)
    if not mind.may_do_dangerous and _reaches_danger(steps, mind):
        return None
    return [plan for plan in steps if not _left_out(plan, clause, mind)]


def _reaches_danger(plans: Sequence[Planned], mind: Mind) -> bool:
    """Whether a routine moves what can harm or let somebody in, whichever way: it has the highest tier in it."""
    entities = mind.situation.home.entities
    return any(tier_of(entities[plan.entity_id], plan.settings) >= Tier.DANGER for plan in plans)


def _left_out(plan: Planned, clause: Clause, mind: Mind) -> bool:
    out = {e for phrase in clause.exceptions for e in (phrase.named or phrase.fitting)}
    return plan.entity_id in out or mind.situation.home.entities[plan.entity_id].area in clause.exception_areas


def _named_by(clause: Clause, mind: Mind) -> str:
    """The taught value that says by itself what was done ("study mode")."""
    plain = (t for t in clause.values if not any(setting.relative for setting in t.settings))
    terms = [mind.lexicon.concept(t.concept_id).term for t in plain if t.concept_id is not None]
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
            ids.extend(_of_kind(step, mind, areas))
        for entity_id in ids:
            grounded = taught_settings(home.entities[entity_id], step.settings, mind.situation.states.of(entity_id))
            if grounded.settings:
                plans.append(Planned(entity_id, grounded.settings, grounded.lacking))
    return _united(plans)


def _places(step: Step, mind: Mind, areas: Sequence[str]) -> tuple[str, ...]:
    """Where a step of a kind is done; nothing for the whole home."""
    return tuple(areas) or step.target.areas or ((mind.situation.area,) if mind.situation.area else ())


def _of_kind(step: Step, mind: Mind, areas: Sequence[str]) -> list[str]:
    places = _places(step, mind, areas)
    return [e.id for e in mind.situation.home.spoken if e.kind == step.target.kind and (not places or e.area in places)]


def steps_without_things(request: Request, mind: Mind) -> str:
    """Says so where a routine asks for things of a kind in a room that has none."""
    said = []
    for clause in request.clauses:
        for scene in clause.scenes:
            meaning = mind.lexicon.concept(scene).meaning
            for step in meaning.steps if isinstance(meaning, Routine) else ():
                if step.target.kind is not None and not _of_kind(step, mind, clause.areas):
                    place = mind.wording.join([mind.wording.area(a) for a in _places(step, mind, clause.areas)])
                    things = mind.wording.kinds(step.target.kind)
                    said.append(mind.wording.say("none_there", things=things, place=mind.wording.definite(place)))
    return " ".join(dict.fromkeys(said))


def _ask_which(found: Ambiguous, mind: Mind, text: str) -> Decision:
    return Decision(
        Kind.ASKS_WHICH,
        lead=mind.wording.say("asks_which", options=mind.wording.options(found.options)),
        question=WhichQuestion(
            found.options, found.mention, text, mind.situation.area, place=found.place, lasting=found.lasting
        ),
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
