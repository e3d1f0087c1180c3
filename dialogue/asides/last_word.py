"""A taught word at the end that follows from a remark: "the baby's filthy, so nappy change please"."""

from __future__ import annotations

from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.tokens import Token
from teaching.concepts import Routine, ValueName

Row = tuple[Token, ...]
SHORTEST = 2


def last_word(row: Row, mind: Mind) -> Row:
    """The taught word alone where all before "so" tells of something else; else the row as it is."""
    if len(row) <= SHORTEST or mind.state.question is not None:
        return row
    summing = mind.words("summing_words")
    at = max((i for i in range(SHORTEST, len(row) - 1) if row[i].text in summing), default=0)
    if not at or not _is_taught(row[at + 1 :], mind) or not _tells(row[:at], mind):
        return row
    return row[at + 1 :]


def _is_taught(row: Row, mind: Mind) -> bool:
    named = mind.lexicon.concepts_named(" ".join(token.text for token in row))
    return any(isinstance(concept.meaning, ValueName | Routine) for concept in named)


def _tells(row: Row, mind: Mind) -> bool:
    """Whether nothing of the home is named, and nothing is bidden, asked or denied."""
    book = mind.situation.book
    pieces = chunk(row, mind.lexicon, book.vocabulary)
    if row[0].text in mind.words("question_pronouns") | mind.words("question_auxiliaries"):
        return False
    bidding = mind.words("limit_negations") | mind.words("switching_particles")
    if not bidding.isdisjoint(token.text for token in row):
        return False
    return not any(piece.names or piece.quantity or piece.word("value") for piece in pieces)
