"""What a word means to one person, while the household goes on meaning what it did."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.lessons.amendments import NAMES, change
from dialogue.lessons.equations import teach_by_is
from dialogue.lessons.learning import known, learn
from dialogue.lessons.teaching import teach_when
from dialogue.mind import Mind
from dialogue.reading.statements import Statement
from dialogue.response import Kind
from dialogue.word_forms import word_forms


def teach_own(statement: Statement, mind: Mind) -> Decision | None:
    """ "for me cosy is fifty", "my cosy is fifty", "Sam's cosy is fifty": that person's own meaning of a known word."""
    person = _person(statement, mind)
    if person is None:
        return None
    term = mind.clean_term(statement.words("term") or statement.words("concept"))
    concept = known(term, mind)
    if concept is None:
        if "own" in statement.slots or "whose" in statement.slots:
            return None
        return teach_by_is(Statement("is_definition", {**statement.slots, "mine": statement.slots["term"]}), mind)
    if isinstance(concept.meaning, NAMES) and ("own" in statement.slots or "whose" in statement.slots):
        return None
    if "own" in statement.slots and concept.scope is None and concept.taught_by.person in (None, person):
        return None  # who taught it means everybody's
    changed = change(concept, statement.slots["definition"], mind)
    if changed is None or changed.kind is not Kind.CONFIRMS or concept.scope == person:
        return changed
    return learn(concept.term, changed.put[0].meaning, mind, how="corrected", scope=person)


def teach_own_when(statement: Statement, mind: Mind) -> Decision | None:
    """ "when it's me saying cosy, I want fifty"."""
    return teach_when(statement.slots["when"], mind, scope=mind.utterance.person)


def _person(statement: Statement, mind: Mind) -> str | None:
    if "whose" in statement.slots:
        person = mind.situation.book.person_named(word_forms().bare(statement.words("whose")))
        return person if mind.may_do_dangerous or person == mind.utterance.person else None
    return mind.utterance.person
