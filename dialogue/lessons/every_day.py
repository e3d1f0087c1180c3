"""A taught time is one for all days: what is said for some of them asks, and changes nothing unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.mind import Mind
from dialogue.response import Kind
from dialogue.timing.clock import read_clock_face
from dialogue.token_edits import stretches
from dialogue.tokens import Token, begun_in, places
from dialogue.word_forms import word_forms
from teaching.concepts import Concept, TimeName
from teaching.lexicon import split


def for_every_day(decision: Decision, row: Sequence[Token], mind: Mind) -> Decision:
    """ "supper's at seven on Sundays", "bedtime is ten tonight": asks whether it shall be that time every day.

    Where another time is said before for all other days ("nine, ten on Fridays"), that one is kept, and it says so.
    """
    times = [concept for concept in decision.put if isinstance(concept.meaning, TimeName)]
    if decision.kind is not Kind.CONFIRMS or len(times) != 1 or len(decision.put) != 1 or decision.plans:
        return decision
    concept = times[0]
    own = split(concept.term)
    if not says_days(row, own, mind):
        return decision
    joining = mind.words("coordinators") | mind.words("except_days")
    first, *others = stretches(tuple(row), lambda token: token.comma_before or token.text in joining)
    if others and not says_days(first, own, mind) and any(read_clock_face(first, at) for at in range(len(first))):
        tail = " ".join(part for part in (decision.tail, mind.wording.say("one_time")) if part)
        return replace(decision, tail=tail)
    said = mind.wording.say("asks_every_day", term=concept.term, meaning=mind.wording.meaning(concept.meaning))
    question = ConfirmQuestion("lesson", concepts=decision.put, request=concept.term)
    return Decision(Kind.ASKS_CONFIRM, lead=said, question=question, focus_concept=decision.focus_concept)


def only_some_days(fresh: Concept, row: Sequence[Token], mind: Mind) -> bool:
    """ "just tonight", "no, only Fridays", as the answer: nothing changes."""
    limited = not mind.words("restricting").isdisjoint(token.text for token in row[:2])
    return isinstance(fresh.meaning, TimeName) and limited and says_days(row, (), mind)


def says_days(row: Sequence[Token], own: Sequence[str], mind: Mind) -> bool:
    """Whether some days are named that the word itself doesn't name ("Sunday lunch")."""
    vocabulary = mind.situation.book.vocabulary
    words = [token.text for token in row]
    named = {word_forms().singular(word) for word in words} & vocabulary.words("weekdays")
    if named - {word_forms().singular(word) for word in own}:
        return True
    said = begun_in(words, vocabulary.phrases("some_days"))
    return any(not set(phrase) <= set(own) and next(places(words, phrase), None) is not None for phrase in said)
