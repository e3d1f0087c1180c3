"""Finds the things that are named as alternatives: "turn on the lamp or the fan" means one of them, not both."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.chunks import Chunk
from dialogue.reading.drafts import Draft
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

BETWEEN = ("determiner", "quantifier", "preposition")
"""What may stand between "or" and the other thing."""


def without_either(row: tuple[Token, ...], book: Phrasebook) -> tuple[Token, ...]:
    """ "either the lamp or the fan" → "the lamp or the fan"."""
    words = [token.text for token in row]
    if book.words("or_conjunction").isdisjoint(words):
        return row
    first = next((i for i, word in enumerate(words) if word in book.words("either_word")), None)
    joined = first is not None and not book.words("or_conjunction").isdisjoint(words[first + 2 :])
    return (*row[:first], *row[first + 1 :]) if joined and first is not None else row


def mark_alternatives(drafts: Sequence[Draft], pieces: Sequence[Chunk], book: Phrasebook) -> None:
    """Marks the drafts that have taken in things, or rooms, from both sides of an "or"."""
    for at, piece in enumerate(pieces[:-1]):
        if at == 0 or piece.text not in book.words("or_conjunction") or not book.is_item(pieces[at - 1]):
            continue
        other = at + 1
        while other < len(pieces) and any(pieces[other].word(label) for label in BETWEEN):
            other += 1
        if other == len(pieces) or not book.is_item(pieces[other]):
            continue
        rooms = bool(book.areas_named(pieces[at - 1]) and book.areas_named(pieces[other]))
        for draft in drafts:
            draft.either = draft.either or _spans(draft, piece.start) or (rooms and len(set(draft.areas)) > 1)


def _spans(draft: Draft, place: int) -> bool:
    """Whether one of its things stands right before the place and another behind it; "all lamps or fans" is both."""
    before = [phrase for phrase in draft.targets if phrase.end <= place and not phrase.pronoun]
    behind = [phrase for phrase in draft.targets if phrase.start > place and not phrase.pronoun]
    return bool(before and behind) and not any(phrase.every for phrase in before)
