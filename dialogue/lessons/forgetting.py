"""Forgetting for good, and putting away and taking up again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from dialogue.decision import Decision
from dialogue.dialogue_state import LessonMark, MissingQuestion
from dialogue.lessons.accounts import time_range
from dialogue.lessons.definitions import Defined
from dialogue.lessons.fixed_words import known_words_only
from dialogue.lessons.learning import known, taken
from dialogue.mind import Mind
from dialogue.ports import Forget
from dialogue.reading.requests import read_request
from dialogue.reading.statements import Statement
from dialogue.response import Kind, LearnedReport
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import (
    Concept,
    PersonName,
    Preference,
    Status,
    ValueName,
)


def forget(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term") or statement.words("concept"))
    if term in mind.words("forgotten_references"):
        last = mind.state.lessons[-1].after if mind.state.lessons else None
        if last is None or mind.state.lessons[-1].turn_id != mind.state.last_turn_id:
            return None
        concept: Concept | None = mind.lexicon.concepts.get(last.id)
    else:
        concept = known(term, mind)
        if concept is None:
            retired = mind.lexicon.retired_named(term)
            concept = retired[-1] if retired else None
    if (
        concept is None
        and len(term.split()) <= 3
        and not known_words_only(term, mind)
        and "concept" not in statement.slots
    ):
        if mind.utterance.text.lower().lstrip().startswith(tuple(mind.words("forgetting_openers"))):
            return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_forget", term=term))
    if concept is None:
        return None
    meaning = concept.meaning
    if isinstance(meaning, PersonName) and meaning.person not in mind.situation.home.persons:
        likings = [c for c in mind.situation.preferences if c.scope == meaning.person]
        return _forgotten_all([concept, *likings], concept.term, mind)
    return _forgotten(concept, mind)


def forget_preference(statement: Statement, mind: Mind) -> Decision | None:
    """ "forget that preference about the lamps": the newest of the speaker's or the household's that is about them."""
    about = statement.slots.get("about", ())
    own = [c for c in mind.situation.preferences if c.scope in (None, mind.utterance.person)]
    if about:
        own = _about(own, about, mind)
    if not own:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_forget", term="that preference"))
    newest = max(own, key=lambda concept: concept.versions[-1].provenance.at)
    return _forgotten(newest, mind)


def forget_likings(statement: Statement, mind: Mind) -> Decision | None:
    """ "forget what Sam likes", "forget how Sam likes the lamp": somebody's taste, all of it or in one thing."""
    who = word_forms().bare(statement.words("who"))
    if not who or who in mind.words("speakers_any_form"):
        about = {"about": statement.slots["about"]} if "about" in statement.slots else {}
        return forget_preference(Statement("forget_preference", about), mind)
    person = mind.situation.book.person_named(who)
    if person is None:
        return None
    if person != mind.utterance.person and not mind.may_do_dangerous:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights"))
    theirs = [c for c in mind.situation.preferences if c.scope == person]
    if "about" in statement.slots:
        theirs = _about(theirs, statement.slots["about"], mind)
    term = mind.wording.say("likings_of", person=mind.wording.person(person))
    if not theirs:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_forget", term=term))
    return _forgotten_all(theirs, term, mind)


def forget_taught(statement: Statement, mind: Mind) -> Decision | None:
    """ "forget everything Sam taught you"."""
    person = mind.situation.book.person_named(statement.words("who"))
    if person is None:
        return None
    if person != mind.utterance.person and not mind.may_do_dangerous:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights"))
    theirs = [c for c in mind.lexicon.concepts.values() if c.taught_by.person == person]
    term = mind.wording.say("taught_of", person=mind.wording.person(person))
    if not theirs:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("nothing_to_forget", term=term))
    return _forgotten_all(theirs, term, mind)


def _forgotten_all(concepts: Sequence[Concept], term: str, mind: Mind) -> Decision:
    each = [_forgotten(concept, mind) for concept in concepts]
    return replace(
        each[0],
        lead=mind.wording.say("forgotten", term=term),
        deleted=tuple(concept for decision in each for concept in decision.deleted),
        lessons=tuple(mark for decision in each for mark in decision.lessons),
        learned=tuple(report for decision in each for report in decision.learned),
    )


