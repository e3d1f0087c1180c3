"""Numbers and times are said as people say them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.saying.spoken import say_duration, say_list, say_number, say_time, say_when
from dialogue.timing.clock import read_clock_face
from dialogue.tokens import tokenize

NOW = datetime(2026, 3, 10, 19, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("value", "unit", "text", "voice"),
    [
        (80, "percent", "80 %", "80 percent"),
        (21.5, "degrees", "21.5 °C", "21 point 5 degrees"),
        (1, "degrees", "1 °C", "1 degree"),
        (21.0, None, "21", "21"),
        (100, "percent", "100 %", "100 percent"),
        (2700, "kelvin", "2700 K", "2700 kelvin"),
        (1, "minutes", "1 minute", "1 minute"),
        (-3, "celsius", "-3 °C", "minus 3 degrees"),
        (4, "bananas", "4 bananas", "4 bananas"),
        (-0.001, None, "0", "0"),
    ],
)
def test_a_number_comes_with_its_unit(value: float, unit: str | None, text: str, voice: str) -> None:
    assert say_number(value, unit) == text
    assert say_number(value, unit, "voice") == voice


@pytest.mark.parametrize(
    ("clock", "text", "voice"),
    [
        (time(18, 30), "18:30", "half past six"),
        (time(7, 0), "7:00", "seven o'clock"),
        (time(22, 45), "22:45", "quarter to eleven"),
        (time(6, 15), "6:15", "quarter past six"),
        (time(6, 5), "6:05", "five past six"),
        (time(12, 35), "12:35", "twenty-five to one"),
        (time(12, 0), "12:00", "noon"),
        (time(0, 0), "0:00", "midnight"),
        (time(8, 7), "8:07", "7 minutes past eight"),
        (time(8, 59), "8:59", "1 minute to nine"),
    ],
)
def test_a_time_is_digits_in_text_and_words_by_voice(clock: time, text: str, voice: str) -> None:
    assert say_time(clock) == text
    assert say_time(clock, "voice") == voice


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_a_time_said_is_understood_again(clock: time) -> None:
    for channel in ("text", "voice"):
        tokens = tokenize(say_time(clock, channel))
        heard = read_clock_face(tokens, 0)
        assert heard is not None
        assert heard.end == len(tokens)
        assert clock in heard.candidates()


@pytest.mark.parametrize(
    ("length", "text", "voice"),
    [
        (timedelta(minutes=5), "5 minutes", "5 minutes"),
        (timedelta(minutes=30), "30 minutes", "half an hour"),
        (timedelta(hours=1), "1 hour", "an hour"),
        (timedelta(minutes=90), "1 hour and 30 minutes", "1 hour and 30 minutes"),
        (timedelta(days=1, hours=2, seconds=3), "1 day, 2 hours and 3 seconds", "1 day, 2 hours and 3 seconds"),
        (timedelta(0), "0 seconds", "0 seconds"),
    ],
)
def test_a_length_of_time_has_its_parts(length: timedelta, text: str, voice: str) -> None:
    assert say_duration(length) == text
    assert say_duration(length, "voice") == voice


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_ends_with_and(items: list[str], expected: str) -> None:
    assert say_list(items) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW.replace(hour=21), "at 21:00"),
        (NOW + timedelta(hours=6), "at 1:00"),
        (NOW.replace(day=11, hour=7), "tomorrow at 7:00"),
        (NOW.replace(day=13, hour=12), "on Friday at 12:00"),
        (NOW.replace(month=4, day=3, hour=8), "on Friday 3 April at 8:00"),
    ],
)
def test_a_moment_is_said_as_seen_from_now(moment: datetime, expected: str) -> None:
    assert say_when(moment, NOW) == expected
