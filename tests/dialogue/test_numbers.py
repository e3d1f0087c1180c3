"""Numbers and quantities as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.errors import LanguageDataError
from dialogue.language_data import section
from dialogue.reading.numbers import number_words, read_number, read_quantity, read_small
from dialogue.tokens import tokenize

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
TEENS = [*ONES, "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int) -> str:
    if number >= 1000:
        rest = number % 1000
        return f"{spell(number // 1000)} thousand" + (f" {'and ' if rest < 100 else ''}{spell(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{TEENS[number // 100]} hundred" + (f" and {spell(rest)}" if rest else "")
    if number >= 20:
        return TENS[number // 10 - 2] + (f" {TEENS[number % 10]}" if number % 10 else "")
    return TEENS[number]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("80", 80),
        ("21.5", 21.5),
        ("twenty one", 21),
        ("twenty-one", 21),
        ("one hundred and five", 105),
        ("a hundred", 100),
        ("two hundred", 200),
        ("one fifty", 150),
        ("two ten", 210),
        ("one twenty five", 125),
        ("one oh five", 105),
        ("twenty seven hundred", 2700),
        ("two thousand seven hundred", 2700),
        ("one hundred thousand two hundred and seventeen", 100_217),
        ("point five", 0.5),
        ("twenty one point five", 21.5),
        ("zero point two five", 0.25),
        ("two and a half", 2.5),
        ("two-and-a-half", 2.5),
        ("2½", 2.5),
        ("¾", 0.75),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("a couple of", 2),
        ("minus five", -5),
        ("half", 0.5),
        ("a quarter", 0.25),
        ("three quarters", 0.75),
        ("two thirds", 0.666666667),
        ("third", 3),
        ("twenty first", 21),
        ("3rd", 3),
    ],
)
def test_a_number_is_read_to_its_end(text: str, value: float) -> None:
    tokens = tokenize(text)
    found = read_number(tokens, 0)
    assert found is not None
    assert (found.value, found.end) == (value, len(tokens))


@pytest.mark.parametrize(
    "text", ["a lamp", "an hour", "the third", "lamp", "twenty-something", "and five", "18:30", ""]
)
def test_other_words_are_no_number(text: str) -> None:
    assert read_number(tokenize(text), 0) is None


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [("fifty sixty", 50, 1), ("fifty, five", 50, 1), ("one and five", 1, 1), ("eighty and cool white", 80, 1)],
)
def test_a_number_stops_where_another_thing_begins(text: str, value: float, end: int) -> None:
    found = read_number(tokenize(text), 0)
    assert found is not None
    assert (found.value, found.end) == (value, end)


@pytest.mark.parametrize(
    ("text", "value", "unit", "fraction"),
    [
        ("eighty percent", 80, "percent", False),
        ("50%", 50, "percent", False),
        ("21.5°", 21.5, "degrees", False),
        ("twenty one degrees celsius", 21, "celsius", False),
        ("70°F", 70, "fahrenheit", False),
        ("2700k", 2700, "kelvin", False),
        ("5 min", 5, "minutes", False),
        ("half an hour", 0.5, "hours", False),
        ("half a degree", 0.5, "degrees", False),
        ("a couple of minutes", 2, "minutes", False),
        ("half", 50, "percent", True),
        ("three quarters", 75, "percent", True),
        ("a third", 33, "percent", True),
        ("thirty", 30, None, False),
    ],
)
def test_a_quantity_has_its_unit(text: str, value: float, unit: str | None, fraction: bool) -> None:
    tokens = tokenize(text)
    found = read_quantity(tokens, 0)
    assert found is not None
    assert (found.value, found.unit, found.fraction, found.end) == (value, unit, fraction, len(tokens))


def test_a_quarter_open_ends_before_open() -> None:
    found = read_quantity(tokenize("a quarter open"), 0)
    assert found is not None
    assert (found.value, found.end) == (25, 2)


@given(st.integers(0, 999_999))
def test_every_spelled_number_is_read_back(number: int) -> None:
    tokens = tokenize(spell(number))
    found = read_number(tokens, 0)
    assert found is not None
    assert (found.value, found.end) == (number, len(tokens))


@given(
    st.lists(st.sampled_from([*number_words().openers, "and", "thirds", "lamp", "oh", "of", "7", "2.5"]), max_size=12)
)
def test_reading_never_fails_and_always_moves_on(words: list[str]) -> None:
    tokens = tokenize(" ".join(words))
    for i in range(len(tokens) + 1):
        for found in (read_number(tokens, i), read_quantity(tokens, i)):
            assert found is None or i < found.end <= len(tokens)
        small = read_small(tokens, i)
        assert small is None or (0 <= small[0] < 100 and i < small[1] <= len(tokens))


@given(st.text(max_size=40))
def test_any_text_can_be_asked_for_numbers(text: str) -> None:
    tokens = tokenize(text)
    for i in range(len(tokens)):
        read_quantity(tokens, i)


def test_missing_language_data_is_named() -> None:
    with pytest.raises(LanguageDataError, match="'teeth' is missing"):
        section("numbers").words("teeth")
    with pytest.raises(LanguageDataError, match=r"numbers\.yaml"):
        section("numbers", "tlh")
    with pytest.raises(LanguageDataError, match="must be a list"):
        section("numbers").list("ones")
