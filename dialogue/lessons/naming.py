"""Names: "call the lamp Otto", "rename X to Y"."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.dialogue_state import LessonMark
from dialogue.lessons.callings import (
    LONGEST_NAME,
    Calling,
    is_pointed,
    paired,
    read_callings,
    splits,
    without_explanation,
)
from dialogue.lessons.definitions import Defined
from dialogue.lessons.fixed_words import is_builtin
from dialogue.lessons.learning import known, learn, refused_name
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.statements import Statement
from dialogue.response import Kind, LearnedReport
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Concept,
    PersonName,
    Routine,
)
from teaching.lexicon import split


def name(statement: Statement, mind: Mind) -> Decision | None:
    if "target_term" in statement.slots:
        several = _several_named(statement.slots["target_term"], mind)
        if several is not None:
            return several
        return first_named(splits(statement.slots["target_term"], mind), mind)
    return _named(statement.slots["target"], statement.slots["term"], mind)


def _several_named(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "the kettle Kate and the oven Olga": a name for each of several things."""
    words = [token.text for token in row]
    cuts = [
        i
        for i in range(2, len(words) - 2)
        if words[i] in mind.words("and_conjunction") and words[i + 1] in mind.words("definite_determiners")
    ]
    if not cuts:
        return None
    parts = [row[a:b] for a, b in itertools.pairwise([0, *(i + 1 for i in cuts), len(row) + 1])]
    parts = [(*part[:-1],) if part[-1].text in mind.words("and_conjunction") else part for part in parts]
    named = [first_named(splits(part, mind), mind) for part in parts]
    decisions = [decision for decision in named if decision is not None and decision.kind is Kind.CONFIRMS]
    if len(decisions) < len(parts):
        return None
    return replace(
        decisions[0],
        lead=" ".join(decision.lead for decision in decisions),
        put=tuple(concept for decision in decisions for concept in decision.put),
        lessons=tuple(mark for decision in decisions for mark in decision.lessons),
        learned=tuple(report for decision in decisions for report in decision.learned),
    )


def group(statement: Statement, mind: Mind) -> Decision | None:
    """ "the strip and the lamp are the bunk lights": a name for both, when it sounds like one and is new."""
    term = mind.clean_term(statement.words("term"))
    vocabulary = mind.situation.book.vocabulary
    nouns = {noun for kind in vocabulary.kinds.values() for noun in kind.nouns} | vocabulary.words("group_nouns")
    words = split(term)
    if len(words) > LONGEST_NAME or words[-1] not in nouns or known(term, mind) is not None:
        return None
    found = mind.definer.define_any(statement.slots["target"], "")
    if not isinstance(found, Defined) or not isinstance(found.meaning, Alias) or len(found.meaning.entities) < 2:
        return None
    named = mind.definer.define("device", statement.slots["term"])
    return None if isinstance(named, Defined) else learn(term, found.meaning, mind, how="told")


def first_named(callings: Iterable[Calling], mind: Mind) -> Decision | None:
    """The lesson in the first reading whose target is something that can be called; a refusal only if all refuse."""
    refused: Decision | None = None
    for target, term in callings:
        decision = _named(target, term, mind)
        if decision is not None and decision.kind is not Kind.REFUSES:
            return decision
        refused = refused or decision
    return refused


def _named(target: Sequence[Token], term: Sequence[Token], mind: Mind) -> Decision | None:
    term = _unbroken(without_explanation(tuple(term), mind), mind)
    words = word_forms().bare(mind.clean_term(" ".join(token.text for token in term)))
    if words in mind.words("referring_words"):
        return None
    if target[-1].text.endswith(word_forms().possessive) and len(target) > 1:
        target = (*target[:-1], replace(target[-1], text=word_forms().bare(target[-1].text)))
    spoken = " ".join(token.text for token in target)
    concept = known(spoken, mind)
    if concept is not None and isinstance(concept.meaning, AreaName | PersonName):
        return learn(words, concept.meaning, mind, how="told")
    if concept is not None and not isinstance(concept.meaning, Alias):
        return _renamed(concept, words, mind)
    pointed = is_pointed(target, mind)
    if pointed and len(target) > 1 and not mind.situation.focus:
        return None
    found = mind.definer.define_any(target, "")
    if pointed and mind.situation.focus:
        found = Defined(Alias(mind.situation.focus))
    if isinstance(found, Defined) and not isinstance(found.meaning, Routine | ActionName):
        return learn(words, found.meaning, mind, how="told")
    return None


def _unbroken(term: Sequence[Token], mind: Mind) -> Sequence[Token]:
    """A name without what only hangs on behind a pause: "Whirly, just so you know"."""
    pause = next((at for at in range(1, len(term)) if term[at].comma_before), len(term))
    hanging = chunk(term[pause:], mind.lexicon, mind.situation.book.vocabulary) if pause < len(term) else ()
    idle = all(p.word("adverb") or p.word("function") or p.word("conjunction") for p in hanging)
    return term[:pause] if idle else term


def rename(statement: Statement, mind: Mind) -> Decision | None:
    concept = known(statement.words("concept"), mind)
    return _renamed(concept, mind.clean_term(statement.words("new")), mind) if concept is not None else None


def named_again(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """ "no, call it the big roller", right after a lesson: another word for what was just taught."""
    lesson = mind.state.lessons[-1] if mind.state.lessons else None
    if lesson is None or lesson.after is None or lesson.turn_id != mind.state.last_turn_id:
        return None
    concept = mind.lexicon.concepts.get(lesson.after.id)
    if concept is None:
        return None
    for target, term in read_callings(row, mind):
        if len(target) == 1 and target[0].text in mind.words("object_pronouns"):
            return _renamed_new(concept, term, mind)
    made = next((p for p in mind.statements.calling["made"] if _starts(row, p)), None)
    if made is None or not isinstance(concept.meaning, Alias | AreaName | PersonName):
        return None
    return next(
        (_renamed_new(concept, term, mind) for _, term in paired(row[: len(made)], row[len(made) :], mind)), None
    )


def _starts(row: Sequence[Token], phrase: Sequence[str]) -> bool:
    return len(row) > len(phrase) and [token.text for token in row[: len(phrase)]] == list(phrase)


def _renamed_new(concept: Concept, term: Sequence[Token], mind: Mind) -> Decision | None:
    """The concept under a word that means nothing so far."""
    words = mind.clean_term(" ".join(token.text for token in term))
    if is_builtin(words, mind) or known(words, mind) is not None:
        return None
    return _renamed(concept, words, mind)


def _renamed(concept: Concept, term: str, mind: Mind) -> Decision:
    if (refused := refused_name(term, concept.meaning, mind)) is not None:
        return refused
    renamed = concept.renamed(term, mind.provenance("told"))
    return Decision(
        Kind.CONFIRMS,
        lead=mind.wording.say("renamed", old=concept.term, term=term),
        put=(renamed,),
        lessons=(LessonMark(mind.utterance.turn_id, concept, renamed),),
        learned=(LearnedReport(concept.id, term, concept.meaning.type, "renamed"),),
    )
