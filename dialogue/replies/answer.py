"""Takes an utterance as the answer to the hub's open question, when it is one."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import (
    ConfirmQuestion,
    GuidedQuestion,
    MeaningQuestion,
    MissingQuestion,
    OpenQuestion,
    ScopeQuestion,
    WhichQuestion,
)
from dialogue.events import refuse_event
from dialogue.false_times import refuse_time_in_answer
from dialogue.leads import without_leads
from dialogue.lessons.guided import guided_answer
from dialogue.mind import Mind
from dialogue.replies.again import Again
from dialogue.replies.confirming import answer_confirmation
from dialogue.replies.meaning import answer_meaning
from dialogue.replies.missing import answer_missing
from dialogue.replies.reply import Reply
from dialogue.replies.scope import answer_scope
from dialogue.replies.unclear import help_with
from dialogue.replies.which import answer_which
from dialogue.requests import read_request
from dialogue.response import Kind
from dialogue.statements import is_answer
from dialogue.tokens import Token


def answer(mind: Mind, question: OpenQuestion, tokens: Sequence[Token], again: Again) -> Decision | None:
    """The decision that an answer leads to; ``None`` when it is no answer but something new."""
    return _taken(Reply(mind, question, without_leads(tuple(tokens), mind.situation.book), again))


def _taken(reply: Reply) -> Decision | None:
    question, say = reply.question, reply.mind.wording.say
    if is_answer(reply.tokens, "cancel", reply.mind.statements) or _begins_with_cancel(reply):
        if isinstance(question, GuidedQuestion):
            return Decision(Kind.CANCELS, lead=say("guided_stopped"))
        return Decision(Kind.CANCELS, lead=say("cancelled"))
    if is_answer(reply.tokens, "help", reply.mind.statements) and not isinstance(question, ConfirmQuestion):
        return Decision(Kind.ANSWERS, lead=help_with(reply, question), keep_question=True)
    if refuse_event(reply.tokens, reply.mind) is not None:
        return None
    untimely = refuse_time_in_answer(reply.tokens, question, reply.mind)
    if untimely is not None:
        return untimely
    match question:
        case MeaningQuestion():
            return answer_meaning(reply, question)
        case WhichQuestion():
            return answer_which(reply, question)
        case ConfirmQuestion():
            return answer_confirmation(reply, question)
        case MissingQuestion():
            return answer_missing(reply, question)
        case ScopeQuestion():
            return answer_scope(reply, question)
        case GuidedQuestion():
            return guided_answer(question.step, reply.tokens, reply.mind)


def _begins_with_cancel(reply: Reply) -> bool:
    """ "forget it, doesn't matter": called off, and nothing else is asked for."""
    commas = [i for i in range(1, len(reply.tokens)) if reply.tokens[i].comma_before]
    if not commas:
        return False
    first, last = reply.tokens[: commas[0]], reply.tokens[commas[-1] :]
    if is_answer(last, "cancel", reply.mind.statements):
        return True
    if not is_answer(first, "cancel", reply.mind.statements):
        return False
    rest = read_request(reply.tokens[commas[0] :], reply.mind.situation.book, reply.mind.situation.now)
    return not any(clause.acts and clause.targets for clause in rest.clauses)
