"""The answer to "which one?"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.choices import remember_choice
from dialogue.decision import Decision
from dialogue.definitions import phrase_entities
from dialogue.dialogue_state import (
    WhichQuestion,
)
from dialogue.replies.reply import Reply
from dialogue.replies.unclear import unclear
from dialogue.requests import read_request
from dialogue.statements import strip_answer
from teaching.lexicon import split

ORDINALS = {
    "first": 0,
    "1st": 0,
    "one": 0,
    "1": 0,
    "second": 1,
    "2nd": 1,
    "two": 1,
    "2": 1,
    "third": 2,
    "three": 2,
    "3": 2,
    "fourth": 3,
    "four": 3,
    "4": 3,
    "fifth": 4,
    "five": 4,
    "5": 4,
    "last": -1,
}


def answer_which(reply: Reply, question: WhichQuestion) -> Decision | None:
    mind = reply.mind
    said = read_request(reply.tokens, mind.situation.book, mind.situation.now)
    if said.complete and any(c.targets and (c.values or c.verb_first) for c in said.clauses):
        return None
    words = [token.text for token in strip_answer(reply.tokens, mind.statements)]
    chosen: str | None = None
    bare = [word for word in words if word not in ("the", "one", "number", "option", "please")] or words
    if len(bare) == 1 and bare[0] in ORDINALS:
        index = ORDINALS[bare[0]]
        if index < len(question.options):
            chosen = question.options[index]
    if chosen is None and words in (
        ["both"],
        ["all"],
        ["all", "of", "them"],
        ["both", "of", "them"],
        ["every", "one"],
        ["all", "three"],
    ):
        return reply.again.take_up(question.request, mind, bound_all=(question.mention, question.options))
    if chosen is None:
        named = [e for e in phrase_entities(reply.tokens, mind.situation) if e in question.options]
        if len(named) != 1:
            named = _by_words(reply, bare, question.options)
        chosen = named[0] if len(named) == 1 else None
    if chosen is None:
        request = read_request(reply.tokens, mind.situation.book, mind.situation.now)
        if any(clause.acts for clause in request.clauses) and request.complete:
            return None
        return unclear(reply, question)
    decision = reply.again.take_up(question.request, mind, bound=(question.mention, chosen))
    return remember_choice(decision, question, chosen, mind)


def _by_words(reply: Reply, words: Sequence[str], options: Sequence[str]) -> list[str]:
    home = reply.mind.situation.home
    best: list[str] = []
    for entity_id in options:
        entity = home.entities[entity_id]
        known = set(split(" ".join((entity.name, *entity.aliases))))
        if entity.area is not None:
            known |= set(split(home.areas[entity.area].name)) if entity.area in home.areas else set()
        meant = [w for w in words if w not in ("in", "on", "at", "of", "it's", "that")]
        if meant and all(word in known for word in meant):
            best.append(entity_id)
    return best
