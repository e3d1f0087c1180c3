"""The answer to "shall I?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.deciding.rights import check_rights
from dialogue.decision import Decision
from dialogue.dialogue_state import (
    ConfirmQuestion,
)
from dialogue.lessons.amendments import without_part
from dialogue.lessons.definitions import Defined, phrase_entities
from dialogue.lessons.learning import known, learn, taken
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.reading.requests import read_request
from dialogue.reading.statements import find_statements, is_answer, strip_answer
from dialogue.replies.conflict import answer_conflict
from dialogue.replies.heard import answer_heard, answer_heard_as, answer_heard_term
from dialogue.replies.reply import Reply
from dialogue.replies.tellings import with_plain_verbs
from dialogue.replies.unclear import unclear
from dialogue.replies.verdict import Verdict, verdict
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.tokens import Token, places
from teaching.concepts import Alias, AreaName, Concept, Routine, TimeName
from teaching.lexicon import split

_HEARD = {"heard": answer_heard, "heard_as": answer_heard_as, "heard_term": answer_heard_term}


def answer_confirmation(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    mind = reply.mind
    if question.about in _HEARD:
        return _HEARD[question.about](reply, question)
    chosen = answer_conflict(reply, question)
    if chosen is not None:
        return chosen
    if is_answer(reply.tokens, "yes", mind.statements):
        return _confirmed(reply, question)
    given = verdict(reply.tokens, mind)
    turned_down = _turned_down(reply, question, given)
    if turned_down is not None:
        return turned_down
    if reply.tokens and reply.tokens[0].text in reply.mind.words("question_auxiliaries") | reply.mind.words(
        "question_openers"
    ):
        return None
    said = split(" ".join(token.text for token in reply.tokens))
    if question.about == "lesson" and said == split(question.request):
        asked = Decision(Kind.ASKS_CONFIRM, lead=mind.state.last_speech, question=question)
        return asked_for_now(asked, question.request, reply)
    named = _named_instead(reply, question, given)
    if named is not None:
        return named
    if given is not None and given.said == "yes" and _adds_nothing(reply, question, given.rest):
        return _confirmed(reply, question)
    if question.about == "lesson" and question.concepts:
        lessened = _without_step(reply, question.concepts[0])
        if lessened is not None:
            return lessened
        corrected = _corrected_lesson(reply, question.concepts[0])
        if corrected is not None:
            return corrected
    return _undecided(reply, question, given)


def asked_for_now(asked: Decision, request: str, reply: Reply) -> Decision:
    """The question about a lesson where what is taught is asked for as well: one yes is for both, and it says so."""
    mind, question = reply.mind, asked.question
    if not isinstance(question, ConfirmQuestion) or question.about != "lesson":
        return asked
    concept = question.concepts[0]
    would = reply.again.said_again(request, mind, lesson=taken(concept, None, mind))
    if would.kind is Kind.REFUSES:
        return Decision(Kind.REFUSES, lead=would.lead, reasons=would.reasons, keep_question=True)
    if not isinstance(would.question, ConfirmQuestion) or not would.question.commands:
        return asked
    what = mind.wording.meaning(concept.meaning)
    lead = mind.wording.say("asks_confirm_lesson_now", term=concept.term, what=what)
    return replace(asked, lead=lead, question=replace(question, commands=would.question.commands))


def _turned_down(reply: Reply, question: ConfirmQuestion, given: Verdict | None) -> Decision | None:
    """A no, be it with what the word means instead or with what stays as it is."""
    anew = _defined_anew(reply, question, given)
    if anew is not None:
        return anew
    if is_answer(reply.tokens, "no", reply.mind.statements) or _leaves_as_is(reply, question, given):
        return Decision(Kind.CANCELS, lead=reply.mind.wording.say("cancelled"))
    return None


def _defined_anew(reply: Reply, question: ConfirmQuestion, given: Verdict | None) -> Decision | None:
    """ "No, not the oven. Kennel just turns the light off": a no, and what the word does instead."""
    if question.about != "lesson" or not question.concepts or given is None or given.said != "no":
        return None
    mind, term = reply.mind, split(question.concepts[0].term)
    row = reply.tokens
    for start in (i for i in range(1, len(row)) if row[i].comma_before or row[i].sentence_start):
        if tuple(token.text for token in row[start : start + len(term)]) == tuple(term):
            does = with_plain_verbs(tuple(row[start + len(term) :]), mind)
            return reply.again.said_again(f"{question.concepts[0].term} means {does}", mind) if does else None
        for statement in find_statements(row[start:], mind.statements, lambda word: known(word, mind) is not None):
            said = split(statement.words("term") or statement.words("when"))
            if statement.group == "teach" and said[: len(term)] == term:
                return reply.again.said_again(mind.utterance.text[row[start].start :], mind)
    return None


def _leaves_as_is(reply: Reply, question: ConfirmQuestion, given: Verdict | None) -> bool:
    """ "No, leave it shut": that nothing shall be done, said with what stays as it is."""
    situation = reply.mind.situation
    if given is None or given.said != "no":
        return False
    rest = reply.tokens
    while rest and is_answer(rest[:1], "no", reply.mind.statements):
        rest = rest[1:]
    if not rest or rest[0].text not in situation.words("staying_verbs"):
        return False
    meant = {command.entity_id for command in question.commands} | {
        entity_id
        for concept in question.concepts
        if isinstance(concept.meaning, Routine)
        for step in concept.meaning.steps
        for entity_id in step.target.entities
    }
    clauses = read_request(rest, situation.book, situation.now).clauses
    named = {e for c in clauses for p in c.targets for e in (p.named or p.fitting)}
    return named <= meant and not any(c.values or c.scenes or c.content for c in clauses)


def _undecided(reply: Reply, question: ConfirmQuestion, given: Verdict | None) -> Decision | None:
    """A no with something else asked for, something else alone, or nothing that is understood."""
    request = read_request(reply.tokens, reply.mind.situation.book, reply.mind.situation.now)
    if given is not None and given.said == "no":
        request = read_request(start_of(given.rest), reply.mind.situation.book, reply.mind.situation.now)
        stays = bool(given.rest) and given.rest[0].text in reply.mind.words("staying_verbs")
        asks = not stays and request.complete and any(c.acts and (c.targets or c.areas) for c in request.clauses)
        return None if asks else Decision(Kind.CANCELS, lead=reply.mind.wording.say("cancelled"))
    if given is None and any(clause.acts or clause.targets for clause in request.clauses):
        return None
    return unclear(reply, question)


def _adds_nothing(reply: Reply, question: ConfirmQuestion, rest: Sequence[Token]) -> bool:
    """Whether what follows a yes only echoes the question or comments on it."""
    situation = reply.mind.situation
    request = read_request(rest, situation.book, situation.now)
    meant = {command.entity_id for command in question.commands}
    for concept in question.concepts:
        if isinstance(concept.meaning, Alias):
            meant |= set(concept.meaning.entities)
    echoed = {e for c in request.clauses for p in c.targets for e in (p.named or p.fitting)}
    if echoed:
        return echoed <= meant or bool(meant and meant <= echoed)
    return not any(clause.values or clause.scenes or clause.content for clause in request.clauses)


def _named_instead(reply: Reply, question: ConfirmQuestion, given: Verdict | None) -> Decision | None:
    """ "The bedside lamp", "no, the desk lamp": the name itself in answer to a guess."""
    mind = reply.mind
    if question.about != "guess" or not question.concepts:
        return None
    row = strip_answer(reply.tokens if given is None else given.rest, mind.statements)
    named = phrase_entities(row, mind.situation) if row else ()
    if len(named) != 1 or (given is not None and given.said == "yes"):
        return None
    guessed = question.concepts[0]
    chosen = mind.new_concept(guessed.term, Alias(tuple(named)), "answered")
    return reply.again.take_up(question.request, mind, lesson=taken(chosen, None, mind))


def _confirmed(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    mind = reply.mind
    plans = tuple(Planned(command.entity_id, command.settings) for command in question.commands)
    refused = check_rights(plans, mind)
    if refused is not None:
        return refused
    if question.about == "guess" and question.concepts:
        stored = taken(question.concepts[0], None, mind)
        return reply.again.take_up(question.request, mind, lesson=stored)
    if question.about == "rewrite":
        return reply.again.take_up(question.request, mind)
    if question.about == "lesson" and question.concepts:
        old = mind.lexicon.concepts.get(question.concepts[0].id)
        changed = old is not None and isinstance(old.meaning, TimeName)
        return replace(taken(question.concepts[0], old, mind, changed=changed), plans=plans)
    if question.schedules:
        listed = mind.wording.join([s.text for s in question.schedules])
        lead = mind.wording.say(
            "scheduled", what=listed, when=mind.wording.when(question.schedules[0].due, mind.situation.now)
        )
        return Decision(Kind.SCHEDULES, lead=lead, schedules=question.schedules)
    return Decision(Kind.ACTS, plans=plans, focus=tuple(p.entity_id for p in plans))


def _without_step(reply: Reply, concept: Concept) -> Decision | None:
    """ "no, forget the oven": what was questioned, less one of its steps."""
    mind = reply.mind
    for statement in find_statements(reply.tokens, mind.statements, lambda term: known(term, mind) is not None):
        if statement.group == "drop_step":
            meaning = without_part(concept, statement.slots["part"], mind)
            if isinstance(meaning, Routine):
                return learn(concept.term, replace(meaning, confirm_always=False), mind, how="corrected")
    return None


def _uses(row: Sequence[Token], concept: Concept, mind: Mind) -> bool:
    """Whether a sentence asks for something with the very word in question: "reading lamp snug"."""
    held = next(places([token.text for token in row], split(concept.term)), None) is not None
    request = read_request(row, mind.situation.book, mind.situation.now)
    return held and request.complete and any(c.acts and (c.targets or c.areas) for c in request.clauses)


def _corrected_lesson(reply: Reply, concept: Concept) -> Decision | None:
    """ "no wait, lock it": another definition in place of the one that was questioned."""
    mind = reply.mind
    row = list(reply.tokens)
    while row and row[0].text in reply.mind.words("confirming_leads"):
        row.pop(0)
    if not row:
        return None
    meaning = concept.meaning
    if _uses(row, concept, mind):
        return None
    focus = tuple(e for step in meaning.steps for e in step.target.entities) if isinstance(meaning, Routine) else ()
    there = mind.with_situation(replace(mind.situation, focus=focus))
    found = there.definer.define("scene", row, focus)
    if not isinstance(found, Defined):
        return None
    if isinstance(meaning, Alias | AreaName) and not isinstance(found.meaning, Alias | AreaName):
        return None  # something for the thing to do
    return learn(concept.term, found.meaning, there, how="corrected")
