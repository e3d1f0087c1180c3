"""Exceptions in every order: "the twins off, all but the lamp", "except for the lamp, the twins off".

All of them become a plain "except" behind what they are an exception to. "All but" or "everything but" behind a named
group means the rest of that group, and never all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.reading.chunks import Chunk, chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.tokens import Token
from dialogue.word_forms import word_forms

Row = tuple[Token, ...]
LONGEST: Final = 6


def with_plain_exceptions(row: Row, book: Phrasebook) -> Row:
    """The sentence with its exception behind the rest, and said by one word."""
    plain = _of_group(_without_stand_in(row, book), book)
    return _resumed(_postposed(_fronted(plain, book), book), book)


def with_pointed_exception(row: Row, book: Phrasebook) -> Row:
    """ "every light but this one off" → "every light off except this one"; "lights off, don't touch these" as well."""
    pointing = book.words("anaphors")
    if not any(token.text in pointing for token in row[2:]):
        return row
    for at in range(2, len(row) - 1):
        first = at + max(book.vocabulary.opening(row, key, at) for key in ("excepting", "sparing"))
        if not at < first < len(row) or row[first].text not in pointing or not _is_of_many(row[:at], book):
            continue
        end = next((i for i in range(min(len(row), first + 3), first, -1) if _points(row[first:i], book)), first)
        behind = chunk(row[end:], book.lexicon, book.vocabulary)
        if end == first or not all(p.word("particle") or p.word("adverb") or p.word("politeness") for p in behind):
            continue
        plain = replace(row[at], text=book.vocabulary.written["except"], comma_before=False)
        return (*row[:at], *row[end:], plain, *row[first:end])
    return row


def _is_of_many(row: Row, book: Phrasebook) -> bool:
    """Whether all of something, or several things, are named."""
    return any(
        p.word("quantifier") == "all"
        or p.word("pronoun") == "everything"
        or (book.kinds_named(p) and p.text.endswith(word_forms().plural))
        for p in chunk(row, book.lexicon, book.vocabulary)
    )


def _points(row: Row, book: Phrasebook) -> bool:
    """Whether words only point: "this one", "these"."""
    pieces = chunk(row, book.lexicon, book.vocabulary)
    return len(pieces) == 1 and pieces[0].word("pronoun") in ("it", "them")


def _without_stand_in(row: Row, book: Phrasebook) -> Row:
    """ "all the lights but the one in the hall" → "… but in the hall"; "but Kim's one" → "but Kim's light"."""
    for at in range(1, len(row) - 2):
        length = book.vocabulary.opening(row, "excepting", at)
        end = next((i for i in range(at + 1, len(row)) if row[i].comma_before and i > at + length), len(row))
        one = next((i for i in range(at + length, end) if row[i].text in book.words("stand_in_nouns")), None)
        if not length or one is None:
            continue
        before, place = row[at + length : one], row[one + 1 : end]
        if all(p.word("determiner") for p in chunk(before, book.lexicon, book.vocabulary)):
            if place and _names_things(chunk(place, book.lexicon, book.vocabulary), book):
                return (*row[: at + length], *place, *row[end:])
        elif before and before[-1].text.endswith(word_forms().possessive):
            kinds = [p.text for p in chunk(row[:at], book.lexicon, book.vocabulary) if book.kinds_named(p)]
            if kinds:
                return (*row[:one], replace(row[one], text=kinds[-1]), *row[one + 1 :])
    return row


def _opening(row: Row, at: int, book: Phrasebook) -> int:
    """How many words of "all but", "everything except for", "all of them bar" stand there."""
    whole = book.vocabulary.opening(row, "all_of_them", at)
    following = book.vocabulary.opening(row, "excepting", at + whole) if whole else 0
    return whole + following if following else 0


def _resumed(row: Row, book: Phrasebook) -> Row:
    """ "the twins off, all but the lamp" → "the twins off except the lamp"."""
    for at in range(1, len(row) - 1):
        length = _opening(row, at, book)
        if not length or at + length >= len(row):
            continue
        before = chunk(row[:at], book.lexicon, book.vocabulary)
        if not any(book.is_item(piece) and not piece.word("verb") for piece in before) or row[
            at - 1
        ].text in book.words("adversative"):
            return row
        plain = replace(row[at], text=book.vocabulary.written["except"], comma_before=False)
        return (*row[:at], plain, replace(row[at + length], comma_before=False), *row[at + length + 1 :])
    return row


def _of_group(row: Row, book: Phrasebook) -> Row:
    """ "all but the lamp of the twins off" → "the twins off except the lamp"."""
    start = next((i for i in range(min(3, len(row))) if _opening(row, i, book)), None)
    if start is None:
        return row
    first = start + _opening(row, start, book)
    of = next(
        (i for i in range(first + 1, min(first + LONGEST, len(row) - 1)) if row[i].text in book.words("genitive")),
        None,
    )
    if of is None or any(token.comma_before for token in row[first : of + 2]):
        return row
    left_out = row[first:of]
    if not _names_things(chunk(left_out, book.lexicon, book.vocabulary), book):
        return row
    return (
        *row[:start],
        *row[of + 1 :],
        replace(row[start], text=book.vocabulary.written["except"], comma_before=False),
        *left_out,
    )


def _fronted(row: Row, book: Phrasebook) -> Row:
    """ "except for the lamp, the twins on" → "the twins on except the lamp"."""
    length = _opening(row, 0, book) or book.vocabulary.opening(row, "excepting_first")
    comma = next((i for i in range(length + 1, len(row)) if row[i].comma_before), None)
    if not length or comma is None or comma - length > LONGEST:
        return row
    left_out, rest = row[length:comma], row[comma:]
    if not _names_things(chunk(left_out, book.lexicon, book.vocabulary), book):
        return row
    return (
        *(replace(rest[0], comma_before=False), *rest[1:]),
        replace(row[0], text=book.vocabulary.written["except"], comma_before=False),
        *left_out,
    )


def _postposed(row: Row, book: Phrasebook) -> Row:
    """ "all the lights off, kitchen excepted" → "all the lights off except kitchen"."""
    if len(row) < 4 or row[-1].text not in book.vocabulary.words("excepted"):
        return row
    comma = next((i for i in range(len(row) - 2, 0, -1) if row[i].comma_before), None)
    for start in [comma] if comma is not None else range(max(1, len(row) - 1 - LONGEST), len(row) - 1):
        left_out = row[start:-1]
        if _names_things(chunk(left_out, book.lexicon, book.vocabulary), book):
            bare = (replace(left_out[0], comma_before=False), *left_out[1:])
            return (*row[:start], replace(row[-1], text=book.vocabulary.written["except"], comma_before=False), *bare)
    return row


def _names_things(pieces: Sequence[Chunk], book: Phrasebook) -> bool:
    joining = ("determiner", "conjunction", "preposition", "quantifier")
    named = any(book.is_item(piece) for piece in pieces)
    return named and all(
        book.is_item(p) or p.text in book.words("stand_in_nouns") or any(p.word(label) for label in joining)
        for p in pieces
    )
