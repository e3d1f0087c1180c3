""" "To one nice peacock", "on one of those sunset glows": "one" is no number where a strange name follows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.numbers import read_quantity
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

Row = tuple[Token, ...]
MOST_BETWEEN: Final = 3
MOST_COUNTED: Final = 9


def without_one(row: Row, book: Phrasebook) -> Row:
    """The sentence without a "one" that only leads to a name; any other number stays."""
    openers = book.vocabulary.words("value_prepositions")
    for at in range(1, len(row) - 1):
        if row[at].text not in book.words("numeral_one") or row[at - 1].text not in openers or row[at + 1].comma_before:
            continue
        quantity = read_quantity(row, at)
        if quantity is not None and (quantity.unit is not None or quantity.end > at + 1):
            continue
        after = at + 1
        if (
            row[after].text in book.words("genitive")
            and after + 2 < len(row)
            and row[after + 1].text in book.vocabulary.words("determiners")
        ):
            after += 2
        if _names_strangely(row[after:], book):
            return (*row[:at], *row[after:])
    return row


def with_plain_count(row: Row, book: Phrasebook) -> Row:
    """ "one of the study lights" → "one study light": so many of them, and no number to set."""
    for at in range(len(row) - 3):
        if row[at + 1].text not in book.words("genitive") or row[at + 2].text not in book.vocabulary.words(
            "determiners"
        ):
            continue
        single = row[at].text in book.words("numeral_one")
        quantity = None if single else read_quantity(row[: at + 1], at)
        if not single and (quantity is None or quantity.unit is not None or quantity.value > MOST_COUNTED):
            continue
        for noun in range(at + 3, min(len(row), at + 3 + MOST_BETWEEN)):
            kinds = [kind for kind in book.vocabulary.kinds.values() if row[noun].text in kind.plural]
            if kinds:
                one = word_forms().singular(row[noun].text)
                only = single and any(one in kind.nouns for kind in kinds)
                named = replace(row[noun], text=one) if only else row[noun]
                return (*row[: at + 1], *row[at + 3 : noun], named, *row[noun + 1 :])
    return row


def _names_strangely(rest: Row, book: Phrasebook) -> bool:
    """Whether what follows is a word that nothing explains, with nothing but judgements before it."""
    for piece in chunk(rest, book.lexicon, book.vocabulary)[:MOST_BETWEEN]:
        if not piece.known:
            return not piece.comma_before or piece.start == 0
        if piece.quantity is not None or not piece.word("adverb") or piece.word("degree") or piece.word("comparative"):
            return False
    return False
