"""Decides about statements: teaching, changing, explaining, forgetting, undoing, schedules, the guided conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from devices.capabilities import Value, is_readonly
from dialogue.acting import routine_plans
from dialogue.chunks import chunk
from dialogue.decision import Decision
from dialogue.definitions import Contradicted, Defined, NotADefinition, Undefined, VagueTime, phrase_entities
from dialogue.dialogue_state import GuidedQuestion, LessonMark, MissingQuestion
from dialogue.interpretation import Clause
from dialogue.learning import ask_about, contradicted, known, learn, taken
from dialogue.mind import Mind
from dialogue.ports import Forget
from dialogue.preferences import state_preference
from dialogue.questions import AUXILIARIES, WH
from dialogue.requests import read_request
from dialogue.resolution import Planned
from dialogue.response import Kind, LearnedReport, UnknownSpan
from dialogue.spoken import say_when
from dialogue.statements import Statement
from dialogue.tokens import Token
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Concept,
    Meaning,
    PersonName,
    Preference,
    Routine,
    Selector,
    Setting,
    Status,
    Step,
    TimeName,
    ValueName,
)
from teaching.grounding import COVERS
from teaching.lexicon import split
from teaching.schedules import ScheduleStatus

ANAPHORIC = frozenset({"that", "it", "this", "there", "he", "she", "what", "who", "here", "those", "these", "they"})
DEMONSTRATED = frozenset({"light", "tv", "speaker", "fan", "switch"}) | COVERS
LASTING = (
    "on",
    "brightness",
    "color",
    "color_temp",
    "position",
    "speed",
    "percentage",
    "volume",
    "target_temperature",
    "source",
    "mode",
)
RECENT = timedelta(minutes=15)
ATTRIBUTE_WORDS = {
    "brightness": "brightness", "light level": "brightness", "light": "brightness", "colour": "color", "color": "color",
    "colour temperature": "color_temp", "color temperature": "color_temp", "warmth": "color_temp",
    "temperature": "target_temperature", "heat": "target_temperature", "volume": "volume", "sound": "volume",
    "position": "position", "humidity": "target_humidity", "speed": "speed",
}  # fmt: skip
GUIDED = {
    1: ("target_temperature", "thermostat", None),
    2: ("brightness", "light", "evening"),
    3: ("volume", "speaker", None),
}


def state(statement: Statement, mind: Mind) -> Decision | None:
    """What a statement leads to; ``None`` when it isn't one after all, so that other readings are tried."""
    handler = _HANDLERS.get(statement.group)
    return handler(statement, mind) if handler is not None else None


# -- teaching


def _teach(statement: Statement, mind: Mind) -> Decision | None:
    if "when" in statement.slots:
        return _teach_when(statement.slots["when"], mind)
    term = mind.clean_term(statement.words("term"))
    if term in ANAPHORIC:
        return None
    tokens = statement.slots.get("definition") or statement.slots.get("definition_verb") or ()
    scope = mind.utterance.person if "mine" in statement.slots else None
    return teach(term, tokens, mind, how="told", named=True, scope=scope)


def teach(
    term: str, tokens: Sequence[Token], mind: Mind, *, how: str, named: bool, scope: str | None = None
) -> Decision | None:
    """ "X means Y": learns X, or asks about what is unknown in Y."""
    if not term or not tokens or set(split(term)) <= mind.situation.book.vocabulary.words("functions"):
        return None
    verb = _without_object(term, mind)
    if verb is not None:
        targets = tuple(e.id for e in mind.situation.home.spoken if e.kind == "light") or tuple(mind.situation.focus)
        action = mind.definer.define("action", tokens, targets, verb)
        if isinstance(action, Defined) and isinstance(action.meaning, ActionName):
            return learn(verb, action.meaning, mind, how=how, scope=scope)
    if _holds(tokens, split(term)):
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=term))
    found = mind.definer.define_any(tokens, term)
    match found:
        case Defined():
            cyclic = [u for u in found.uses if mind.lexicon.concept(u).term == term]
            if cyclic:
                return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=term))
            return replace_used(learn(term, found.meaning, mind, how=how, scope=scope), found.uses)
        case Undefined():
            mine = [span for span in found.unknowns if split(span.text) != split(term)]
            if not mine or not named:
                return None
            return ask_about(mine, mind.utterance.text, mind)
        case Contradicted():
            return contradicted(found, term, "scene", mind.utterance.text, mind, None)
        case VagueTime():
            question = MissingQuestion("time_of", mind.utterance.text, term, "time", None, mind.situation.area)
            return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_time"), question=question)
        case NotADefinition():
            return None


