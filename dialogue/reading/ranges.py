"""Amounts that are left some room: "between thirty and forty", "no less than fifty", "thirty or so"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.reading.numbers import Quantity, read_quantity
from dialogue.reading.vocabulary import Vocabulary
from dialogue.reading.whole_names import last_words_of_things
from dialogue.tokens import Token
from teaching.lexicon import Lexicon

Row = tuple[Token, ...]
MOST = 300
"""No amount in a home is said as a range beyond this one, except of kelvin."""
HOURS = 12
AMOUNTS = frozenset({"percent", "degrees", "degree", "celsius", "kelvin", None})


def settled(row: Sequence[Token], vocabulary: Vocabulary, lexicon: Lexicon) -> Row:
    """The row with one number for each amount: the middle of a range, and the number that a limit is said by."""
    words = tuple(row)
    if not words or words[0].text in vocabulary.words("asking_firsts"):
        return words
    return _within_limits(_with_middles(words, vocabulary, last_words_of_things(words, lexicon)), vocabulary)


def _with_middles(row: Row, vocabulary: Vocabulary, named: frozenset[int]) -> Row:
    for start in range(len(row)):
        opened = start + vocabulary.opening(row, "range_openers", start)
        if opened in named:
            continue  # "ceiling light 1 to 20 percent"
        first = read_quantity(row, opened) if opened < len(row) else None
        if first is None or first.end >= len(row) or row[first.end].comma_before:
            continue
        second = read_quantity(row, first.end + 1)
        if second is None or not _is_range(row, start, opened, first, second, vocabulary):
            continue
        middle = (first.value + second.value) / 2
        number = Token(f"{middle:g}", row[start].start, row[second.end - 1].end, row[start].comma_before)
        unit = second.unit or first.unit
        said = (number, Token(unit, number.end, number.end)) if unit else (number,)
        return (*row[:start], *said, *row[second.end :])
    return row


def _is_range(row: Row, start: int, opened: int, first: Quantity, second: Quantity, vocabulary: Vocabulary) -> bool:
    """Whether two amounts are the ends of one: "between 30 and 40", "30 to 40 percent"; never two times."""
    joint = row[first.end].text
    behind = row[second.end].text if second.end < len(row) else ""
    if first.unit is not None and second.unit is not None and first.unit != second.unit:
        return False  # "twenty percent and 2700 kelvin"
    plain = first.unit in AMOUNTS and second.unit in AMOUNTS and not (first.fraction or second.fraction)
    if None not in (first.unit, second.unit) and first.unit != second.unit:
        return False  # "at twenty percent and 2700 kelvin"
    if not plain or not first.value < second.value <= MOST * (50 if "kelvin" in (first.unit, second.unit) else 1):
        return False
    on_clock = second.value <= HOURS and first.unit is None and second.unit is None
    if on_clock or behind in vocabulary.words("time_tails"):
        return False
    if opened > start:
        return joint in vocabulary.words("and_conjunction") or joint in vocabulary.words("range_joints")
    from_there = start > 0 and row[start - 1].text in vocabulary.words("clock_before_range")
    return (
        joint not in vocabulary.words("and_conjunction")
        and joint in vocabulary.words("range_joints")
        and second.unit is not None
        and not from_there
    )


def _within_limits(row: Row, vocabulary: Vocabulary) -> Row:
    for start in range(len(row)):
        end = start + vocabulary.opening(row, "limits", start)
        amount = read_quantity(row, end) if start < end < len(row) else None
        if amount is not None:
            kept = replace(row[end], comma_before=row[start].comma_before, sentence_start=row[start].sentence_start)
            row = (*row[:start], kept, *row[end + 1 :])
            return _within_limits(row, vocabulary)
        amount = read_quantity(row, start)
        if amount is not None:
            tail = amount.end + vocabulary.opening(row, "limit_tails", amount.end)
            if tail > amount.end and (tail == len(row) or row[tail].comma_before):
                return (*row[: amount.end], *row[tail:])
    return row
