"""The answer to "shall I?"."""

from __future__ import annotations

from dataclasses import replace

from dialogue.decision import Decision
from dialogue.definitions import Defined
from dialogue.dialogue_state import (
    ConfirmQuestion,
)
from dialogue.learning import learn, taken
from dialogue.question_words import AUXILIARIES
from dialogue.replies.news import OPENING_QUESTIONS
from dialogue.replies.reply import Reply
from dialogue.replies.unclear import unclear
from dialogue.requests import read_request
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.rights import check_rights
from dialogue.spoken import say_when
from dialogue.statements import is_answer
from teaching.concepts import Concept, Routine
from teaching.lexicon import split


def answer_confirmation(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    mind, say = reply.mind, reply.mind.wording.say
    if is_answer(reply.tokens, "yes", mind.statements):
        return _confirmed(reply, question)
    if is_answer(reply.tokens, "no", mind.statements):
        return Decision(Kind.CANCELS, lead=say("cancelled"))
    if reply.tokens and reply.tokens[0].text in AUXILIARIES | OPENING_QUESTIONS:
        return None
    said = split(" ".join(token.text for token in reply.tokens))
    if question.about == "lesson" and said == split(question.request):
        return Decision(Kind.ASKS_CONFIRM, lead=mind.state.last_speech, question=question)
    if question.about == "lesson" and question.concepts:
        corrected = _corrected_lesson(reply, question.concepts[0])
        if corrected is not None:
            return corrected
    request = read_request(reply.tokens, mind.situation.book, mind.situation.now)
    if any(clause.acts or clause.targets for clause in request.clauses):
        return None
    return unclear(reply, question)


def _confirmed(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    mind = reply.mind
    plans = tuple(Planned(command.entity_id, command.settings) for command in question.commands)
    refused = check_rights(plans, mind)
    if refused is not None:
        return refused
    if question.about == "guess" and question.concepts:
        stored = taken(question.concepts[0], None, mind)
        return reply.again.take_up(question.request, mind, lesson=stored)
    if question.about == "lesson" and question.concepts:
        old = mind.lexicon.concepts.get(question.concepts[0].id)
        return taken(question.concepts[0], old, mind)
    if question.schedules:
        listed = mind.wording.join([s.text for s in question.schedules])
        lead = mind.wording.say("scheduled", what=listed, when=say_when(question.schedules[0].due, mind.situation.now))
        return Decision(Kind.SCHEDULES, lead=lead, schedules=question.schedules)
    return Decision(Kind.ACTS, plans=plans, focus=tuple(p.entity_id for p in plans))


def _corrected_lesson(reply: Reply, concept: Concept) -> Decision | None:
    """ "no wait, lock it": another definition in place of the one that was questioned."""
    mind = reply.mind
    row = list(reply.tokens)
    while row and row[0].text in ("no", "wait", "not", "sorry", "i", "mean", "meant", "actually", "then"):
        row.pop(0)
    if not row:
        return None
    meaning = concept.meaning
    focus = tuple(e for step in meaning.steps for e in step.target.entities) if isinstance(meaning, Routine) else ()
    there = mind.with_situation(replace(mind.situation, focus=focus))
    found = there.definer.define("scene", row, focus)
    if not isinstance(found, Defined):
        return None
    return learn(concept.term, found.meaning, there, how="corrected")
