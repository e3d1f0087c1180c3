"""Names: "call the lamp Otto", "rename X to Y"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dialogue.decision import Decision
from dialogue.definitions import Defined
from dialogue.dialogue_state import LessonMark
from dialogue.learning import known, learn
from dialogue.lessons.callings import LONGEST_NAME, Calling, splits
from dialogue.mind import Mind
from dialogue.response import Kind, LearnedReport
from dialogue.statements import Statement
from dialogue.tokens import Token
from teaching.concepts import (
    ActionName,
    Alias,
    Concept,
    Routine,
)
from teaching.lexicon import split

ANAPHORIC = frozenset({"that", "it", "this", "there", "he", "she", "what", "who", "here", "those", "these", "they"})


def name(statement: Statement, mind: Mind) -> Decision | None:
    if "target_term" in statement.slots:
        return first_named(splits(statement.slots["target_term"], mind), mind)
    return _named(statement.slots["target"], statement.slots["term"], mind)


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


def rename(statement: Statement, mind: Mind) -> Decision | None:
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
