""" "Mute the radio real quick", "lamp off dead sharp": how fast it shall go, which nothing in a home is set to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
SETTING: Final = frozenset({"set", "scene"})


def without_haste(row: Row, book: Phrasebook) -> Row:
    """The sentence without an intensified adverb of manner behind what says what to do."""
    words = book.vocabulary.words
    for start in range(2, len(row)):
        at = start
        while at < len(row) - 1 and row[at].text in words("haste_leads") and not row[at + 1].comma_before:
            at += 1
        after = at + 1
        if at == start or row[at].text not in words("haste") | words("speeds"):
            continue
        if after < len(row) and not (row[after].comma_before or row[after].text in words("behind_haste")):
            continue
        before = chunk(row[:start], book.lexicon, book.vocabulary)
        if not any(_does(piece) for piece in before):
            continue  # "make the fan super fast"
        if row[at].text in words("haste") or not any(piece.word("value") for piece in before):
            rest = row[after:]
            return (*row[:start], replace(rest[0], comma_before=True), *rest[1:]) if rest else row[:start]
    return row


def _does(piece: Chunk) -> bool:
    verbs = set(piece.all_words("verb"))
    return bool((verbs and not verbs & SETTING) or piece.word("particle") or piece.word("extreme"))
