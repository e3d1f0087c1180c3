"""Answers "why is it warm", "why did the lamp go orange" about what was just done."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.reading.requests import read_request
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import Concept, Preference, Routine, ValueName

LONGEST_SUBJECT = 5
LONGEST_STATE = 3


def read_why(row: tuple[Token, ...], mind: Mind) -> Decision | None:
    """The reason of a state, when the thing it is asked of was moved last; ``None`` for every other "why"."""
    acts = mind.state.acts
    state = _asked_state(row, mind)
    if not acts or not acts[-1].commands or state is None:
        return None
    subject, said = state
    moved = {command.entity_id for command in acts[-1].commands}
    if subject and not set(subject) & moved:
        return None
    request = read_request(said, mind.situation.book, mind.situation.now)
    if not request.clauses or request.unknowns or not any(c.acts or c.verb for c in request.clauses):
        return None
    return Decision(Kind.ANSWERS, lead=_reason(mind))


def _asked_state(row: tuple[Token, ...], mind: Mind) -> tuple[tuple[str, ...], tuple[Token, ...]] | None:
    """What the question is about (nothing for a pronoun), and how it is said to be."""
    vocabulary = mind.situation.book.vocabulary
    words = [token.text for token in row]
    start = vocabulary.opening(row, "asking_reasons")
    if not start:
        return None
    if start < len(words) and words[start] in vocabulary.words("why_auxiliaries"):
        start += 1
    elif 0 < len(row) - start <= LONGEST_STATE and not any(token.comma_before for token in row[start:]):
        return (), tuple(row[start:])  # "why so dim", "why thirty"
    if start < len(words) and words[start] in vocabulary.words("why_pronouns"):
        return (), _state(row[start + 1 :], mind)
    for end in range(min(start + LONGEST_SUBJECT, len(row) - 1), start, -1):
        named = phrase_entities(row[start:end], mind.situation)
        if named:
            return named, _state(row[end:], mind)
    return None


def _state(row: Sequence[Token], mind: Mind) -> tuple[Token, ...]:
    """Without what only links it: "did it go so warm" is about warm."""
    links = mind.situation.book.vocabulary.words("why_links")
    return tuple(token for token in row if token.text not in links)


def _reason(mind: Mind) -> str:
    """Because of a taught word, a liking or a choice; or only because it was asked for."""
    say, last = mind.wording.say, mind.state.acts[-1]
    for concept_id in last.concepts:
        concept = mind.lexicon.concepts.get(concept_id)
        if concept is not None and isinstance(concept.meaning, ValueName | Routine):
            return say("why_word", term=concept.term, meaning=mind.wording.meaning(concept.meaning))
        if concept is not None and isinstance(concept.meaning, Preference):
            return say("why_liking", who=_teller(concept, mind), meaning=mind.wording.meaning(concept.meaning))
    reasons = mind.state.last_reasons
    return say("why", reasons=mind.wording.join(list(reasons))) if reasons else say("why_nothing")


def _teller(concept: Concept, mind: Mind) -> str:
    """Who told the hub of a liking, as the speaker is told."""
    who = concept.taught_by.person
    return "you" if who is None or who == mind.utterance.person else mind.wording.person(who)
