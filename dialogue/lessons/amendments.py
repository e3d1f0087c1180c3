"""Changing what a word means: adding to it, taking from it, another value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from devices.safety import Tier, tier_of
from dialogue.decision import Decision
from dialogue.definitions import Contradicted, Defined, NotADefinition, Undefined, phrase_entities
from dialogue.learning import ask_about, contradicted, known, learn, taken
from dialogue.mind import Mind
from dialogue.preferences import kind_for
from dialogue.response import Kind
from dialogue.statements import Statement
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

NAMES = (Alias, AreaName, PersonName)
ATTRIBUTE_WORDS = {
    "brightness": "brightness", "light level": "brightness", "light": "brightness", "colour": "color", "color": "color",
    "colour temperature": "color_temp", "color temperature": "color_temp", "warmth": "color_temp",
    "temperature": "target_temperature", "heat": "target_temperature", "volume": "volume", "sound": "volume",
    "position": "position", "humidity": "target_humidity", "speed": "speed",
}  # fmt: skip


def amend_add(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    tokens = statement.slots.get("definition") or statement.slots["definition_verb"]
    if "definition_verb" in statement.slots and not _is_command(tokens, mind):
        return None
    found = mind.definer.define("scene", tokens)
    if isinstance(found, Undefined):
        return ask_about(found.unknowns, mind.utterance.text, mind)
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


def _is_command(tokens: Sequence[Token], mind: Mind) -> bool:
    index = mind.situation.book.vocabulary.index
    return tokens[0].text != "be" and any(
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
    said = [token for token in statement.slots["definition"] if token.text not in ("is", "are")]
    found = mind.definer.define("scene", said)
    if not isinstance(found, Defined) or not isinstance(found.meaning, Routine):
        return None
    steps = merged_steps(concept.meaning.steps, found.meaning.steps)
    return _amended(concept, replace(concept.meaning, steps=steps), mind)


def amend_remove(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None or not isinstance(concept.meaning, Routine | Alias):
        return None
    out = set(phrase_entities(statement.slots["definition"], mind.situation))
    if not out:
        return None
    if isinstance(concept.meaning, Alias):
        left = tuple(e for e in concept.meaning.entities if e not in out)
        return _amended(concept, Alias(left), mind) if left else None
    steps = []
    for step in concept.meaning.steps:
        entities = tuple(e for e in step.target.entities if e not in out)
        if step.target.kind is None and not entities:
            continue
        steps.append(replace(step, target=replace(step.target, entities=entities)))
    if not steps:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_empty", term=concept.term))
    if len(steps) == len(concept.meaning.steps) and tuple(steps) == concept.meaning.steps:
        return None
    return _amended(concept, replace(concept.meaning, steps=tuple(steps)), mind)


def amend_change(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None or statement.words("concept") in ("it", "that", "this"):
        return None
    before = mind.utterance.text.lower().partition(concept.term)[0].split()
    if isinstance(concept.meaning, Alias | AreaName | PersonName) and {"make", "let"} & set(before):
        return None  # "make Bertha pink" is for Bertha to do
    return change(concept, statement.slots["definition"], mind)


def change(concept: Concept, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """Gives a concept another meaning; a bare value changes what its steps are set to."""
    if isinstance(concept.meaning, Chosen):
        return _choose_other(concept, concept.meaning, tokens, mind)
    if isinstance(concept.meaning, Routine):
        entities = [e for step in concept.meaning.steps for e in step.target.entities]
        value = mind.definer.define("value", tokens, entities[:1])
        if isinstance(value, Defined) and isinstance(value.meaning, ValueName):
            steps = tuple(
                replace(step, settings=_merged_settings(step.settings, value.meaning.settings))
                if _takes(step, value.meaning.settings, mind)
                else step
                for step in concept.meaning.steps
            )
            if steps != concept.meaning.steps:
                return _amended(concept, replace(concept.meaning, steps=steps), mind)
        found = mind.definer.define("scene", tokens)
    else:
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
    match found:
        case Defined():
            return _redefined(concept, found, mind)
        case Undefined():
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
    if isinstance(meaning, Alias):
        held = set(meaning.entities)
    elif isinstance(meaning, Routine):
        held = {e for step in meaning.steps for e in step.target.entities}
    else:
        return None
    situation = replace(mind.situation, focus=tuple(held))
    out = set(phrase_entities(part, situation))
    if not out <= held:
        out = {e for e in out if e in held} if out & held else set()
    if not out or out >= held:
        return None
    if isinstance(meaning, Alias):
        return Alias(tuple(e for e in meaning.entities if e not in out))
    steps = []
    for step in meaning.steps:
        entities = tuple(e for e in step.target.entities if e not in out)
        if entities or step.target.kind is not None:
            steps.append(replace(step, target=replace(step.target, entities=entities)))
    return replace(meaning, steps=tuple(steps)) if steps else None
