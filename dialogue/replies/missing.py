"""The answer that gives a missing piece: a time, a value, a thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.deciding.acting import act
from dialogue.deciding.either import chosen_way
from dialogue.deciding.unfinished import with_rest
from dialogue.decision import Decision
from dialogue.dialogue_state import MeaningQuestion, MissingQuestion
from dialogue.lessons.definitions import Defined, VagueTime, phrase_entities
from dialogue.lessons.learning import learn
from dialogue.lessons.preferences import state_preference
from dialogue.lessons.settling import contradiction_answer, range_answer
from dialogue.normalizing.normalization import normalize
from dialogue.ports import Forget
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import is_answer, strip_answer
from dialogue.replies.meaning import define_asked
from dialogue.replies.reply import Reply
from dialogue.replies.unclear import targets_of, unclear
from dialogue.response import Kind, UnknownSpan
from dialogue.timing.times import Moment, find_times
from dialogue.tokens import Token
from teaching.concepts import TimeName, ValueName
from teaching.lexicon import split


def answer_missing(reply: Reply, question: MissingQuestion) -> Decision | None:
    mind = reply.mind
    if question.term and split(question.term) == tuple(token.text for token in reply.tokens):
        return None  # the word itself, said to be done
    match question.what:
        case "time_of":
            return _missing_time(reply, question)
        case "contradiction":
            return contradiction_answer(question, reply.tokens, mind) or _missing_else(reply, question)
        case "range":
            return _missing_value(reply, question)
        case "meaning":
            return _missing_meaning(reply, question)
        case "either":
            return _chosen(reply, question)
        case "time" | "target" | "value" | "number_or_time":
            return _completed(reply, question)
        case "liking":
            return _liked(reply, question)
        case "rest":
            return _continued(reply, question)
        case "name":
            said = " ".join(token.text for token in reply.tokens)
            return None if question.draft is None else learn(said, question.draft, mind, how="shown")
        case "forget_all":
            return _forget_all(reply)
        case _:
            return None


def _forget_all(reply: Reply) -> Decision:
    mind = reply.mind
    if is_answer(reply.tokens, "yes", mind.statements):
        return Decision(Kind.FORGETS, lead=mind.wording.say("forgotten_all"), forget=Forget(everything=True))
    return Decision(Kind.CANCELS, lead=mind.wording.say("cancelled"))


def _liked(reply: Reply, question: MissingQuestion) -> Decision | None:
    """ "Nineteen", asked how the speaker likes the heating: it is remembered, and done."""
    mind = reply.mind
    targets = targets_of(reply, MeaningQuestion(UnknownSpan("", "preference"), question.request))
    found = mind.definer.define("value", reply.tokens, targets)
    if not targets or not isinstance(found, Defined) or not isinstance(found.meaning, ValueName):
        return _missing_else(reply, question)
    learned = state_preference(found.meaning.settings, targets, None, None, None, mind)
    if learned.kind is not Kind.CONFIRMS:
        return learned
    lexicon = mind.lexicon.with_concepts(learned.put)
    book = replace(mind.situation.book, lexicon=lexicon)
    wiser = replace(mind.situation, book=book, preferences=lexicon.of_type("preference"))
    done = reply.again.said_again(question.request, mind.with_situation(wiser))
    if done.kind is not Kind.ACTS:
        return learned
    return replace(learned, plans=done.plans, focus=done.focus)


def _chosen(reply: Reply, question: MissingQuestion) -> Decision | None:
    """The request with the one way of the two that was chosen."""
    request = chosen_way(question.request, strip_answer(reply.tokens, reply.mind.statements), reply.mind)
    return reply.again.take_up(request, reply.mind) if request else _missing_else(reply, question)


def _number_or_time(reply: Reply, question: MissingQuestion) -> Decision | None:
    """ "The temperature", "degrees", "two hundred and thirty" or "at half past two": which of the two was meant."""
    mind, words = reply.mind, {token.text for token in reply.tokens}
    written = mind.situation.book.vocabulary.written
    numbers = mind.situation.book.vocabulary.choice_numbers
    row = strip_answer(reply.tokens, mind.statements)
    bare = [token.text for token in row if token.text not in mind.words("choice_fillers")]
    picked = numbers.get(bare[0]) if len(bare) == 1 else None
    found = next(iter(find_times(reply.tokens, mind.situation.now)), None)
    timed = found is not None and found[2].certain
    number = int(question.term)
    clock = f"{number // 100}:{number % 100:02}"
    if timed or picked == 1 or words & mind.words("clock_said"):
        said = " ".join(t.text for t in reply.tokens[found[0] : found[1]]) if timed and found is not None else clock
        when = said if said.split()[0] in mind.words("time_introducers") else f"{written['at_time']} {said}"
        moments = (reading.when for _, _, reading in find_times(normalize(when).tokens, mind.situation.now))
        if not any(isinstance(moment, Moment) for moment in moments):
            when = f"{when} {written['at_time']} {clock}"  # "tomorrow"
        return reply.again.said_again(f"{question.request} {when}", mind)
    pieces = chunk(reply.tokens, mind.lexicon, mind.situation.book.vocabulary)
    counted = any(piece.quantity is not None and piece.quantity.value == number for piece in pieces)
    if picked == 0 or counted or words & mind.words("heat_said"):
        return reply.again.said_again(f"{question.request} {written['to_value']} {number} {written['of_heat']}", mind)
    return _missing_else(reply, question)


def _missing_time(reply: Reply, question: MissingQuestion) -> Decision | None:
    """The clock time of a word for a time of day."""
    mind = reply.mind
    found = mind.definer.define("time", reply.tokens, (), question.term)
    if isinstance(found, VagueTime):
        return Decision(Kind.ASKS_FOR, lead=mind.wording.say("asks_time"), question=question)
    if not isinstance(found, Defined) or not isinstance(found.meaning, TimeName):
        return _missing_else(reply, question)
    learned = learn(question.term, found.meaning, mind, how="answered")
    if question.parent is not None:
        return reply.again.after_lesson(learned, question.parent, mind)
    return learned


def _missing_meaning(reply: Reply, question: MissingQuestion) -> Decision | None:
    """What a word means, after all."""
    row = _without_then(reply, reply.tokens)
    if question.parent is not None:
        return define_asked(reply, question.parent, row, targets_of(reply, question.parent))
    found = reply.mind.definer.define_any(row, question.term)
    if isinstance(found, Defined):
        return learn(question.term, found.meaning, reply.mind, how="answered")
    return _missing_else(reply, question)


def _missing_value(reply: Reply, question: MissingQuestion) -> Decision | None:
    """Another value in place of one that the thing cannot take."""
    mind = reply.mind
    settled = range_answer(question, _without_then(reply, strip_answer(reply.tokens, mind.statements)), mind)
    if settled is not None and settled.kind is Kind.CONFIRMS and question.parent is not None:
        return reply.again.after_lesson(settled, question.parent, mind)
    return settled or _missing_else(reply, question)


def _missing_else(reply: Reply, question: MissingQuestion) -> Decision | None:
    request = read_request(reply.tokens, reply.mind.situation.book, reply.mind.situation.now)
    if any(c.acts and c.targets for c in request.clauses):
        return None
    return unclear(reply, question)


def _completed(reply: Reply, question: MissingQuestion) -> Decision | None:
    """The request again with the missing piece behind it."""
    if question.what == "number_or_time":
        return _number_or_time(reply, question)
    mind = reply.mind
    row = strip_answer(reply.tokens, mind.statements)
    answer = " ".join(token.text for token in row)
    alone = read_request(row, mind.situation.book, mind.situation.now)
    if any(c.acts and (c.targets or c.areas) for c in alone.clauses):
        return None
    written = mind.situation.book.vocabulary.written
    joiner = {"time": f" {written['at_time']} ", "value": f" {written['to_value']} ", "target": " "}[question.what]
    if question.what == "time" and not mind.words("time_introducers").isdisjoint(answer.split()[:1]):
        joiner = " "
    if question.what == "value" and not mind.words("value_openers").isdisjoint(answer.split()[:1]):
        joiner = " "
    if question.what == "target":
        entities = phrase_entities(row, mind.situation)
        if entities:
            there = mind.with_situation(replace(mind.situation, focus=entities))
            request = read_request(normalize(question.request).tokens, there.situation.book, there.situation.now)
            if request.complete:
                return act(request, there, text=question.request)
    request = reply.read(question.request + joiner + answer)
    if not request.complete:
        return unclear(reply, question)
    decision = act(request, mind, text=question.request + joiner + answer)
    return decision if decision.kind not in (Kind.ASKS_FOR, Kind.REFUSES) else unclear(reply, question)


def _continued(reply: Reply, question: MissingQuestion) -> Decision | None:
    """The sentence that broke off, with its end; what is a request by itself is one."""
    mind = reply.mind
    alone = read_request(reply.tokens, mind.situation.book, mind.situation.now)
    if any(c.acts and (c.targets or c.areas) for c in alone.clauses):
        return None
    rest = " ".join(token.text for token in reply.tokens)
    decision = reply.again.said_again(with_rest(question.request, rest), mind)
    return unclear(reply, question) if decision.kind is Kind.IGNORES else decision


def _without_then(reply: Reply, tokens: Sequence[Token]) -> tuple[Token, ...]:
    row = tuple(tokens)
    while len(row) > 1 and row[-1].text in reply.mind.words("answer_tails"):
        row = row[:-1]
    return row