def replace_used(decision: Decision, used: Sequence[str]) -> Decision:
    """The decision, counting the concepts that a definition was built from."""
    return replace(decision, used=(*decision.used, *used))


def _without_object(term: str, mind: Mind) -> str | None:
    """"nudge a light" → "nudge": an action word said with a thing it can be done to; ``None`` for other terms."""
    words = list(split(term))
    if words[-1:] in (["something"], ["things"], ["it"], ["anything"]) and len(words) > 1:
        return " ".join(words[:-1])
    kinds = {noun for nouns in mind.situation.book.vocabulary.kinds.values() for noun in nouns.nouns}
    if len(words) > 2 and words[-2] in ("a", "an", "the", "some") and words[-1] in kinds:
        return " ".join(words[:-2])
    return None


def _teach_for(statement: Statement, mind: Mind) -> Decision | None:
    """"roast mode for the oven is two hundred": a value, said of the thing it is for."""
    term = mind.clean_term(statement.words("term"))
    entities = phrase_entities(statement.slots["target"], mind.situation)
    if not term or not entities or set(split(term)) <= mind.situation.book.vocabulary.words("functions"):
        return None
    found = mind.definer.define("value", statement.slots["definition"], entities, term)
    if isinstance(found, Defined):
        return learn(term, found.meaning, mind, how="told")
    if isinstance(found, Contradicted):
        draft = Routine((Step(Selector(entities=entities[:1]), ()),))
        return contradicted(replace(found, draft=draft), term, "value", mind.utterance.text, mind, None)
    return None


def _holds(tokens: Sequence[Token], term: tuple[str, ...]) -> bool:
    """Whether a definition calls the very term it defines."""
    words = tuple(token.text for token in tokens)
    return any(words[i : i + len(term)] == term for i in range(len(words) - len(term) + 1)) and len(words) > len(term) + 1


