"""The answer to "did you say …?" and "did you mean …?" about words that were not heard clearly."""

from __future__ import annotations

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.lessons.learning import taken
from dialogue.reading.statements import is_answer
from dialogue.replies.reply import Reply
from dialogue.replies.verdict import verdict
from dialogue.response import Kind
from teaching.lexicon import split


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