def _about(concepts: Sequence[Concept], about: Sequence[Token], mind: Mind) -> list[Concept]:
    """Those of the preferences that are about what is named."""
    request = read_request(about, mind.situation.book, mind.situation.now)
    phrases = [phrase for clause in request.clauses for phrase in clause.targets]
    things = {e for phrase in phrases for e in (phrase.named or phrase.fitting)}
    kinds = {kind for phrase in phrases for kind in phrase.kinds}
    areas = {area for clause in request.clauses for area in clause.areas}
    if not (things or kinds or areas):
        return _liked_so(concepts, about, mind)
    return [c for c in concepts if isinstance(c.meaning, Preference) and _is_about(c.meaning, things, kinds, areas)]


def _liked_so(concepts: Sequence[Concept], about: Sequence[Token], mind: Mind) -> list[Concept]:
    """Those of the preferences that set what is said: "that Sam likes it red"."""
    row = [token for token in about if token.text not in mind.words("forgotten_objects")]
    found = []
    for concept in concepts:
        if not isinstance(concept.meaning, Preference):
            continue
        value = mind.definer.define("value", row, concept.meaning.entities) if row else None
        if value is None or (
            isinstance(value, Defined)
            and isinstance(value.meaning, ValueName)
            and set(value.meaning.settings) & set(concept.meaning.settings)
        ):
            found.append(concept)
    return found


def _is_about(meaning: Preference, things: Collection[str], kinds: Collection[str], areas: Collection[str]) -> bool:
    return bool(
        set(meaning.entities).intersection(things)
        or meaning.kind in kinds
        or (areas and meaning.condition.area in areas)
    )


def _forgotten(concept: Concept, mind: Mind) -> Decision:
    return Decision(
        Kind.FORGETS,
        lead=mind.wording.say("forgotten", term=concept.term),
        deleted=(concept.id,),
        lessons=(LessonMark(mind.utterance.turn_id, concept, None),),
        learned=(LearnedReport(concept.id, concept.term, concept.meaning.type, "forgotten"),),
    )


def forget_range(statement: Statement, mind: Mind) -> Decision | None:
    spoken = statement.words("range")
    name = next((n for n, phrases in mind.statements.ranges.items() if spoken in phrases), None)
    if name is None and spoken:
        return None
    since, until = time_range(spoken, mind)
    wipe = Forget(since=since, until=until + timedelta(seconds=1))
    return Decision(
        Kind.FORGETS,
        lead=mind.wording.say("forgotten_range", range=spoken or mind.wording.piece("so_far")),
        forget=wipe,
    )


def forget_person(statement: Statement, mind: Mind) -> Decision | None:
    word = statement.words("person")
    person = mind.utterance.person if word in mind.words("speaker_reflexives") else None
    if person is None:
        found = mind.definer.define("person", statement.slots["person"])
        person = found.meaning.person if isinstance(found, Defined) and isinstance(found.meaning, PersonName) else None
    if person is None:
        concept = known(word, mind)
        return forget(Statement("forget", {"term": statement.slots["person"]}), mind) if concept is not None else None
    if person != mind.utterance.person and not mind.may_do_dangerous:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights"))
    return Decision(
        Kind.FORGETS,
        lead=mind.wording.say("forgotten_person", person=mind.wording.person(person)),
        forget=Forget(person=person),
    )


def forget_all(statement: Statement, mind: Mind) -> Decision:
    if not mind.may_do_dangerous:
        return Decision(Kind.REFUSES, lead=mind.wording.say("refuses_rights"))
    return Decision(
        Kind.ASKS_CONFIRM,
        lead=mind.wording.say("asks_confirm_act", what=mind.wording.piece("forget_everything")),
        question=MissingQuestion("forget_all"),
    )


def restore(statement: Statement, mind: Mind) -> Decision | None:
    term = mind.clean_term(statement.words("term") or statement.words("concept"))
    retired = mind.lexicon.retired_named(term)
    if not retired:
        return None
    concept = replace(retired[-1], status=Status.ACTIVE)
    return taken(concept, retired[-1], mind, key="restored")


def retire(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    if concept is None:
        return None
    return replace(
        taken(replace(concept, status=Status.RETIRED), concept, mind),
        lead=mind.wording.say("retired", term=concept.term),
    )
