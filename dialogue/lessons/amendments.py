"""Changing what a word means: adding to it, taking from it, another value."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from devices.safety import Tier, tier_of
from dialogue.decision import Decision
from dialogue.lessons.definitions import Contradicted, Defined, Definition, NotADefinition, Undefined, phrase_entities
from dialogue.lessons.learning import known, learn, taken
from dialogue.lessons.meaning_questions import ask_about, contradicted
from dialogue.lessons.preferences import kind_for
from dialogue.mind import Mind
from dialogue.reading.numbers import read_number
from dialogue.reading.requests import read_request
from dialogue.reading.statements import Statement
from dialogue.resolving.effects import effects_of
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Chosen,
    Concept,
    Meaning,
    PersonName,
    Preference,
    Routine,
    Selector,
    Setting,
    Step,
    TimeName,
    ValueName,
)
from teaching.grounding import taught_settings

NAMES = (Alias, AreaName, PersonName)


def amend_add(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    if "definition_verb" in statement.slots and isinstance(concept.meaning, NAMES):
        return None  # "let Bertha play as well" is for Bertha to do
    tokens = _done_by_itself(statement.slots.get("definition") or statement.slots["definition_verb"], mind)
    if "definition_verb" in statement.slots and not _is_command(tokens, mind):
        return None
    again = _step_again(concept, tokens, mind)
    if again is not None:
        return again
    found = mind.definer.define("scene", tokens)
    if isinstance(found, Undefined):
        return ask_about(found.unknowns, mind.utterance.text, mind)
    return _added(concept, found, tokens, mind)


def _done_by_itself(tokens: Sequence[Token], mind: Mind) -> tuple[Token, ...]:
    """ "the porch light coming on" → "the porch light on": a thing that does it by itself is switched all the same."""
    words = mind.situation.book.vocabulary.words
    return tuple(
        token
        for position, token in enumerate(tokens)
        if not (
            0 < position < len(tokens) - 1
            and token.text in words("coming")
            and tokens[position + 1].text in words("behind_coming")
        )
    )


def _added(concept: Concept, found: Definition, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """A concept with what was found besides."""
    if isinstance(concept.meaning, Alias):
        more = mind.definer.define("device", tokens)
        if isinstance(more, Defined) and isinstance(more.meaning, Alias):
            return _amended(
                concept, Alias(tuple(dict.fromkeys((*concept.meaning.entities, *more.meaning.entities)))), mind
            )
    if isinstance(concept.meaning, ValueName) and isinstance(found, Defined) and isinstance(found.meaning, Routine):
        return _with_steps(concept, concept.meaning, found.meaning.steps, mind)
    if isinstance(concept.meaning, ValueName):
        value = mind.definer.define("value", tokens)
        if isinstance(value, Defined) and isinstance(value.meaning, ValueName):
            return _amended(
                concept, ValueName(_merged_settings(concept.meaning.settings, value.meaning.settings)), mind
            )
    if isinstance(found, Contradicted):
        return contradicted(found, concept.term, "scene", mind.utterance.text, mind, None)
    if not isinstance(found, Defined) or not isinstance(found.meaning, Routine):
        return None
    if isinstance(concept.meaning, Routine):
        old, more_steps = concept.meaning, found.meaning
        parts = tuple(dict.fromkeys((*old.parts, *more_steps.parts)))
        return _amended(concept, replace(old, steps=merged_steps(old.steps, more_steps.steps), parts=parts), mind)
    return None


def _step_again(concept: Concept, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """ "put the kettle back into tea time": as it was in the routine before, or simply on."""
    entities = _only_named(tokens, mind)
    if not isinstance(concept.meaning, Routine) or not entities or set(entities) & set(_held(concept.meaning)):
        return None
    before = [
        replace(step, target=Selector(entities=tuple(e for e in step.target.entities if e in entities)))
        for version in reversed(concept.versions)
        if isinstance(version.meaning, Routine)
        for step in version.meaning.steps
        if set(step.target.entities) & set(entities)
    ]
    things = [mind.situation.home.entities[e] for e in entities]
    able = all("on" in thing.capabilities and tier_of(thing) < Tier.DANGER for thing in things)
    steps = before[:1] or ([Step(Selector(entities=entities), (Setting("on", True),))] if able else [])
    if not steps:
        return None
    return _amended(concept, replace(concept.meaning, steps=merged_steps(concept.meaning.steps, steps)), mind)


def _only_named(tokens: Sequence[Token], mind: Mind) -> tuple[str, ...]:
    """The things that some words name, when they say nothing else of them."""
    request = read_request(tokens, mind.situation.book, mind.situation.now)
    says = any(c.acts or c.values or c.particle or c.scenes or c.negated for c in request.clauses)
    return () if says or request.unknowns else phrase_entities(tokens, mind.situation)


def _is_command(tokens: Sequence[Token], mind: Mind) -> bool:
    index = mind.situation.book.vocabulary.index
    return tokens[0].text not in mind.words("infinitive_be") and any(
        word.label == "verb" for _, entries in index.matches([t.text for t in tokens], 0) for word in entries
    )


def _with_steps(concept: Concept, meaning: ValueName, steps: Sequence[Step], mind: Mind) -> Decision | None:
    """A value that is to do more besides: from now on a routine, its settings for the kind they are of."""
    kind = kind_for(meaning.settings, mind)
    if kind is None:
        return None
    return _amended(concept, Routine((Step(Selector(kind=kind), meaning.settings), *steps)), mind)


def merged_steps(old: Sequence[Step], new: Sequence[Step]) -> tuple[Step, ...]:
    """Old steps with the new ones in the place of those for the same entities."""
    merged = {step.target: step for step in old}
    for step in new:
        before = merged.get(step.target)
        merged[step.target] = (
            step if before is None else replace(step, settings=_merged_settings(before.settings, step.settings))
        )
    return tuple(merged.values())


def _merged_settings(old: Sequence[Setting], new: Sequence[Setting]) -> tuple[Setting, ...]:
    fresh = {setting.attribute for setting in new}
    kept = [
        s
        for s in old
        if s.attribute not in fresh and not (s.attribute == "on" and any(n.attribute == "brightness" for n in new))
    ]
    if any(s.attribute == "on" and s.value is False for s in new):
        kept = []
    return (*kept, *new)


def amend_part(statement: Statement, mind: Mind) -> Decision | None:
    """ "change it so the lamp goes to forty in matinee": what one thing does in a routine that it is part of."""
    concept = known(statement.words("concept"), mind)
    if concept is None or not isinstance(concept.meaning, Routine):
        return None
    said = [token for token in statement.slots["definition"] if token.text not in mind.words("plain_copulas")]
    found = mind.definer.define("scene", said)
    if not isinstance(found, Defined) or not isinstance(found.meaning, Routine):
        return None
    steps = merged_steps(concept.meaning.steps, found.meaning.steps)
    return _amended(concept, replace(concept.meaning, steps=steps), mind)


def amend_swap(statement: Statement, mind: Mind) -> Decision | None:
    """ "swap the kettle for the coffee machine in tea time": another thing in the place of one of its things."""
    concept = known(statement.words("concept"), mind)
    if concept is None or not isinstance(concept.meaning, Routine | Alias):
        return None
    fresh = _only_named(statement.slots["fresh"], mind)
    old = phrase_entities(statement.slots["old"], replace(mind.situation, focus=_held(concept.meaning)))
    gone = tuple(e for e in old if e in _held(concept.meaning))
    if not fresh or not old:
        return _other_values(concept, statement, mind)
    if not gone:
        return _not_in(concept, old, mind)
    if isinstance(concept.meaning, Alias):
        return _amended(concept, Alias(_exchanged(concept.meaning.entities, gone, fresh)), mind)
    steps = []
    for step in concept.meaning.steps:
        entities = _exchanged(step.target.entities, gone, fresh)
        changed = entities != step.target.entities
        able = [e for e in fresh if taught_settings(mind.situation.home.entities[e], step.settings, {}).settings]
        if changed and len(able) < len(fresh):
            names = mind.wording.join([mind.wording.name(e) for e in fresh if e not in able])
            return Decision(Kind.REFUSES, lead=mind.wording.say("cannot", thing=names))
        steps.append(replace(step, target=replace(step.target, entities=entities)))
    return _amended(concept, replace(concept.meaning, steps=tuple(steps)), mind)


def _other_values(concept: Concept, statement: Statement, mind: Mind) -> Decision | None:
    """ "swap red for blue in film club"."""
    if not isinstance(concept.meaning, Routine):
        return None
    held = _held(concept.meaning)
    old, fresh = (mind.definer.define("value", statement.slots[slot], held) for slot in ("old", "fresh"))
    if not (isinstance(old, Defined) and isinstance(fresh, Defined)):
        return None
    if not (isinstance(old.meaning, ValueName) and isinstance(fresh.meaning, ValueName)):
        return None
    gone = {(s.attribute, s.value) for s in old.meaning.settings}
    anew = {s.attribute: s for s in fresh.meaning.settings}
    steps = tuple(
        replace(
            step,
            settings=tuple(anew.get(s.attribute, s) if (s.attribute, s.value) in gone else s for s in step.settings),
        )
        for step in concept.meaning.steps
    )
    return _amended(concept, replace(concept.meaning, steps=steps), mind) if steps != concept.meaning.steps else None


def _exchanged(entities: Sequence[str], gone: Sequence[str], fresh: Sequence[str]) -> tuple[str, ...]:
    """The entities with those that are gone replaced, in the place of the first of them."""
    first = next((i for i, entity in enumerate(entities) if entity in gone), None)
    if first is None:
        return tuple(entities)
    left = [e for e in entities if e not in gone and e not in fresh]
    return (*left[:first], *fresh, *left[first:])


def _held(meaning: Meaning) -> tuple[str, ...]:
    """The things a routine or a name is about."""
    if isinstance(meaning, Alias):
        return meaning.entities
    if isinstance(meaning, Routine):
        return tuple(dict.fromkeys(e for step in meaning.steps for e in step.target.entities))
    return ()


def _not_in(concept: Concept, entities: Sequence[str], mind: Mind) -> Decision:
    things = mind.wording.join([mind.wording.name(e) for e in entities])
    return Decision(
        Kind.ANSWERS, lead=mind.wording.say("not_in", thing=things, term=concept.term), focus_concept=concept.id
    )


def amend_remove(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None or not isinstance(concept.meaning, Routine | Alias):
        return None
    out = set(phrase_entities(statement.slots["definition"], mind.situation))
    if not out:
        return None
    free = isinstance(concept.meaning, Routine) and any(s.target.kind is not None for s in concept.meaning.steps)
    if not free and not out & set(_held(concept.meaning)):
        return _not_in(concept, sorted(out), mind)
    if isinstance(concept.meaning, Alias):
        left = tuple(e for e in concept.meaning.entities if e not in out)
        return _amended(concept, Alias(left), mind) if left else None
    steps = _steps_without(concept.meaning, out, _kinds_named(statement.slots["definition"], mind))
    if not steps:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_empty", term=concept.term))
    if steps == concept.meaning.steps:
        return None
    return _amended(concept, replace(concept.meaning, steps=steps), mind)


def _steps_without(meaning: Routine, out: Collection[str], kinds: Collection[str]) -> tuple[Step, ...]:
    """The steps that are left without some things; a step for whatever is of a kind goes with the kind."""
    kept = (
        replace(step, target=replace(step.target, entities=tuple(e for e in step.target.entities if e not in out)))
        for step in meaning.steps
        if step.target.kind is None or step.target.kind not in kinds
    )
    return tuple(step for step in kept if step.target.entities or step.target.kind is not None)


def _kinds_named(tokens: Sequence[Token], mind: Mind) -> set[str]:
    """The kinds that are named without naming one of the things: "the blinds"."""
    request = read_request(tokens, mind.situation.book, mind.situation.now)
    return {kind for c in request.clauses for p in c.targets if not p.named for kind in p.kinds}


def amend_change(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None or statement.words("concept") in mind.words("neuter_pronouns"):
        return None
    before = mind.utterance.text.lower().partition(concept.term)[0].split()
    if isinstance(concept.meaning, Alias | AreaName | PersonName) and mind.words("making_and_letting") & set(before):
        return None  # "make Bertha pink" is for Bertha to do
    if "moved" in statement.slots and not isinstance(concept.meaning, TimeName):
        return None
    levelled = "levelled" in statement.slots
    if levelled and not (isinstance(concept.meaning, ValueName) and read_number(statement.slots["definition"], 0)):
        return None
    changed = change(concept, statement.slots["definition"], mind)
    remarked = any(token.comma_before for token in statement.slots["definition"][1:])
    return None if changed is not None and changed.kind is Kind.ASKS_ABOUT and remarked else changed


def _graded(concept: Concept, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """ "make cosy a bit darker": as much less as it would be of a thing that is like that now."""
    if not isinstance(concept.meaning, ValueName):
        return None
    clauses = read_request(tokens, mind.situation.book, mind.situation.now).clauses
    if len(clauses) != 1 or clauses[0].targets or clauses[0].areas:
        return None
    relative = [term for term in clauses[0].values if term.direction or term.factor]
    if not relative or len(relative) < len(clauses[0].values):
        return None
    now = {setting.attribute: setting.value for setting in concept.meaning.settings}
    for entity in mind.situation.home.spoken:
        if not all(name in entity.capabilities for name in now):
            continue
        grounded = effects_of(clauses[0], entity, {**now, "on": True})
        fresh = {} if grounded is None else {name: v for name, v in grounded.settings.items() if name in now}
        if fresh and fresh != {name: now[name] for name in fresh}:
            settings = tuple(replace(s, value=fresh.get(s.attribute, s.value)) for s in concept.meaning.settings)
            return _amended(concept, replace(concept.meaning, settings=settings), mind)
    return None


def change(concept: Concept, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """Gives a concept another meaning; a bare value changes what its steps are set to."""
    if isinstance(concept.meaning, Chosen):
        return _choose_other(concept, concept.meaning, tokens, mind)
    if isinstance(concept.meaning, Routine):
        entities = [e for step in concept.meaning.steps for e in step.target.entities]
        value = mind.definer.define("value", tokens, entities[:1])
        if isinstance(value, Defined) and isinstance(value.meaning, ValueName):
            fresh = {setting.attribute for setting in value.meaning.settings if setting.attribute != "on"}
            alike = [s for s in concept.meaning.steps if fresh & {setting.attribute for setting in s.settings}]
            steps = tuple(
                replace(step, settings=_merged_settings(step.settings, value.meaning.settings))
                if step in (alike or concept.meaning.steps) and _takes(step, value.meaning.settings, mind)
                else step
                for step in concept.meaning.steps
            )
            if steps != concept.meaning.steps:
                return _amended(concept, replace(concept.meaning, steps=steps), mind)
        found = mind.definer.define("scene", tokens)
    else:
        graded = _graded(concept, tokens, mind)
        if graded is not None:
            return graded
        roles = {
            ValueName: "value",
            Alias: "device",
            TimeName: "time",
            PersonName: "person",
            ActionName: "action",
            Preference: "value",
        }
        role = roles.get(type(concept.meaning), "area")
        targets = concept.meaning.entities if isinstance(concept.meaning, Preference) else mind.situation.focus
        found = mind.definer.define(role, tokens, targets, concept.term)
        if isinstance(found, NotADefinition):
            found = mind.definer.define_any(tokens, concept.term)
    if isinstance(found, Defined) and found.meaning == concept.meaning and any(t.comma_before for t in tokens[1:]):
        return None  # "Otto's a daft name, call it Hugo": nothing but "it" was read
    match found:
        case Defined():
            return _redefined(concept, found, mind)
        case Undefined():
            over = mind.situation.book.vocabulary.words("endings")
            if all(span.text in over for span in found.unknowns):
                return None  # "movie night is finished now"
            return ask_about(found.unknowns, mind.utterance.text, mind)
        case Contradicted():
            return contradicted(found, concept.term, "scene", mind.utterance.text, mind, None)
        case _:
            return None


def _redefined(concept: Concept, found: Defined, mind: Mind) -> Decision | None:
    """A concept with what was found for it in place of its meaning; settings that weren't spoken of stay."""
    if concept.id in found.uses:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=concept.term))
    meaning = found.meaning
    if isinstance(concept.meaning, NAMES) and not isinstance(meaning, NAMES):
        return None  # "Bertha on" is for Bertha to do
    if isinstance(concept.meaning, ValueName) and isinstance(meaning, ValueName):
        meaning = ValueName(_merged_settings(concept.meaning.settings, meaning.settings))
    if isinstance(concept.meaning, Preference) and isinstance(meaning, ValueName):
        meaning = replace(concept.meaning, settings=meaning.settings)
    return _amended(concept, meaning, mind)


