"""Parts "that one" from the number behind it: "make that one seventy" of a lamp is seventy, of an oven 170."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.capabilities import Quantity
from dialogue.reading.numbers import number_words, read_number, read_quantity
from dialogue.reading.values import TIME_UNITS
from dialogue.situation import Situation
from dialogue.tokens import Token

HUNDRED: Final = 100
TENS: Final = 10


def with_that_one(tokens: Sequence[Token], situation: Situation) -> tuple[Token, ...]:
    """The tokens with "to" before a level that "this one" or "the other one" is to have."""
    row = tuple(tokens)
    for i in range(1, len(row) - 1):
        if _points(row, i, situation) and _is_level(row, i + 1, situation):
            value = read_number(row, i + 1)
            assert value is not None
            if row[i - 1].text in situation.words("singular_demonstratives") and _reaches(
                HUNDRED + value.value, situation
            ):
                return row
            return (
                *row[: i + 1],
                Token(situation.book.vocabulary.written["to_value"], row[i].end, row[i].end),
                *row[i + 1 :],
            )
    return row


def _points(row: tuple[Token, ...], i: int, situation: Situation) -> bool:
    """Whether "one" at ``i`` is the thing that is pointed at."""
    known = number_words()
    return (
        row[i].text in known.pronoun
        and not row[i].comma_before
        and not row[i + 1].comma_before
        and row[i - 1].text in known.before_pronoun - situation.words("before_no_level")
    )


def _is_level(row: tuple[Token, ...], i: int, situation: Situation) -> bool:
    """Whether a number stands at ``i`` that "one" before it would make a hundred of, and no time."""
    number, amount = read_number(row, i), read_quantity(row, i)
    if number is None or amount is None or number.kind != "cardinal" or not row[i].text.isalpha():
        return False
    if not TENS <= number.value < HUNDRED or amount.unit in TIME_UNITS:
        return False
    return number.end == len(row) or row[number.end].text not in situation.words("between_clock_numbers")


def _reaches(value: float, situation: Situation) -> bool:
    """Whether what is talked about can be set to so much."""
    return any(
        isinstance(can, Quantity) and not can.readonly and can.minimum <= value <= can.maximum
        for entity_id in situation.focus
        for can in situation.home.entities[entity_id].capabilities.values()
    )
