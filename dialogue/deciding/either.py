"""Asks back where two things to do are left open: "the lamp red or orange", "lock or unlock the door"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import MissingQuestion
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.values import value_of
from dialogue.response import Kind
from dialogue.tokens import Token, tokenize

Row = tuple[Token, ...]
BETWEEN = ("determiner", "preposition")


def ask_either(row: Row, mind: Mind, does: Callable[[Row], bool]) -> Decision | None:
    """ "Red or orange?", where each of the two could be done by itself. ``does``: whether the hub would act on it."""
    for first, other in _ways(row, mind.situation.book):
        if does(row[: first.end] + row[other.end :]) and does(row[: first.start] + row[other.start :]):
            asked = _text(row[first.start : other.end])
            return Decision(
                Kind.ASKS_FOR,
                lead=mind.wording.say("asks_either", options=asked),
                question=MissingQuestion("either", request=_text(row), area=mind.situation.area),
            )
    return None


def chosen_way(request: str, answer: Row, mind: Mind) -> str:
    """The request with the one of its two ways that the answer names; nothing when it names none."""
    row, book = tokenize(request), mind.situation.book
    words = [token.text for token in answer]
    for first, other in _ways(row, book):
        if _holds(words, first) or tuple(words) in book.vocabulary.phrases("indifferent"):
            return _text(row[: first.end] + row[other.end :])
        if _holds(words, other):
            return _text(row[: first.start] + row[other.start :])
    return ""


def _holds(words: Sequence[str], piece: Chunk) -> bool:
    return f" {piece.text} " in f" {' '.join(words)} "


def _text(row: Row) -> str:
    return " ".join(token.text for token in row)


def _ways(row: Row, book: Phrasebook) -> Iterator[tuple[Chunk, Chunk]]:
    """What stands on either side of an "or" and says what to do; two amounts are the ends of a range."""
    if book.words("or_conjunction").isdisjoint(token.text for token in row):
        return
    pieces = chunk(row, book.lexicon, book.vocabulary)
    for at in range(1, len(pieces) - 1):
        first, other = pieces[at - 1], _behind(pieces, at)
        if pieces[at].text in book.words("or_conjunction") and _is_way(first, book) and _is_way(other, book):
            if not (first.quantity and other.quantity):
                yield first, other


def _behind(pieces: Sequence[Chunk], at: int) -> Chunk:
    """What stands behind the "or" and the small words that may follow it."""
    after = at + 1
    while after < len(pieces) - 1 and any(pieces[after].word(label) for label in BETWEEN):
        if pieces[after].word("particle"):
            break
        after += 1
    return pieces[after]


def _is_way(piece: Chunk, book: Phrasebook) -> bool:
    """Whether it says what to do, and names nothing it is done to."""
    verb = any(name not in ("set", "scene") for name in piece.all_words("verb"))
    if piece.word("adverb") or (book.is_item(piece) and not (verb and piece.start == 0)):
        return False
    return verb or bool(piece.word("particle") or piece.word("state")) or value_of(piece, book) is not None
