"""Colours that are said to be nothing special: "ordinary green", "just plain white" are green and white."""

from __future__ import annotations

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.values import value_of
from dialogue.token_edits import marked
from dialogue.tokens import Token
from teaching.lexicon import Sort

Row = tuple[Token, ...]
COLOURS = frozenset({"color", "color_temp"})


def with_plain_colours(row: Row, book: Phrasebook) -> Row:
    """The sentence without such a word in front of a colour; one that the household has taught stays whole."""
    plain = book.words("plain_adjectives")
    if plain.isdisjoint(token.text for token in row):
        return row
    told: list[Token] = []
    skipped: Token | None = None
    for at, token in enumerate(row):
        if token.text in plain and at + 1 < len(row) and _is_colour(row[at:], book):
            skipped = skipped or token
        elif skipped is not None:
            told.append(marked(token, comma=skipped.comma_before, sentence=skipped.sentence_start))
            skipped = None
        else:
            told.append(token)
    return tuple(told)


def _is_colour(row: Row, book: Phrasebook) -> bool:
    """Whether a colour of the language stands behind the first word, and both together are no taught word."""
    if row[1].comma_before or any(
        p.named(Sort.CONCEPT) and p.end > 1 for p in chunk(row, book.lexicon, book.vocabulary)[:1]
    ):
        return False
    if row[1].text in book.words("plain_adjectives") and len(row) > 2:
        return _is_colour(row[1:], book)  # "good old plain white"
    following = chunk(row[1:], book.lexicon, book.vocabulary)[0]
    value = value_of(following, book)
    return value is not None and not following.named(Sort.CONCEPT) and any(a in COLOURS for a, _ in value.options)
