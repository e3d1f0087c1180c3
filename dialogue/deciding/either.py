"""Asks back where two things to do are left open: "the lamp red or orange", "lock or unlock the door"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dialogue.decision import Decision
from dialogue.dialogue_state import MissingQuestion
from dialogue.mind import Mind
from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.values import value_of
from dialogue.response import Kind
from dialogue.tokens import Token

BETWEEN = ("determiner", "preposition")


def ask_either(row: tuple[Token, ...], mind: Mind, does: Callable[[tuple[Token, ...]], bool]) -> Decision | None:
    """ "Red or orange?", where each of the two could be done by itself. ``does``: whether the hub would act on it."""
    book = mind.situation.book
    if book.words("or_conjunction").isdisjoint(token.text for token in row):
        return None
    pieces = chunk(row, book.lexicon, book.vocabulary)
    for at in range(1, len(pieces) - 1):
        if pieces[at].text not in book.words("or_conjunction"):
            continue
        first, other = pieces[at - 1], _behind(pieces, at)
        if not (_is_way(first, book) and _is_way(other, book)) or (first.quantity and other.quantity):
            continue
        if not does(row[: first.end] + row[other.end :]) or not does(row[: first.start] + row[other.start :]):
            continue
        asked = " ".join(token.text for token in row[first.start : other.end])
        rest = " ".join(token.text for token in (*_without_link(row[: first.start], book), *row[other.end :]))
        return Decision(
            Kind.ASKS_FOR,
            lead=mind.wording.finished(mind.wording.say("asks_either", options=asked)),
            question=MissingQuestion("value", request=rest, area=mind.situation.area),
        )
    return None


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


def _without_link(before: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "the lamp to" → "the lamp": the answer brings its own."""
    ends = before and before[-1].text in book.words("setting_prepositions") | book.words("in_preposition")
    return before[:-1] if ends else before
