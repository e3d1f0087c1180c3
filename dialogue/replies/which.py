"""The answer to "which one?"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.deciding.choices import remember_choice
from dialogue.decision import Decision
from dialogue.dialogue_state import (
    WhichQuestion,
)
from dialogue.interpretation import Request
from dialogue.lessons.definitions import phrase_entities
from dialogue.lessons.told import comma_parts
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import strip_answer
from dialogue.replies.reply import Reply
from dialogue.replies.unclear import unclear
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.lexicon import split


def answer_which(reply: Reply, question: WhichQuestion) -> Decision | None:
    mind = reply.mind
    said = read_request(reply.tokens, mind.situation.book, mind.situation.now)
    if said.complete and any(c.targets and (c.values or c.verb_first) for c in said.clauses):
        return None
    rows = (reply.tokens, *comma_parts(reply.tokens))
    for row in rows:
        chosen = _chosen(reply, question, row)
        if len(chosen) > 1:
            return reply.again.take_up(question.request, mind, bound_all=(question.mention, chosen))
        if chosen:
            decision = reply.again.take_up(question.request, mind, bound=(question.mention, chosen[0]))
            return remember_choice(decision, question, chosen[0], mind)
        if _is_one_of(row, reply, "indifferent"):  # nothing worth remembering
            return reply.again.take_up(question.request, mind, bound=(question.mention, question.options[0]))
    if (any(clause.acts for clause in said.clauses) and said.complete) or _asks_anew(said, question):
        return None
    for row in rows:
        other = _another(reply, row)
        if other is not None:
            return reply.again.take_up(question.request, mind, bound=(question.mention, other))
    if any(_is_one_of(row, reply, "none_of_the_options") for row in rows):
        return Decision(Kind.CANCELS, lead=mind.wording.say("cancelled"))
    return unclear(reply, question)


def _asks_anew(said: Request, question: WhichQuestion) -> bool:
    """ "set the desk lamp to dusky": a whole request for something else, with a word in it that nobody knows."""
    named = {e for clause in said.clauses if clause.verb_first for phrase in clause.targets for e in phrase.named}
    return bool(said.unknowns and named) and named.isdisjoint(question.options)


def _another(reply: Reply, row: tuple[Token, ...]) -> str | None:
    """ "the desk lamp": one thing named that was not among the options, and nothing else said."""
    meant = tuple(strip_answer(row, reply.mind.statements))
    said = read_request(meant, reply.mind.situation.book, reply.mind.situation.now)
    clause = said.clauses[0] if len(said.clauses) == 1 and said.complete else None
    if clause is None or clause.acts or clause.values or clause.verb or len(clause.targets) != 1 or clause.exceptions:
        return None
    named = phrase_entities(meant, reply.mind.situation)
    return named[0] if len(named) == 1 and clause.targets[0].named == tuple(named) else None


def _chosen(reply: Reply, question: WhichQuestion, row: tuple[Token, ...]) -> tuple[str, ...]:
    """The options that a row of words picks: by number, all of them, or by name."""
    mind = reply.mind
    words = [token.text for token in strip_answer(row, mind.statements)]
    bare = [word for word in words if word not in reply.mind.words("choice_fillers")] or words
    numbers = mind.situation.book.vocabulary.choice_numbers
    if len(bare) == 1 and bare[0] in numbers:
        index = numbers[bare[0]]
        return (question.options[index],) if index < len(question.options) else ()
    if tuple(words) in mind.situation.book.vocabulary.phrases("all_of_the_options"):
        return question.options
    if words and words[0] in mind.situation.book.vocabulary.words("negating"):
        return ()
    named = [e for e in phrase_entities(row, mind.situation) if e in question.options]
    if len(named) != 1:
        named = _by_words(reply, bare, question.options)
    return (named[0],) if len(named) == 1 else _by_room(row, reply, question)


def _by_room(row: tuple[Token, ...], reply: Reply, question: WhichQuestion) -> tuple[str, ...]:
    """ "the kitchen ones": all the options of one room, where that leaves some out."""
    book = reply.mind.situation.book
    pieces = chunk(row, reply.mind.lexicon, book.vocabulary)
    rooms = {area for piece in pieces for area in book.areas_named(piece)}
    there = tuple(e for e in question.options if book.home.entities[e].area in rooms)
    return there if 0 < len(there) < len(question.options) else ()


def _is_one_of(row: tuple[Token, ...], reply: Reply, phrases: str) -> bool:
    words = tuple(token.text for token in strip_answer(row, reply.mind.statements))
    return words in reply.mind.situation.book.vocabulary.phrases(phrases)


def _by_words(reply: Reply, words: Sequence[str], options: Sequence[str]) -> list[str]:
    home = reply.mind.situation.home
    best: list[str] = []
    for entity_id in options:
        entity = home.entities[entity_id]
        known = set(split(" ".join((entity.name, *entity.aliases))))
        if entity.area is not None:
            known |= set(split(home.areas[entity.area].name)) if entity.area in home.areas else set()
        meant = [w for w in words if w not in reply.mind.words("option_fillers")]
        if meant and all(word in known for word in meant):
            best.append(entity_id)
    return best
