"""Takes an utterance as the answer to the hub's open question, when it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.asides.leads import without_clitics, without_leads
from dialogue.deciding.events import refuse_event
from dialogue.deciding.false_times import refuse_time_in_answer
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
from dialogue.lessons.definitions import Defined
from dialogue.lessons.guided import guided_answer
from dialogue.lessons.learning import known
from dialogue.lessons.switching_on import read_switching_on
from dialogue.lessons.told import comma_parts
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import find_statements, is_answer
from dialogue.replies.again import Again
from dialogue.replies.approvals import without_approval
from dialogue.replies.confirming import answer_confirmation
from dialogue.replies.for_once import without_unkept
from dialogue.replies.gist import Gist
from dialogue.replies.glosses import without_gloss
from dialogue.replies.meaning import answer_meaning, set_plainly
from dialogue.replies.missing import answer_missing
from dialogue.replies.namings import named_plainly, person_alone, turned_round
from dialogue.replies.nicknames import nickname_told
from dialogue.replies.reply import Reply
from dialogue.replies.restating import restated
from dialogue.replies.scope import answer_scope
from dialogue.replies.tellings import as_told, in_plain_form
from dialogue.replies.unclear import help_with, targets_of, unclear
from dialogue.replies.verdict import verdict
from dialogue.replies.which import answer_which
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import ValueName

DONE = frozenset({"action", "scene"})
NAMED = frozenset({"device", "area"})


def answer(mind: Mind, question: OpenQuestion, tokens: Sequence[Token], again: Again) -> Decision | None:
    """The decision that an answer leads to; ``None`` when it is no answer but something new."""
    row = tuple(tokens)
    decides = isinstance(question, ConfirmQuestion | ScopeQuestion) and verdict(row, mind) is not None
    reply = Reply(mind, question, row if decides else without_leads(row, mind.situation.book), again)
    if isinstance(question, MeaningQuestion | MissingQuestion | GuidedQuestion):
        settled = without_approval(reply.tokens, mind.situation.book)
        if not settled:
            return unclear(reply, question)
        if isinstance(question, MeaningQuestion):
            settled = without_clitics(without_gloss(settled, question.span.text, mind), mind.situation.book)
        reply = replace(reply, tokens=settled)
    if isinstance(question, MeaningQuestion) and reply.tokens:
        nickname = nickname_told(reply, question)
        if nickname is not None:
            return nickname
    if isinstance(question, MeaningQuestion):
        reply = replace(reply, tokens=start_of(without_unkept(reply.tokens, mind.situation.book.vocabulary)))
    if isinstance(question, MeaningQuestion) and question.span.role in DONE:
        reply = replace(reply, tokens=in_plain_form(reply.tokens, question.span.text))
        reply = replace(reply, tokens=as_told(reply.tokens, mind))
    if isinstance(question, MeaningQuestion) and question.span.role in NAMED and reply.tokens:
        plain = turned_round(reply.tokens, mind.clean_term(question.span.text), mind)
        reply = replace(reply, tokens=named_plainly(plain, mind))
    if isinstance(question, MeaningQuestion) and question.span.role == "person" and reply.tokens:
        reply = replace(reply, tokens=person_alone(reply.tokens, mind.clean_term(question.span.text), mind))
    if isinstance(question, MeaningQuestion):
        gist = Gist(mind, question, targets_of(reply, question))
        core = gist.of(reply.tokens)
        if (not core or gist.conditional(core)) and not _calls_off(reply) and not _asks_back(reply):
            return unclear(reply, question)
        reply = replace(reply, tokens=core or reply.tokens)
    return _taken(reply)


def _taken(reply: Reply) -> Decision | None:
    question, say = reply.question, reply.mind.wording.say
    instead = restated(reply, question) if isinstance(question, ConfirmQuestion) else _plain_instead(reply)
    if instead is not None:
        return instead
    if _calls_off(reply):
        return Decision(
            Kind.CANCELS, lead=say("guided_stopped" if isinstance(question, GuidedQuestion) else "cancelled")
        )
    if _asks_back(reply) and not isinstance(question, ConfirmQuestion):
        return Decision(Kind.ANSWERS, lead=help_with(reply, question), keep_question=True)
    if refuse_event(reply.tokens, reply.mind) is not None and not read_switching_on(tuple(reply.tokens), reply.mind):
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


def _plain_instead(reply: Reply) -> Decision | None:
    """ "Forget it, sixty percent'll do": the word is called off, and its thing is set plainly."""
    question = reply.question
    if not isinstance(question, MeaningQuestion) or question.span.role != "value" or question.parent is not None:
        return None
    comma = next((i for i in range(1, len(reply.tokens)) if reply.tokens[i].comma_before), None)
    if comma is None or not is_answer(reply.tokens[:comma], "cancel", reply.mind.statements):
        return None
    targets = targets_of(reply, question)
    rest = start_of(reply.tokens[comma:])
    found = reply.mind.definer.define("value", rest, targets) if targets else None
    if not isinstance(found, Defined) or not isinstance(found.meaning, ValueName) or found.uses:
        return None
    return set_plainly(found.meaning, targets, reply.mind)


def _calls_off(reply: Reply) -> bool:
    question = reply.question
    return (
        is_answer(reply.tokens, "cancel", reply.mind.statements)
        or _begins_with_cancel(reply)
        or (isinstance(question, MeaningQuestion) and _forgets_it(reply, question))
        or (isinstance(question, GuidedQuestion) and _has_enough(reply))
        or (isinstance(question, MeaningQuestion) and is_answer(reply.tokens, "no", reply.mind.statements))
    )


def _has_enough(reply: Reply) -> bool:
    """ "That's quite enough for today": no more questions, and nothing that could be an answer."""
    statements, mind = reply.mind.statements, reply.mind
    pieces = chunk(reply.tokens, mind.lexicon, mind.situation.book.vocabulary)
    if any(piece.quantity is not None for piece in pieces):
        return False
    return any(is_answer(reply.tokens, kind, statements) for kind in ("done", "enough"))


def _forgets_it(reply: Reply, question: MeaningQuestion) -> bool:
    """ "Forget nap trap" about a word that was never learned: the question is called off."""
    mind = reply.mind
    term = mind.clean_term(question.span.text)
    return known(term, mind) is None and any(
        statement.group in ("forget", "retire") and mind.clean_term(statement.words("term")) == term
        for statement in find_statements(reply.tokens, mind.statements, lambda _: False)
    )


def _asks_back(reply: Reply) -> bool:
    """ "You what? How d'you mean?": the question asked back, in as many pieces as it takes."""
    statements = reply.mind.statements
    parts = comma_parts(reply.tokens) or [reply.tokens]
    asking = [part for part in parts if is_answer(part, "help", statements)]
    if isinstance(reply.question, MeaningQuestion) and not asking:
        term = reply.mind.clean_term(reply.question.span.text)
        asking = [
            part
            for part in parts
            for found in find_statements(part, statements, lambda _: False)
            if found.group in ("explain", "meaning_of_time")
            and reply.mind.clean_term(found.words("term")) == term
            and known(term, reply.mind) is None
        ]
    others = [part for part in parts if part not in asking]
    return bool(asking) and all(_says_nothing(part, reply) for part in others)


def _says_nothing(row: Sequence[Token], reply: Reply) -> bool:
    """Whether nothing in it could be a value, a thing or something to do."""
    book = reply.mind.situation.book
    request = read_request(row, book, reply.mind.situation.now)
    return not any(c.acts or c.areas or any(p.unknown is None for p in c.targets) for c in request.clauses)


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
    return not any(clause.acts and any(t.unknown is None for t in clause.targets) for clause in rest.clauses)
