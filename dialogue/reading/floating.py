""" "The fan and the lamp, both of them, off": all of what was just named, said once more, and not all there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogue.reading.chunks import chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token

Row = tuple[Token, ...]
LONGEST: Final = 5
WHAT: Final = ("particle", "state", "value", "extreme", "comparative", "attribute")


def without_floating(row: Row, book: Phrasebook) -> Row:
    """The sentence without an "all" or "both" behind its list, and without the "both" that opens one."""
    row = _without_opening(row, book)
    last = next(
        (
            i
            for i in range(2, len(row))
            if row[i].comma_before and i + book.vocabulary.opening(row, "floating_quantifiers", i) == len(row)
        ),
        0,
    )
    if last and any(book.is_item(p) for p in chunk(row[:last], book.lexicon, book.vocabulary)):
        row = row[:last]  # "the fan and the lamp off, both of them"
    row = _without_share(row, book)
    behind = book.vocabulary.words("behind_floating")
    for place in range(2, len(row) - 1):
        length = book.vocabulary.opening(row, "floating_quantifiers", place)
        after = place + length
        if not length or after >= len(row) or not (row[after].text in behind or _is_amount(row[after:], book)):
            continue
        before = chunk(row[:place], book.lexicon, book.vocabulary)
        certain = any(p.word("conjunction") or book.areas_named(p) or p.comma_before for p in before)
        paused = row[place].comma_before or row[after].comma_before or length > 1
        listed = certain or (paused and row[place].text not in book.words("each_word"))
        named = book.is_item(before[-1]) and not before[-1].word("verb")
        if listed and named:
            return (*row[:place], replace(row[after], comma_before=False), *row[after + 1 :])
    return row


def _without_share(row: Row, book: Phrasebook) -> Row:
    """ "the pendants and the lamp to twenty each", "them both at thirty apiece": what every one of those named gets."""
    for at in range(3, len(row)):
        end = at + (
            book.vocabulary.opening(row, "floating_quantifiers", at) or row[at].text in book.words("each_by_itself")
        )
        if at < end == len(row):
            before = chunk(row[:at], book.lexicon, book.vocabulary)
            said = before[-1].quantity or any(before[-1].word(label) for label in WHAT)
            if said and any(book.is_item(p) or p.word("pronoun") == "them" for p in before[:-1]):
                return row[:at]
    return row


def _is_amount(rest: Row, book: Phrasebook) -> bool:
    first = chunk(rest, book.lexicon, book.vocabulary)[0]
    return first.quantity is not None or bool(first.word("extreme")) or bool(first.word("comparative"))


def _without_opening(row: Row, book: Phrasebook) -> Row:
    """ "both the fan and the lamp on" → "the fan and the lamp on": two single things are both of them."""
    for at, token in enumerate(row[:-2]):
        if token.text not in book.words("both_word"):
            continue
        pieces = chunk(row[at + 1 :], book.lexicon, book.vocabulary)
        joint = next((i for i, piece in enumerate(pieces) if piece.text in book.words("and_conjunction")), 0)
        second = [p for p in pieces[joint + 1 : joint + 3] if not p.word("determiner")]
        first = [p for p in pieces[:joint] if not p.word("determiner")]
        if joint and first and second and all(book.is_item(p) for p in (*first, second[0])):
            return (*row[:at], replace(row[at + 1], comma_before=token.comma_before), *row[at + 2 :])
    return row
