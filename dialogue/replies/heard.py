"""The answer to "did you say …?" and "did you mean …?" about words that were not heard clearly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.deciding.doubtful_terms import SURE_OF_TERM
from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.lessons.fixed_words import is_builtin
from dialogue.lessons.learning import known, taken
from dialogue.reading.statements import is_answer
from dialogue.replies.reply import Reply
from dialogue.replies.verdict import verdict
from dialogue.response import Kind
from teaching.lexicon import split

_FEWEST_LETTERS: Final = 3
_LONGER: Final = 3


def answer_heard(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    """A yes takes the sentence as if it had been heard well; a no drops it; another sentence is taken instead."""
    mind = reply.mind
    given = verdict(reply.tokens, mind)
    if given is not None and given.said == "yes":
        return reply.again.said_again(question.request, mind, behind=question.behind)
    if split(mind.utterance.text) == split(question.request):
        return reply.again.said_again(question.request, mind, behind=question.behind)
    words = reply.tokens if given is None else given.rest
    if not words:
        return _misheard(reply, question)
    said = " ".join(token.text for token in words)
    instead = reply.again.said_again(said, mind, behind=question.behind, sure=False)
    if instead.kind is Kind.IGNORES:
        return _misheard(reply, question) if given is not None else None
    return instead


def _misheard(reply: Reply, question: ConfirmQuestion) -> Decision:
    say = reply.mind.wording.say
    if question.behind is None:
        return Decision(Kind.CANCELS, lead=say("misheard"))
    return Decision(Kind.ASKS_FOR, lead=say("misheard_answer"), question=question.behind)


def answer_heard_as(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    """A yes keeps what was heard with the word it stood for; a no takes what was heard as it is."""
    mind = reply.mind
    given = verdict(reply.tokens, mind)
    if given is None and not is_answer(reply.tokens, "no", mind.statements):
        return None
    if given is None or given.said == "no":
        decision = reply.again.said_again(question.heard, mind)
        return Decision(Kind.CANCELS, lead=mind.wording.say("cancelled")) if decision.kind is Kind.IGNORES else decision
    decision = reply.again.said_again(question.request, mind)
    if decision.kind is Kind.REFUSES:
        return decision  # who may not do it may not name it either
    concept = question.concepts[0]
    lesson = taken(concept, mind.lexicon.concepts.get(concept.id), mind, changed=concept.id in mind.lexicon.concepts)
    return reply.again.said_again(question.request, mind, lesson=lesson)


def answer_heard_term(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    """A yes learns the word as it was heard; said again or spelled it is learned so, and known by both.

    A no drops the lesson, another sentence is taken instead.
    """
    mind, given = reply.mind, verdict(reply.tokens, reply.mind)
    said = split(mind.utterance.text)
    if (given is not None and given.said == "yes") or said in (split(question.request), split(question.heard)):
        return reply.again.said_again(question.request, mind)
    words = [token.text for token in (reply.tokens if given is None else given.rest)]
    if not words:
        return _misheard(reply, question)
    letters = _letters(words)
    if letters:
        return _learned_as(letters, question.heard, reply, question)
    instead = reply.again.said_again(" ".join(words), mind, sure=False)
    if _is_same_lesson(instead, reply, question):
        return _known_by(instead, question.heard, reply)
    is_strange = instead.kind in (Kind.IGNORES, Kind.ASKS_ABOUT) or not instead.understood
    if not is_strange or len(words) > len(split(question.heard)) + _LONGER:
        return None if instead.kind is Kind.IGNORES else instead
    term, other = " ".join(words), question.heard
    if given is None and mind.utterance.confidence < SURE_OF_TERM:
        term, other = other, term
    return _learned_as(term, other, reply, question)


def _letters(words: Sequence[str]) -> str:
    """The word that was spelled, if one was."""
    spelled = [word for word in words if len(word) == 1 and word.isalpha()]
    return "".join(spelled) if len(spelled) == len(words) >= _FEWEST_LETTERS else ""


def _is_same_lesson(instead: Decision, reply: Reply, question: ConfirmQuestion) -> bool:
    first = reply.again.said_again(question.request, reply.mind)
    return (
        instead.kind is first.kind is Kind.CONFIRMS
        and [concept.meaning for concept in instead.put] == [concept.meaning for concept in first.put] != []
    )


def _learned_as(term: str, other: str, reply: Reply, question: ConfirmQuestion) -> Decision:
    """The lesson with that term; the first hearing stays where the other is a word that means something already."""
    mind = reply.mind
    if known(term, mind) is not None or is_builtin(term, mind):
        term, other = question.heard, ""
    request = question.request.lower().replace(question.heard.lower(), term, 1)
    return _known_by(reply.again.said_again(request, mind), other, reply)


def _known_by(learned: Decision, heard: str, reply: Reply) -> Decision:
    """The lesson with what else was heard for its word, unless that means something already."""
    mind = reply.mind
    new = {report.concept_id for report in learned.learned if report.change == "added"}
    if not heard or known(heard, mind) is not None or is_builtin(heard, mind):
        return learned
    put = tuple(
        replace(concept, heard_as=tuple(dict.fromkeys((*concept.heard_as, heard))))
        if concept.id in new and split(concept.term) != split(heard)
        else concept
        for concept in learned.put
    )
    kept = {concept.id: concept for concept in put}
    marks = tuple(
        mark if mark.after is None else replace(mark, after=kept.get(mark.after.id, mark.after))
        for mark in learned.lessons
    )
    return replace(learned, put=put, lessons=marks)
