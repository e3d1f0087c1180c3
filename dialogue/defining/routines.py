"""Definitions that are several steps: routines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.defining.answer import LONG_ANSWER, name_of, request_in
from dialogue.interpretation import Clause
from dialogue.lessons.definitions import Contradicted, Defined, Definition, NotADefinition, Undefined
from dialogue.resolving.outcomes import Ambiguous, Impossible, Planned, Resolved
from dialogue.resolving.resolution import resolve
from dialogue.situation import Situation
from dialogue.tokens import Token
from teaching.concepts import (
    Routine,
    Selector,
    Setting,
    Step,
)
from teaching.contradictions import clashes


def define_routine(situation: Situation, row: Sequence[Token]) -> Definition:  # noqa: C901 - one alternative after the other, in the order that decides
    situation = replace(situation, lasting=True)
    request = request_in(situation, row)
    if request.unknowns:
        if any(c.acts for c in request.clauses) or len(row) <= LONG_ANSWER:
            return Undefined(request.unknowns)
        return NotADefinition()
    steps: list[Step] = []
    examples: dict[Selector, str] = {}
    plans: list[Planned] = []
    uses: list[str] = []
    parts: list[str] = []
    earlier: tuple[str, ...] = ()
    unsettled: tuple[str, dict[str, str], tuple[str, ...]] | None = None
    for clause in request.clauses:
        if not clause.acts:
            if clause.targets and not request.clauses[0].acts:
                return NotADefinition()
            continue
        for scene in clause.scenes:
            meaning = situation.book.lexicon.concept(scene).meaning
            if isinstance(meaning, Routine):
                steps.extend(meaning.steps)
                uses.append(scene)
                parts.append(scene)
        if clause.scenes and not clause.targets:
            continue
        found = resolve(clause, situation, earlier)
        if isinstance(found, Resolved):
            faulty = next((plan for plan in found.plans if plan.fault is not None), None)
            if faulty is not None:
                names = {
                    "thing": name_of(situation, faulty.entity_id),
                    "attribute": (faulty.faulty_attribute or "").replace("_", " "),
                    "reason": faulty.fault or "",
                }
                unsettled = unsettled or ("out_of_range", names, (faulty.entity_id,))
                steps.extend(_steps(situation, clause, [p for p in found.plans if p.fault is None]))
                steps.append(Step(Selector(entities=(faulty.entity_id,)), ()))
                continue
            earlier = tuple(plan.entity_id for plan in found.plans)
            plans.extend(found.plans)
            more = _steps(situation, clause, found.plans)
            examples.update((step.target, found.plans[0].entity_id) for step in more if not step.target.entities)
            steps.extend(more)
            uses.extend(found.concepts)
        elif isinstance(found, Ambiguous):
            return Contradicted(
                "asks_which",
                {"options": ", ".join(name_of(situation, e) for e in found.options)},
                tuple((e, "", None) for e in found.options),
            )
        elif isinstance(found, Impossible):
            return Contradicted(found.code, dict(found.names))
        elif found.what == "value" and found.target and clause.values:
            names = {"thing": name_of(situation, found.target[0]), "what": clause.values[0].text}
            unsettled = unsettled or ("incapable", names, found.target)
            steps.append(Step(Selector(entities=found.target), ()))
        else:
            return NotADefinition()
    if unsettled is not None:
        code, names, entities = unsettled
        return Contradicted(code, names, tuple((e, "", None) for e in entities), Routine(tuple(steps)))
    if not steps:
        return NotADefinition()
    for clash in clashes(steps):
        # For a kind ("the shutters") one of them stands.
        entity_id = clash.target.entities[0] if clash.target.entities else examples.get(clash.target)
        if entity_id:
            return Contradicted(
                "contradiction",
                {"thing": name_of(situation, entity_id)},
                ((entity_id, clash.attribute, clash.first), (entity_id, clash.attribute, clash.second)),
                Routine(tuple(steps)),
            )
    whole = Routine(tuple(steps), parts=tuple(dict.fromkeys(parts)))
    return Defined(whole, tuple(dict.fromkeys(uses)), tuple(plans), once=request.once, untimed=bool(request.times))


def _steps(situation: Situation, clause: Clause, plans: Sequence[Planned]) -> list[Step]:
    """Steps by entity; a kind without a place ("lights off") stays a kind, done wherever it is said.

    Unless what was meant is somewhere else: "close the blinds" in a room that has none.
    """
    relative = {t.attributes for t in clause.values if t.direction}
    phrase = clause.targets[0] if len(clause.targets) == 1 else None
    near = situation.area is None or any(situation.home.entities[p.entity_id].area == situation.area for p in plans)
    free = (
        phrase is not None
        and near
        and (phrase.plural or phrase.mass)
        and not phrase.named
        and not phrase.areas
        and not clause.areas
        and clause.scope is None
        and not phrase.every
        and not clause.exceptions
        and not relative
    )
    if free and phrase is not None and plans and len({tuple(sorted(p.settings.items(), key=str)) for p in plans}) == 1:
        settings = tuple(Setting(a, v) for a, v in plans[0].settings.items())
        return [Step(Selector(kind=phrase.kinds[0]), settings)]
    return [
        Step(Selector(entities=(p.entity_id,)), tuple(Setting(a, v) for a, v in p.settings.items()))
        for p in plans
        if p.settings
    ]
