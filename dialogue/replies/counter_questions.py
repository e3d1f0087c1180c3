"""A question about the home that comes in between: "hang on, is the back door locked?", while the hub waits to hear.

What stands before it must say nothing else; a no or a "never mind" before it closes the question of the hub.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.asides.comment_words import comment_words
from dialogue.dialogue_state import MeaningQuestion, OpenQuestion
from dialogue.mind import Mind
from dialogue.questions.questions import read_question
from dialogue.reading.chunks import chunk
from dialogue.reading.statements import is_answer
from dialogue.replies.verdict import verdict
from dialogue.token_edits import stretches
from dialogue.tokens import Token, places
from teaching.lexicon import Sort, split

Row = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class CounterQuestion:
    """What is asked in between, and whether the hub's own question is done with."""

    asked: Row
    closes: bool


def counter_question(row: Row, question: OpenQuestion, mind: Mind) -> CounterQuestion | None:
    """The question that comes in between, with the last pause that it can begin behind; ``None`` for anything else."""
    for start in range(len(row) - 2, -1, -1):
        if row[start].text not in mind.words("question_auxiliaries") | mind.words("question_pronouns") or not _asks(
            row[start:], question, mind
        ):
            continue
        before = row[:start]
        if not row[start].sentence_start and _is_subject(before, mind):
            continue
        if _only_interrupts(before, mind):
            return CounterQuestion(row[start:], closes=False)
        if not row[start].comma_before:
            continue
        given = verdict(before, mind)
        if given is not None and given.said == "no" and not _holds_anything(given.rest, mind):
            return CounterQuestion(row[start:], closes=True)
        if all(_only_interrupts(part, mind) or not _holds_anything(part, mind) for part in stretches(before)):
            return CounterQuestion(row[start:], closes=False)
    return None


def _asks(row: Row, question: OpenQuestion, mind: Mind) -> bool:
    """Whether it asks about the home: not how the hub's question is meant, and nothing that may be a value."""
    if row[0].text in mind.words("counter_openers") and row[1].text not in mind.words("question_auxiliaries"):
        return False
    if any(is_answer(row, kind, mind.statements) for kind in mind.statements.answers):
        return False
    if isinstance(question, MeaningQuestion):
        term = split(mind.clean_term(question.span.text))
        if next(places([token.text for token in row], term), None) is not None:
            return False
    pieces = chunk(row, mind.lexicon, mind.situation.book.vocabulary)
    if any(piece.quantity is not None for piece in pieces):
        return False
    vocabulary = mind.situation.book.vocabulary
    about_home = any(
        mind.situation.book.is_item(piece)
        or any(word in vocabulary.predicates or word in vocabulary.measures for word in piece.text.split())
        for piece in pieces
    )
    return about_home and read_question(pieces, mind.situation.book) is not None


def _is_subject(before: Row, mind: Mind) -> bool:
    """ "that | is the kettle", also where a pause was heard between; but "before that, is …"."""
    words = comment_words()
    if not before or before[-1].text not in words.subjects | words.things:
        return False
    return len(before) == 1 or before[-2].text not in mind.words("before_questions")


def _only_interrupts(row: Row, mind: Mind) -> bool:
    """ "just a second", "before that", "one quick thing first"."""
    return all(token.text in mind.situation.book.vocabulary.words("interrupting") for token in row)


def _holds_anything(row: Sequence[Token], mind: Mind) -> bool:
    """Whether some words name a thing, a room, a value, a taught word or something to do."""
    book = mind.situation.book
    return any(
        piece.quantity is not None
        or book.is_item(piece)
        or piece.named(Sort.CONCEPT)
        or piece.word("value")
        or (piece.word("verb") is not None and index == 0)
        for index, piece in enumerate(chunk(row, mind.lexicon, book.vocabulary) if row else ())
    )
