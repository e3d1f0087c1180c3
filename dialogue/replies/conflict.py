"""The answer to "it already means A, should it mean B from now on?" that is no plain yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import ConfirmQuestion
from dialogue.lessons.definitions import Defined, NotADefinition, phrase_entities
from dialogue.lessons.every_day import only_some_days
from dialogue.lessons.learning import learn, taken
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.reading.statements import is_answer, strip_answer
from dialogue.replies.reply import Reply
from dialogue.response import Kind
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from teaching.concepts import Concept
from teaching.lexicon import split


def answer_conflict(reply: Reply, question: ConfirmQuestion) -> Decision | None:
    """ "the old one", "both", "only for me", "just in the bedroom", "stick with thirty"; ``None`` for anything else."""
    mind = reply.mind
    fresh = question.concepts[0] if question.about == "lesson" and question.concepts else None
    if fresh is not None and only_some_days(fresh, reply.tokens, mind):
        return Decision(Kind.CANCELS, lead=mind.wording.say("cancelled"))
    old = mind.lexicon.concepts.get(fresh.id) if fresh is not None else None
    if fresh is None or old is None:
        return None
    say, row = mind.wording.say, reply.tokens
    kept = Decision(Kind.CANCELS, lead=say("kept_old", term=old.term, old=mind.wording.meaning(old.meaning)))
    if is_answer(row, "keep_both", mind.statements):
        return Decision(Kind.ASKS_CONFIRM, lead=say("one_for_all"), question=question)
    if is_answer(row, "for_all", mind.statements):
        return taken(fresh, old, mind)
    if _is_mine(row, mind):
        person = mind.utterance.person
        if person is None:
            return Decision(Kind.ASKS_CONFIRM, lead=say("who_for"), question=question)
        return learn(fresh.term, fresh.meaning, mind, how="answered", certain=True, scope=person)
    chosen = _chosen(reply, fresh, old)
    if chosen is not None:
        return taken(fresh, old, mind) if chosen is fresh else kept
    if is_answer(row, "take_new", mind.statements) and reply.mind.words("first_word").isdisjoint(
        split(mind.utterance.text)
    ):
        return taken(fresh, old, mind)
    # "First" behind a choice was taken for an order of doing things, and is gone from the row.
    first = is_answer(row, "take_new", mind.statements)
    if first or is_answer(row, "keep_old", mind.statements) or _is_old_value(reply, old):
        return kept
    if _only_says_where(reply):
        return Decision(Kind.ASKS_CONFIRM, lead=say("one_everywhere"), question=question)
    return None


def _is_mine(row: Sequence[Token], mind: Mind) -> bool:
    """ "just for me, leave it as it is for everybody else": one's own, in whatever parts."""
    if is_answer(row, "mine_only", mind.statements):
        return True
    kinds = [
        next(
            (kind for kind in ("mine_only", "others_keep", "yes", "no") if is_answer(part, kind, mind.statements)), None
        )
        for part in stretches(row)
    ]
    return None not in kinds and not {"mine_only", "others_keep"}.isdisjoint(kinds)


def _chosen(reply: Reply, fresh: Concept, old: Concept) -> Concept | None:
    """ "the new one, fifty-five", "yes, sixty", "no, the old one, twenty": which is named, in whatever parts."""
    found: set[str] = set()
    for part in stretches(reply.tokens):
        if is_answer(part, "yes", reply.mind.statements):
            continue
        means = _meant_by(part, reply, fresh, old)
        if means is None:
            if is_answer(part, "no", reply.mind.statements):
                continue
            return None
        found.add(means.id if means is old else "fresh")
    if len(found) != 1:
        return None
    return fresh if found == {"fresh"} else old


def _meant_by(part: Sequence[Token], reply: Reply, fresh: Concept, old: Concept) -> Concept | None:
    statements = reply.mind.statements
    named = is_answer(part, "take_new", statements), is_answer(part, "keep_old", statements)
    if any(named) and reply.mind.words("first_word").isdisjoint(split(reply.mind.utterance.text)):
        return fresh if named[0] else old
    lead = reply.mind.situation.book.vocabulary.opening(part, "sticking")
    row = strip_answer(part[lead:] if lead < len(part) else part, statements)
    meant = reply.mind.definer.define_any(row, old.term) if row else NotADefinition()
    if not isinstance(meant, Defined):
        return None
    return next((concept for concept in (fresh, old) if concept.meaning == meant.meaning), None)


def _is_old_value(reply: Reply, old: Concept) -> bool:
    """ "stick with thirty": the old meaning once more."""
    mind = reply.mind
    lead = mind.situation.book.vocabulary.opening(reply.tokens, "sticking")
    if lead == len(reply.tokens) or reply.tokens[0].text in mind.words("question_openers"):
        return False
    found = mind.definer.define_any(reply.tokens[lead:], old.term)
    return isinstance(found, Defined) and found.meaning == old.meaning


def _only_says_where(reply: Reply) -> bool:
    """ "just in the bedroom", "only for the desk lamp": a place or a thing, and nothing to be done."""
    situation = reply.mind.situation
    pieces = chunk(reply.tokens, situation.book.lexicon, situation.book.vocabulary)
    request = read_request(reply.tokens, situation.book, situation.now)
    if any(clause.acts or clause.verb for clause in request.clauses) or request.unknowns:
        return False
    placed = any(piece.word("preposition") for piece in pieces)
    rooms = any(situation.book.areas_named(piece) for piece in pieces)
    return placed and (rooms or bool(phrase_entities(reply.tokens, situation)))
