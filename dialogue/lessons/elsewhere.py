"""A word that shall be another value in one room or of one thing, which no word can be: that is said openly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.values import value_of
from dialogue.response import Kind
from dialogue.tokens import Token
from teaching.concepts import ValueName

Row = tuple[Token, ...]
MIN_LESSON = 3
"""A word, what joins it to its meaning, and that."""


def read_elsewhere(row: Row, mind: Mind, read: Callable[[Row], Decision | None]) -> Decision | None:
    """ "dusky means ten percent, and for the bedroom two": the first is learned, and of the rest it is said that it
    isn't; ``read`` takes the lesson.
    """
    book = mind.situation.book
    if book.words("placing_prepositions").isdisjoint(token.text for token in row[MIN_LESSON:]):
        return None
    defining = book.vocabulary.words("defining_words") | book.words("equating_verbs")
    if defining.isdisjoint(token.text for token in row):
        return None
    for cut in range(MIN_LESSON, len(row) - 1):
        joined = row[cut].text in book.vocabulary.words("contrasting")
        place = _place(row[cut + int(joined) :], book) if joined or row[cut].comma_before else None
        first = read(row[:cut]) if place else None
        if first is None or first.kind is not Kind.CONFIRMS or len(first.put) != 1:
            continue
        if isinstance(first.put[0].meaning, ValueName):
            tail = mind.wording.say("not_elsewhere", place=place or "")
            return replace(first, tail=" ".join(part for part in (first.tail, tail) if part))
    return None


def _place(row: Row, book: Phrasebook) -> str:
    """The room or the thing that nothing but a value is said of: "for the bedroom two", "two in the bedroom"."""
    pieces = chunk(row, book.lexicon, book.vocabulary)
    leads = [at for at, piece in enumerate(pieces) if piece.text in book.words("placing_prepositions")]
    for lead in leads:
        end = lead + 1
        while end < len(pieces) and (pieces[end].word("determiner") or book.is_item(pieces[end])):
            end += 1
        named = pieces[lead + 1 : end]
        rest = (*pieces[:lead], *pieces[end:])
        if any(book.is_item(piece) for piece in named) and rest and _is_only_value(rest, book):
            return " ".join(piece.text for piece in named)
    return ""


def _is_only_value(pieces: tuple[Chunk, ...], book: Phrasebook) -> bool:
    valued = [piece for piece in pieces if piece.quantity is not None or value_of(piece, book) is not None]
    left = [piece for piece in pieces if piece not in valued]
    plain = book.words("beside_other_value")
    return bool(valued) and all(piece.word("adverb") or piece.text in plain for piece in left)
