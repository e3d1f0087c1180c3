"""Takes off what only stresses a taught word: "in plain natter", "good old natter", "the usual natter"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.normalizing.hesitations import start_of
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from teaching.concepts import Routine, ValueName
from teaching.lexicon import Sort
from teaching.phrases import stems


def without_plainness(row: Sequence[Token], book: Phrasebook) -> tuple[Token, ...]:
    """The tokens without such adjectives right before a taught value or routine that they are no part of."""
    words = [token.text for token in row]
    if book.vocabulary.words("plain_qualifiers").isdisjoint(words):
        return tuple(row)
    stemmed = stems(words)
    gone: set[int] = set()
    at = 0
    while at < len(words):
        end = at + book.vocabulary.opening(row, "plain_qualifiers", at)
        if end > at and end < len(words) and _names(words, stemmed, at, end, book) is None:
            named = _names(words, stemmed, end, end, book)
            if named is not None and not any(row[i].comma_before for i in range(at + 1, end + 1)):
                gone.update(range(at, end))
        at = max(end, at + 1)
    kept = tuple(token for i, token in enumerate(row) if i not in gone)
    return start_of(kept) if gone and 0 in gone else kept


def _names(words: list[str], stemmed: Sequence[str], start: int, beyond: int, book: Phrasebook) -> int | None:
    """The end of a taught value's or routine's name that begins at ``start`` and ends behind ``beyond``."""
    for end, names in book.lexicon.at(words, stemmed, start):
        for name in names:
            if end > beyond and name.sort is Sort.CONCEPT:
                if isinstance(book.lexicon.concept(name.id).meaning, ValueName | Routine):
                    return end
    return None