def _teach_when(tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """ "when I say TERM do this": the term ends where a full definition begins."""
    words = [token.text for token in tokens]
    for marker in (
        ("i", "mean"),
        ("it", "means"),
        ("that", "means"),
        ("i", "want", "you", "to"),
        ("then",),
        ("you", "should"),
        ("please",),
        ("it", "should"),
        ("i", "want"),
        ("do", "this"),
    ):
        for start in range(1, len(words) - len(marker)):
            if tuple(words[start : start + len(marker)]) == marker:
                return teach(
                    mind.clean_term(" ".join(words[:start])),
                    tokens[start + len(marker) :],
                    mind,
                    how="told",
                    named=True,
                )
    comma = next((i for i in range(1, len(tokens)) if tokens[i].comma_before), None)
    candidates = [comma] if comma is not None else []
    rest = [i for i in range(1, min(len(tokens), 7)) if i != comma]
    candidates += sorted(rest, key=lambda i: not _begins_with_verb(tokens[i:], mind))
    for split_at in candidates:
        found = mind.definer.define_any(tokens[split_at:], "")
        if isinstance(found, Defined | Contradicted) and _begins_definition(tokens[split_at:], mind):
            return teach(mind.clean_term(" ".join(words[:split_at])), tokens[split_at:], mind, how="told", named=True)
    for split_at in candidates:
        if _begins_with_verb(tokens[split_at:], mind) and isinstance(
            mind.definer.define_any(tokens[split_at:], ""), Undefined
        ):
            return teach(mind.clean_term(" ".join(words[:split_at])), tokens[split_at:], mind, how="told", named=True)
    return None


def _begins_definition(tokens: Sequence[Token], mind: Mind) -> bool:
    request = read_request(tokens, mind.situation.book, mind.situation.now)
    return bool(request.clauses) and not request.unknowns


def _begins_with_verb(tokens: Sequence[Token], mind: Mind) -> bool:
    index = mind.situation.book.vocabulary.index
    return any(word.label == "verb" for _, entries in index.matches([t.text for t in tokens], 0) for word in entries)


def _is_definition(statement: Statement, mind: Mind) -> Decision | None:
    """ "bedtime is half ten": a lesson only when the first half is new and the second fully known."""
    term = mind.clean_term(statement.words("term")).removesuffix("'s")
    if set(term.split()[:1]) & ANAPHORIC:
        return None
    if not term or len(term.split()) > 4 or term.split()[0] in WH | AUXILIARIES:
        return None
    if known(term, mind) is not None and "mine" not in statement.slots:
        return None
    if _begins_with_verb(statement.slots["term"], mind):
        return None
    contracted = statement.words("term").endswith("'s")
    pieces = chunk(statement.slots["term"], mind.lexicon, mind.situation.book.vocabulary)
    named = [p for p in pieces if not p.word("determiner") and not p.word("function")]
    if not named or named[0].known:
        return None
    if contracted and (len(statement.slots["definition"]) == 1 or mind.situation.book.person_named(term.split()[-1])):
        return None  # "ben's fan" is a thing of Ben's
    request = read_request(statement.slots["term"], mind.situation.book, mind.situation.now)
    if not request.unknowns or any(clause.targets and not clause.unknowns for clause in request.clauses):
        return None
    if split(term)[0] in mind.situation.book.vocabulary.words("subjects") or term in (
        "it",
        "that",
        "this",
        "there",
        "what",
        "who",
        "how",
    ):
        return None
    found = mind.definer.define_any(statement.slots["definition"], term)
    if not isinstance(found, Defined):
        return None
    if isinstance(found.meaning, ValueName | ActionName) and not _surely_value(found.meaning):
        return None
    if known_words_only(term, mind):
        return None
    scope = mind.utterance.person if "mine" in statement.slots else None
    return replace_used(learn(term, found.meaning, mind, how="told", scope=scope), found.uses)


def known_words_only(term: str, mind: Mind) -> bool:
    """Whether a term is made of everyday words alone."""
    return set(split(term)) <= mind.situation.book.vocabulary.words("commons")


def _surely_value(meaning: Meaning) -> bool:
    return isinstance(meaning, ValueName) and any(s.attribute != "on" for s in meaning.settings)


def _name(statement: Statement, mind: Mind) -> Decision | None:
    if "target_term" in statement.slots:
        tokens = statement.slots["target_term"]
        for split_at in range(len(tokens) - 1, 0, -1):
            decision = _named(tokens[:split_at], tokens[split_at:], mind)
            if decision is not None:
                return decision
        return None
    return _named(statement.slots["target"], statement.slots["term"], mind)


def _named(target: Sequence[Token], term: Sequence[Token], mind: Mind) -> Decision | None:
    words = mind.clean_term(" ".join(token.text for token in term)).removesuffix("'s")
    if words in ANAPHORIC:
        return None
    spoken = " ".join(token.text for token in target)
    concept = known(spoken, mind)
    if concept is not None and not isinstance(concept.meaning, Alias):
        return _renamed(concept, words, mind)
    found = mind.definer.define_any(target, "")
    if spoken in ("it", "this", "that", "them", "this one", "that one") and mind.situation.focus:
        found = Defined(Alias(mind.situation.focus))
    if isinstance(found, Defined) and not isinstance(found.meaning, Routine | ActionName):
        return learn(words, found.meaning, mind, how="told")
    return None


# -- by demonstration


def _remember_state(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term"))
    steps = _present(mind)
    if not term or not steps:
        return None
    return learn(term, Routine(steps), mind, how="shown")


def _present(mind: Mind) -> tuple[Step, ...]:
    """The present state as steps: what this conversation or somebody's hand set just now, or else the room."""
    since = mind.situation.now - RECENT
    touched = [command.entity_id for act in mind.state.acts for command in act.commands]
    touched += [c.entity_id for c in mind.history if c.at >= since and _here(c.entity_id, mind)]
    home = mind.situation.home
    chosen = [e for e in dict.fromkeys(touched) if e in home.entities and home.entities[e].kind in DEMONSTRATED]
    if not chosen and mind.situation.area is not None:
        chosen = [e.id for e in home.by_area.get(mind.situation.area, ()) if e.kind in DEMONSTRATED]
    return _steps_of(chosen, mind)


def _here(entity_id: str, mind: Mind) -> bool:
    entity = mind.situation.home.entities.get(entity_id)
    return entity is not None and (mind.situation.area is None or entity.area == mind.situation.area)


def _steps_of(entity_ids: Sequence[str], mind: Mind) -> tuple[Step, ...]:
    steps = []
    for entity_id in entity_ids:
        current = mind.situation.states.of(entity_id)
        if current.get("on") is False:
            settings: tuple[Setting, ...] = (Setting("on", False),)
        else:
            entity = mind.situation.home.entities[entity_id]
            settings = tuple(
                Setting(a, current[a])
                for a in LASTING
                if current.get(a) is not None and a in entity.capabilities and not is_readonly(entity.capabilities[a])
            )
            if any(s.attribute == "color" and s.value != "white" for s in settings):
                settings = tuple(s for s in settings if s.attribute != "color_temp")
        if settings:
            steps.append(Step(Selector(entities=(entity_id,)), settings))
    return tuple(steps)


def _remember_value(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term"))
    word = statement.words("attribute")
    attribute = ATTRIBUTE_WORDS.get(word) or mind.state.focus_attribute
    home = mind.situation.home
    ids = [e for e in mind.situation.focus if e in home.entities]
    ids += [e.id for e in home.by_area.get(mind.situation.area, ()) if e.id not in ids]
    for entity_id in ids:
        current = mind.situation.states.of(entity_id)
        names = (attribute,) if attribute != "color" else ("color", "color_temp")
        for name in names:
            value: Value = current.get(name) if name is not None else None
            if name is not None and value is not None and term:
                return learn(term, ValueName((Setting(name, value),)), mind, how="shown")
    return None


def _watch(statement: Statement, mind: Mind) -> Decision:
    return Decision(
        Kind.ASKS_FOR,
        lead=mind.wording.say("watching"),
        recording=mind.clean_term(statement.words("term")) if statement.words("term") else "",
    )


def finish_watching(mind: Mind) -> Decision:
    """ "done": what was set since "watch me" becomes a routine."""
    since = mind.state.recording_since
    assert since is not None
    touched = [c.entity_id for c in mind.history if c.at >= since]
    touched += [command.entity_id for act in mind.state.acts for command in act.commands]
    steps = _steps_of([e for e in dict.fromkeys(touched) if e in mind.situation.home.entities], mind)
    if not steps:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("watched_nothing"), stop_recording=True)
    if not mind.state.recording_term:
        question = MissingQuestion("name", draft=Routine(steps))
        return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_name"), question=question, stop_recording=True)
    return replace(learn(mind.state.recording_term, Routine(steps), mind, how="shown"), stop_recording=True)


# -- changing


def _amend_add(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    found = mind.definer.define("scene", statement.slots["definition"])
    if isinstance(found, Undefined):
        return ask_about(found.unknowns, mind.utterance.text, mind)
    if isinstance(concept.meaning, Alias):
        more = mind.definer.define("device", statement.slots["definition"])
        if isinstance(more, Defined) and isinstance(more.meaning, Alias):
            return _amended(
                concept, Alias(tuple(dict.fromkeys((*concept.meaning.entities, *more.meaning.entities)))), mind
            )
    if isinstance(concept.meaning, ValueName):
        value = mind.definer.define("value", statement.slots["definition"])
        if isinstance(value, Defined) and isinstance(value.meaning, ValueName):
            return _amended(
                concept, ValueName(_merged_settings(concept.meaning.settings, value.meaning.settings)), mind
            )
    if isinstance(found, Contradicted):
        return contradicted(found, concept.term, "scene", mind.utterance.text, mind, None)
    if not isinstance(found, Defined) or not isinstance(found.meaning, Routine):
        return None
    if isinstance(concept.meaning, Routine):
        return _amended(
            concept, replace(concept.meaning, steps=merged_steps(concept.meaning.steps, found.meaning.steps)), mind
        )
    return None


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


def _amend_remove(statement: Statement, mind: Mind) -> Decision | None:
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
    if not steps or len(steps) == len(concept.meaning.steps) and tuple(steps) == concept.meaning.steps:
        return None
    return _amended(concept, replace(concept.meaning, steps=tuple(steps)), mind)


def _amend_change(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    if isinstance(concept.meaning, Alias | AreaName | PersonName) and mind.utterance.text.lower().lstrip().startswith(("make", "let")):
        return None  # "make Bertha pink" is for Bertha to do
    return change(concept, statement.slots["definition"], mind)


def change(concept: Concept, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """Gives a concept another meaning; a bare value changes what its steps are set to."""
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
            if concept.id in found.uses:
                return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_cycle", term=concept.term))
            meaning = found.meaning
            if isinstance(concept.meaning, Preference) and isinstance(meaning, ValueName):
                meaning = replace(concept.meaning, settings=meaning.settings)
            return _amended(concept, meaning, mind)
        case Undefined():
            return ask_about(found.unknowns, mind.utterance.text, mind)
        case Contradicted():
            return contradicted(found, concept.term, "scene", mind.utterance.text, mind, None)
        case _:
            return None


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


def _rename(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    return _renamed(concept, mind.clean_term(statement.words("new")), mind) if concept is not None else None


def _renamed(concept: Concept, term: str, mind: Mind) -> Decision:
    renamed = concept.renamed(term, mind.provenance("told"))
    return Decision(
        Kind.CONFIRMS,
        lead=mind.wording.say("renamed", old=concept.term, term=term),
        put=(renamed,),
        lessons=(LessonMark(mind.utterance.turn_id, concept, renamed),),
        learned=(LearnedReport(concept.id, term, concept.meaning.type, "renamed"),),
    )


# -- asking about, forgetting


def _explain(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term") or statement.words("concept"))
    concept = known(term, mind)
    if concept is None and term in ("it", "that", "this") and mind.state.focus_concept in mind.lexicon.concepts:
        concept = mind.lexicon.concept(mind.state.focus_concept or "")
    if concept is None:
        return None
    if isinstance(concept.meaning, TimeName):
        said = mind.wording.say("time_is", term=concept.term, time=concept.meaning.time)
    else:
        said = mind.wording.say("explained", term=concept.term, meaning=mind.wording.meaning(concept.meaning))
    return Decision(Kind.ANSWERS, lead=said, focus_concept=concept.id)


def _provenance(statement: Statement, mind: Mind) -> Decision | None:
    term = statement.words("term")
    concept = known(term, mind) if term else None
    if concept is None and term in ("", "that", "it", "this") and mind.state.focus_concept in mind.lexicon.concepts:
        concept = mind.lexicon.concept(mind.state.focus_concept or "")
    if concept is None:
        return None
    who = concept.taught_by.person
    speaker = (
        "you"
        if who is not None and who == mind.utterance.person
        else mind.wording.person(who)
        if who
        else "somebody here"
    )
    when = _ago(concept.taught_by.at, mind.situation.now)
    return Decision(
        Kind.ANSWERS,
        lead=mind.wording.say("taught_by", who=speaker, term=concept.term, when=when),
        focus_concept=concept.id,
    )


def _ago(at: datetime, now: datetime) -> str:
    if at.date() == now.date():
        return f"today at {at:%H:%M}"
    days = (now.date() - at.date()).days
    return "yesterday" if days == 1 else f"on {at:%d %B %Y}"


def _no_questions(statement: Statement, mind: Mind) -> Decision | None:
    """Teaching can't take away a confirmation."""
    return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_silence"))


def _habit(statement: Statement, mind: Mind) -> Decision | None:
    """"the radio always comes on at fifteen": the household's preference."""
    entities = phrase_entities(statement.slots["target"], mind.situation)
    here = tuple(e for e in entities if mind.situation.home.entities[e].area == mind.situation.area)
    entities = here or entities
    if len(entities) != 1:
        return None
    found = mind.definer.define("value", statement.slots["definition"], entities)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    return state_preference(found.meaning.settings, entities, None, None, None, mind, household=True)


def _list_preferences(statement: Statement, mind: Mind) -> Decision | None:
    who = statement.words("who")
    person = mind.situation.book.person_named(who) if who and who not in ("i", "we") else mind.utterance.person
    if who and who not in ("i", "we") and person is None:
        return None
    mine = [c for c in mind.lexicon.of_type("preference") if c.scope in (None, person)]
    if not mine:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("list_nothing"))
    return Decision(Kind.ANSWERS, lead=mind.wording.say("list_learned", terms=mind.wording.join([mind.wording.meaning(c.meaning) for c in mine])))


def _before(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    earlier = concept.versions[-2] if len(concept.versions) > 1 else concept.versions[-1]
    said = mind.wording.say("explained", term=concept.term, meaning=mind.wording.meaning(earlier.meaning))
    return Decision(Kind.ANSWERS, lead=said, focus_concept=concept.id)


def _revert(statement: Statement, mind: Mind) -> Decision | None:
    """"go back to the old one": the concept as it was a version ago, as a new version."""
    concept = known(statement.words("concept") or "it", mind)
    if concept is None or len(concept.versions) < 2:
        return None
    return taken(concept.changed(concept.versions[-2].meaning, mind.provenance("corrected")), concept, mind, changed=True)


def _list_learned(statement: Statement, mind: Mind) -> Decision:
    active = [
        c
        for c in mind.lexicon.concepts.values()
        if c.status is Status.ACTIVE and c.scope in (None, mind.utterance.person)
    ]
    if not active:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("list_nothing"))
    newest = active[-20:]
    terms = [f"{c.term} ({mind.wording.meaning(c.meaning)})" if len(newest) <= 5 else c.term for c in newest]
    return Decision(Kind.ANSWERS, lead=mind.wording.say("list_learned", terms=mind.wording.join(terms)))


def _forget(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term") or statement.words("concept"))
    if term in ("it", "that", "this", "what i said"):
        last = mind.state.lessons[-1].after if mind.state.lessons else None
        if last is None or mind.state.lessons[-1].turn_id != mind.state.last_turn_id:
            return None
        concept: Concept | None = mind.lexicon.concepts.get(last.id)
    else:
        concept = known(term, mind)
        if concept is None:
            retired = mind.lexicon.retired_named(term)
            concept = retired[-1] if retired else None
    if concept is None and len(term.split()) <= 3 and not known_words_only(term, mind) and "concept" not in statement.slots:
        if mind.utterance.text.lower().lstrip().startswith(("forget", "please forget", "unlearn")):
            return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_forget", term=term))
    if concept is None:
        return None
    return Decision(
        Kind.FORGETS,
        lead=mind.wording.say("forgotten", term=concept.term),
        deleted=(concept.id,),
        lessons=(LessonMark(mind.utterance.turn_id, concept, None),),
        learned=(LearnedReport(concept.id, concept.term, concept.meaning.type, "forgotten"),),
    )


def _forget_range(statement: Statement, mind: Mind) -> Decision | None:
    spoken = statement.words("range")
    name = next((n for n, phrases in mind.statements.ranges.items() if spoken in phrases), None)
    if name is None and spoken:
        return None
    now = mind.situation.now
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = {
        "today": (midnight, now), "yesterday": (midnight - timedelta(days=1), midnight),
        "this morning": (midnight, midnight + timedelta(hours=12)), "this evening": (midnight + timedelta(hours=17), now),
        "last hour": (now - timedelta(hours=1), now), "this week": (midnight - timedelta(days=now.weekday()), now),
    }.get(name or "", (None, now))  # fmt: skip
    wipe = Forget(since=since, until=until + timedelta(seconds=1) if until is not None else None)
    return Decision(Kind.FORGETS, lead=mind.wording.say("forgotten_range", range=spoken or "so far"), forget=wipe)


def _forget_person(statement: Statement, mind: Mind) -> Decision | None:
    word = statement.words("person")
    person = mind.utterance.person if word in ("me", "myself") else None
    if person is None:
        found = mind.definer.define("person", statement.slots["person"])
        person = found.meaning.person if isinstance(found, Defined) and isinstance(found.meaning, PersonName) else None
    if person is None:
        concept = known(word, mind)
        return _forget(Statement("forget", {"term": statement.slots["person"]}), mind) if concept is not None else None
    if person != mind.utterance.person and not mind.may_do_dangerous:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights"))
    return Decision(
        Kind.FORGETS,
        lead=mind.wording.say("forgotten_person", person=mind.wording.person(person)),
        forget=Forget(person=person),
    )


def _forget_all(statement: Statement, mind: Mind) -> Decision:
    if not mind.may_do_dangerous:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights"))
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_confirm_act", what="forget everything you all taught me"),
        question=MissingQuestion("forget_all"),
    )


def _restore(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term") or statement.words("concept"))
    retired = mind.lexicon.retired_named(term)
    if not retired:
        return None
    concept = replace(retired[-1], status=Status.ACTIVE)
    return taken(concept, retired[-1], mind, key="restored")


def _retire(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    return replace(
        taken(replace(concept, status=Status.RETIRED), concept, mind),
        lead=mind.wording.say("retired", term=concept.term),
    )


# -- undo


def _undo(statement: Statement, mind: Mind) -> Decision:
    state = mind.state
    act = state.acts[-1] if state.acts else None
    lesson = state.lessons[-1] if state.lessons else None
    if lesson is not None and (act is None or lesson.turn_id == act.turn_id or state.newest == "lesson"):
        return _undo_lesson(lesson, mind)
    if act is not None and not act.commands:
        planned = [s for s in mind.pending if s.id in act.schedules]
        return cancel_schedules(planned, mind) if planned else Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_undo"))
    if act is None:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_undo"))
    back: dict[str, dict[str, Value]] = {}
    for entity_id, attribute, value in act.before:
        if value is not None:
            back.setdefault(entity_id, {})[attribute] = value
    plans = tuple(Planned(e, {"on": False} if s.get("on") is False else s) for e, s in back.items())
    return Decision(Kind.ACTS, plans=plans, focus=tuple(back), drop_act=True, reasons=("undone",))


def _undo_lesson(lesson: LessonMark, mind: Mind) -> Decision:
    before, after = lesson.before, lesson.after
    if before is None and after is not None:
        return Decision(
            Kind.FORGETS,
            lead=mind.wording.say("forgotten", term=after.term),
            deleted=(after.id,),
            drop_lesson=True,
            learned=(LearnedReport(after.id, after.term, after.meaning.type, "undone"),),
        )
    assert before is not None
    return Decision(
        Kind.CONFIRMS,
        lead=mind.wording.say("undone", what=f"{before.term} is {mind.wording.meaning(before.meaning)}"),
        put=(before,),
        drop_lesson=True,
        learned=(LearnedReport(before.id, before.term, before.meaning.type, "undone"),),
    )


# -- schedules


def _list_schedules(statement: Statement, mind: Mind) -> Decision:
    if not mind.pending:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("no_schedules"))
    listed = mind.wording.join([f"{s.text} {say_when(s.due, mind.situation.now)}" for s in mind.pending[:10]])
    return Decision(Kind.ANSWERS, lead=mind.wording.say("schedules", list=listed))


def _cancel_schedule(statement: Statement, mind: Mind) -> Decision | None:
    which = statement.slots.get("which", ())
    chosen = list(mind.pending)
    words = set(token.text for token in mind_tokens(mind))
    if which:
        entities = set(phrase_entities(which, mind.situation))
        chosen = [s for s in chosen if entities & {c.entity_id for c in s.commands}] if entities else chosen
    elif not {"all", "schedules", "timers", "everything", "plans"} & words:
        mine = [s for s in chosen if s.conversation_id == mind.utterance.conversation_id]
        chosen = (mine or chosen)[-1:]
    if not chosen:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("no_schedules"))
    return cancel_schedules(chosen, mind)


def mind_tokens(mind: Mind) -> tuple[Token, ...]:
    """The words of this turn as they were said."""
    from dialogue.tokens import tokenize

    return tokenize(mind.utterance.text)


def cancel_schedules(chosen: Sequence[object], mind: Mind) -> Decision:
    """Cancels these schedules."""
    schedules = [s for s in mind.pending if s in chosen]
    listed = mind.wording.join([s.text for s in schedules])
    return Decision(
        Kind.CANCELS,
        lead=mind.wording.say("schedules_cancelled", list=listed),
        schedules=tuple(replace(s, status=ScheduleStatus.CANCELLED) for s in schedules),
    )


# -- preferences


def _guided(statement: Statement, mind: Mind) -> Decision:
    return guided_step(1, mind)


def guided_step(step: int, mind: Mind, lead: str = "") -> Decision:
    """The next question of the guided conversation."""
    if step not in GUIDED:
        return Decision(Kind.CONFIRMS, lead=" ".join(part for part in (lead, mind.wording.say("guided_end")) if part))
    ask = mind.wording.say(f"guided_{step}")
    return Decision(
        Kind.ASKS_FOR,
        lead=" ".join(part for part in (lead, ask) if part),
        question=GuidedQuestion(step, mind.utterance.person),
    )


def guided_answer(step: int, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """Takes the answer to a guided question and asks the next."""
    attribute, kind, part = GUIDED[step]
    entities = tuple(e.id for e in mind.situation.home.spoken if e.kind == kind and attribute in e.capabilities)
    words = [token.text for token in tokens]
    if words in (["skip"], ["next"], ["no", "idea"], ["don't", "care"], ["i", "don't", "care"], ["doesn't", "matter"]):
        return guided_step(step + 1, mind)
    found = mind.definer.define("value", tokens, entities[:1])
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    settings = tuple(s for s in found.meaning.settings if s.attribute == attribute)
    if not settings:
        return None
    decision = state_preference(settings, (), kind, part, None, mind)
    following = guided_step(step + 1, mind, decision.lead)
    return replace(following, put=decision.put, lessons=decision.lessons, learned=decision.learned)


def contradiction_answer(question: MissingQuestion, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Which one?": the routine with the contradiction settled."""
    draft = question.draft
    if not isinstance(draft, Routine):
        return None
    seen: dict[tuple[str, str], set[str]] = {}
    clashing: tuple[str, str] | None = None
    for step in draft.steps:
        for setting in step.settings:
            for entity_id in step.target.entities:
                values = seen.setdefault((entity_id, setting.attribute), set())
                values.add(repr(setting.value))
                if len(values) > 1:
                    clashing = (entity_id, setting.attribute)
    if clashing is None:
        return None
    found = mind.definer.define("value", tokens, (clashing[0],))
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    chosen = found.meaning.settings
    steps = [s for s in draft.steps if clashing[0] not in s.target.entities]
    steps.append(Step(Selector(entities=(clashing[0],)), chosen))
    decision = learn(question.term, Routine(tuple(steps)), mind, how="answered")
    return replace(decision, plans=tuple(routine_plans(steps, mind))) if decision.kind is Kind.CONFIRMS else decision


def range_answer(question: MissingQuestion, tokens: Sequence[Token], mind: Mind) -> Decision | None:
    """The routine with the value that couldn't be replaced by one that can."""
    draft = question.draft
    if not isinstance(draft, Routine):
        return None
    open_step = next((step for step in draft.steps if not step.settings), None)
    if open_step is None:
        return None
    found = mind.definer.define("value", tokens, open_step.target.entities)
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return None
    steps = tuple(replace(s, settings=found.meaning.settings) if s is open_step else s for s in draft.steps)
    return learn(question.term, Routine(steps), mind, how="answered")


def unknown_preference(span: UnknownSpan, clause: Clause, mind: Mind) -> Decision:
    """Asks for the number behind "I like it low"."""
    return ask_about((replace(span, role="preference"),), mind.utterance.text, mind)


_HANDLERS = {
    "teach": _teach, "teach_for": _teach_for, "is_definition": _is_definition, "name": _name, "remember_state": _remember_state,
    "remember_value": _remember_value, "watch": _watch, "amend_add": _amend_add, "amend_remove": _amend_remove,
    "amend_change": _amend_change, "rename": _rename, "explain": _explain, "meaning_of_time": _explain,
    "provenance": _provenance, "list_learned": _list_learned, "forget": _forget, "forget_range": _forget_range,
    "forget_person": _forget_person, "forget_all": _forget_all, "restore": _restore, "retire": _retire, "undo": _undo,
    "no_questions": _no_questions, "habit": _habit, "list_preferences": _list_preferences, "before": _before, "revert": _revert,
    "list_schedules": _list_schedules, "cancel_schedule": _cancel_schedule, "guided": _guided,
}  # fmt: skip