def _choose_other(concept: Concept, meaning: Chosen, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    entities = phrase_entities(tokens, mind.situation)
    if len(entities) != 1 or tier_of(mind.situation.home.entities[entities[0]]) >= Tier.DANGER:
        return None
    changed = replace(meaning, entity=entities[0])
    return taken(concept.changed(changed, mind.provenance("corrected")), concept, mind, changed=True)


def _takes(step: Step, settings: Sequence[Setting], mind: Mind) -> bool:
    home = mind.situation.home
    return any(
        s.attribute in home.entities[e].capabilities
        for e in step.target.entities
        if e in home.entities
        for s in settings
    )


def _amended(concept: Concept, meaning: Meaning, mind: Mind) -> Decision:
    checked = learn(concept.term, meaning, mind, how="corrected")
    if checked.kind is not Kind.CONFIRMS:
        return checked
    return taken(concept.changed(meaning, mind.provenance("corrected")), concept, mind, changed=True)


def drop_step(statement: Statement, mind: Mind) -> Decision | None:
    """ "no, forget the oven", right after a lesson: one of its steps, or one of the things it names, taken out."""
    lesson = mind.state.lessons[-1] if mind.state.lessons else None
    if lesson is None or lesson.after is None or lesson.turn_id != mind.state.last_turn_id:
        return None
    concept = mind.lexicon.concepts.get(lesson.after.id)
    if concept is None or known(statement.words("part"), mind) not in (None, concept):
        return None
    meaning = without_part(concept, statement.slots["part"], mind)
    return _amended(concept, meaning, mind) if meaning is not None else None


def without_part(concept: Concept, part: Sequence[Token], mind: Mind) -> Meaning | None:
    """What a routine or a group means without some of its things; ``None`` when they aren't in it or are all of it."""
    meaning = concept.meaning
    held = set(_held(meaning))
    if not isinstance(meaning, Alias | Routine):
        return None
    out = set(phrase_entities(part, mind.situation)) & held
    if isinstance(meaning, Alias):
        return Alias(tuple(e for e in meaning.entities if e not in out)) if out and out < held else None
    steps = _steps_without(meaning, out, _kinds_named(part, mind))
    return replace(meaning, steps=steps) if steps and steps != meaning.steps else None
