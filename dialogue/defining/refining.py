"""Settles an answer that finds its way while it is said: "down, to about a quarter", "not that, the lamp"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue.defining.answer import chunks_of, request_in
from dialogue.interpretation import Clause, ValueTerm
from dialogue.lessons.definitions import phrase_entities
from dialogue.reading.statements import StatementBook, strip_answer
from dialogue.situation import Situation
from dialogue.token_edits import stretches
from dialogue.tokens import Token
from teaching.grounding import DIRECTIONS

Row = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What stands between two pauses. ``amount`` is what it sets by itself, ``rough`` that it only says which way."""

    tokens: Row
    amount: ValueTerm | None
    rough: bool


def refined(situation: Situation, row: Row, statements: StatementBook) -> Row:
    """The answer without what a later exact amount makes more exact."""
    pieces = _pieces(row)
    if len(pieces) < 2:
        return row
    steps = [_step(situation, piece, statements) for piece in pieces]
    last = next((i for i in range(len(steps) - 1, 0, -1) if steps[i].amount is not None), None)
    if last is None:
        return row
    amount = steps[last].amount
    kept = [
        step
        for i, step in enumerate(steps)
        if i >= last or not (step.rough or (step.amount is not None and _alike(step.amount, amount)))
    ]
    if len(kept) == len(steps) or not any(step.rough for step in steps[:last]):
        return row
    at = next(i for i, step in enumerate(kept) if step is steps[last])
    plain = strip_answer(kept[at].tokens, statements)
    kept[at] = replace(kept[at], tokens=(replace(plain[0], comma_before=at > 0), *plain[1:]))
    return tuple(token for step in kept for token in step.tokens)


def _step(situation: Situation, piece: Row, statements: StatementBook) -> Step:
    request = request_in(situation, strip_answer(piece, statements))
    clauses = [clause for clause in request.clauses if clause.acts or clause.verb]
    terms = [term for clause in clauses for term in clause.values]
    bare = not any(_moves(clause) or _names(clause) for clause in clauses) and not request.unknowns
    exact = [term for term in terms if term.exact and term.introduced != "by"]
    return Step(
        piece,
        amount=exact[0] if bare and len(exact) == 1 and len(terms) == 1 else None,
        rough=bool(clauses)
        and not request.unknowns
        and not exact
        and not any(term.options or term.settings for term in terms)
        and (any(_moves(clause) for clause in clauses) or any(term.direction for term in terms))
        and not any(_names(clause) for clause in clauses),
    )


def _moves(clause: Clause) -> bool:
    return any(word in DIRECTIONS for word in (clause.verb, clause.particle) if word is not None)


def _names(clause: Clause) -> bool:
    return bool(clause.areas or clause.scope) or any(phrase.pronoun is None for phrase in clause.targets)


def _alike(one: ValueTerm, other: ValueTerm | None) -> bool:
    plain = (None, "percent")
    return other is not None and (one.unit == other.unit or (one.unit in plain and other.unit in plain))


def settled_names(situation: Situation, row: Row) -> Row:
    """The names that an answer ends up with: without those taken back ("no, not the spots") and those before a "no"."""
    vocabulary = situation.book.vocabulary
    kept: list[Row] = []
    refused: list[tuple[str, ...]] = []
    for piece in _pieces(row, cuts=vocabulary.words("negating")):
        words = [token.text for token in piece]
        if " ".join(words) in vocabulary.words("taking_back_names"):
            if kept:
                refused.append(_things(situation, kept.pop()))
            continue
        lead = next((i for i, word in enumerate(words) if word not in vocabulary.words("name_leads")), 0)
        if words[lead] in vocabulary.words("negating") and lead + 1 < len(words):
            refused.append(_things(situation, piece[lead + 1 :]))
            continue
        kept.append(piece)
    gone = {thing for things in refused for thing in things}
    left = [piece for piece in kept if not (things := _things(situation, piece)) or not set(things) <= gone]
    if not gone or not any(_things(situation, piece) for piece in left):
        return row
    return tuple(token for piece in left for token in piece)


def _things(situation: Situation, piece: Row) -> tuple[str, ...]:
    named = phrase_entities(piece, situation)
    if named:
        return named
    return tuple(area for one in chunks_of(situation, piece) for area in situation.book.areas_named(one))


def _pieces(row: Sequence[Token], cuts: frozenset[str] = frozenset()) -> list[Row]:
    """The stretches between pauses, and before any of these words."""
    return stretches(row, lambda t: t.comma_before or t.sentence_start or t.text in cuts)
