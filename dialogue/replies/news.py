"""Tells another request from an answer."""

from __future__ import annotations

from collections.abc import Sequence

from devices.safety import Tier
from dialogue.asides.comment_words import comment_words
from dialogue.defining.companions import with_companion
from dialogue.dialogue_state import (
    MeaningQuestion,
)
from dialogue.interpretation import Clause
from dialogue.lessons.definitions import Defined
from dialogue.lessons.kinds import state
from dialogue.lessons.learning import known
from dialogue.mind import Mind
from dialogue.questions.questions import read_question
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import find_statements, strip_answer
from dialogue.replies.own_words import only_restricts, own_statement
from dialogue.replies.reply import Reply
from dialogue.resolving.outcomes import Resolved
from dialogue.resolving.resolution import resolve
from dialogue.response import Kind
from dialogue.tokens import Token, places, tokenize
from teaching.lexicon import split
from teaching.phrases import stems

MANAGING = frozenset({"undo", "forget", "forget_range", "retire", "restore", "rename", "revert"})
"""What is said about words that were learned before, never what a new one means."""


def is_new_request(reply: Reply, question: MeaningQuestion, targets: Sequence[str]) -> bool:
    """Whether this is another request, so that the question is closed."""
    mind, role = reply.mind, question.span.role
    row = strip_answer(reply.tokens, mind.statements)
    pieces = chunk(reply.tokens, mind.lexicon, mind.situation.book.vocabulary)
    words = split(question.span.text)
    said = tuple(token.text for token in reply.tokens)
    repeats_term = next(places(said, words), None) is not None
    own = own_statement(reply, question.span.text) if repeats_term else None
    readable = read_question(pieces, mind.situation.book) is not None
    if (said[0] in mind.words("asking_after") and own is None) if repeats_term else _asks(said, readable, mind):
        return True
    if repeats_term and own is None and reply.mind.definer.content(reply.tokens, question.span.text) == row:
        again = reply.read(" ".join(said))
        named = any(p.pronoun is None and p.unknown is None for c in again.clauses for p in c.targets)
        return again.unknowns != () and role != "scene" and named
    stated = _states(reply, role, words, repeats_term=repeats_term)
    if stated is not None:
        return stated
    if repeats_term:
        return False
    if _follows_up(reply, any_value=role == "scene"):
        return True
    if role == "scene":
        return _bids_danger(reply, question)
    if role == "action" and _says_meaning(reply):
        return False
    request = read_request(reply.tokens, mind.situation.book, mind.situation.now)
    acting = [c for c in request.clauses if c.acts and c.targets]
    if not acting:
        return False
    if (
        question.parent is not None
        and any((c.verb_first and (c.targets or c.areas)) or any(p.named for p in c.targets) for c in acting)
        and request.complete
    ):
        return True
    if role == "value" and with_companion(mind.situation, row, targets) is not None:
        return False
    meant = {e for c in acting for p in c.targets for e in (p.named or p.fitting)}
    strange = any(p.unknown is not None for c in acting for p in c.targets)
    if role in ("device", "area", "person", "time"):
        bidding = role == "time" and any(_begins_command(clause, row) for clause in acting)  # its hour is its own
        doing = any(c.verb_first or c.particle or c.values for c in acting)
        # "The lamp in plain dusk": a taught word, put on something.
        bidding = bidding or (request.complete and any(term.concept_id for c in acting for term in c.values))
        return doing and (bidding or not _answers_name(reply, role, row))
    return (bool(meant) and not meant & set(targets)) or (strange and not meant and request.clauses[0].verb_first)


def _bids_danger(reply: Reply, question: MeaningQuestion) -> bool:
    """ "unlock the back door please", said by somebody else than was asked: what can let somebody in or do harm is
    that person's own wish, and no answer.
    """
    mind = reply.mind
    if question.person is None or mind.utterance.person in (None, question.person):
        return False
    request = reply.read(" ".join(token.text for token in reply.tokens))
    clauses = [clause for clause in request.clauses if clause.acts]
    if len(clauses) != 1 or request.unknowns or not clauses[0].verb_first:
        return False
    found = resolve(clauses[0], mind.situation)
    return isinstance(found, Resolved) and mind.highest_tier(found.plans) >= Tier.DANGER


def _begins_command(clause: Clause, row: Sequence[Token]) -> bool:
    """Whether a sentence begins with what is to be done to a thing that it names."""
    named = any(phrase.pronoun is None and phrase.unknown is None for phrase in clause.targets)
    return named and clause.verb_first and clause.text.startswith(row[0].text)


def _used_again(reply: Reply, term: Sequence[str]) -> bool:
    """ "kibosh the kettle" after a question about "kibosh the telly": the same strange word, said of another thing."""
    if own_statement(reply, " ".join(term)) is not None:
        return False
    request = reply.read(" ".join(token.text for token in reply.tokens))
    unknown = any(span.role == "action" and split(span.text) == tuple(term) for span in request.unknowns)
    return unknown and any(p.unknown is None for c in request.clauses for p in c.targets)


def _says_meaning(reply: Reply) -> bool:
    """ "it means …", "it's when you …", "you …": said of the word, whatever thing is in it."""
    said = tuple(token.text for token in tokenize(reply.mind.utterance.text))
    markers = reply.mind.situation.book.vocabulary.phrases("meaning_leads")
    return any(said[: len(marker)] == marker and len(said) > len(marker) for marker in markers)


def _follows_up(reply: Reply, *, any_value: bool) -> bool:
    """ "is the oven on?", then "turn it off": a command about what was just asked after."""
    mind = reply.mind
    if mind.state.last_kind != Kind.ANSWERS.value or not mind.situation.focus:
        return False
    request = read_request(reply.tokens, mind.situation.book, mind.situation.now)
    if not any_value and any(clause.values or clause.verb in (None, "set") for clause in request.clauses):
        return False  # "make it thirty" may well be the answer
    phrases = [phrase for clause in request.clauses if clause.acts for phrase in clause.targets]
    return bool(phrases) and all(
        phrase.pronoun in ("it", "them") or set(phrase.named or phrase.fitting) <= set(mind.situation.focus)
        for phrase in phrases
    )


def _asks(said: Sequence[str], readable: bool, mind: Mind) -> bool:
    """Whether it is a question: by its first word, or because the home can answer it."""
    if said[0] in mind.words("question_openers"):
        return said[0] not in mind.words("asking_when") or (
            bool(said[1:2]) and said[1] in mind.words("question_auxiliaries")
        )
    return readable and said[0] in mind.words("yes_no_openers")


def _states(reply: Reply, role: str, words: Sequence[str], *, repeats_term: bool) -> bool | None:
    """Whether something else is said of words; ``None`` when nothing is said of words at all."""
    mind = reply.mind
    if role == "action" and _used_again(reply, words):
        return True
    for statement in find_statements(reply.tokens, mind.statements, lambda term: known(term, mind) is not None):
        said = statement.words("term")
        if said in mind.words("neuter_pronouns") | comment_words().pronouns_of_people or only_restricts(said, mind):
            continue
        if statement.group in MANAGING and not repeats_term:
            return True
        if (
            statement.group == "teach"
            and not (set(stems(split(statement.words("term")))) & set(stems(words)))
            and "when" not in statement.slots
        ):
            return role != "scene"
        if statement.group in ("teach", "is_definition") or (repeats_term and statement.group != "forget"):
            continue
        if state(statement, mind) is not None:
            return True
    return None


def _answers_name(reply: Reply, role: str, row: Sequence[Token]) -> bool:
    found = reply.mind.definer.define(role, row)
    return isinstance(found, Defined)
