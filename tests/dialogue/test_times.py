"""Times as people say them, on Tuesday 10 March 2026, seven in the evening, unless another hour is given."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.timing.recurrence import after, local, next_occurrence
from dialogue.timing.times import (
    Delay,
    Duration,
    Moment,
    Recurrence,
    TimeReading,
    Until,
    Vague,
    When,
    due,
    find_split_time,
    find_time,
    find_times,
    part_of,
    read_clock,
    read_time,
)
from dialogue.tokens import tokenize
from tests.effort import calls_of

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 3, 10, 19, 0, tzinfo=BERLIN)
ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)


def read(text: str, now: datetime = EVENING) -> TimeReading:
    tokens = tokenize(text)
    reading = read_time(tokens, 0, now)
    assert reading is not None, text
    assert reading.end == len(tokens), text
    return reading


def moment(text: str, now: datetime = EVENING) -> str:
    when = read(text, now).when
    assert isinstance(when, Moment), text
    assert when.at.tzinfo is now.tzinfo
    assert when.clock == when.at.time()
    return when.at.strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at nine", "10 21:00"),
        ("at nine tonight", "10 21:00"),
        ("at half ten", "10 22:30"),
        ("at quarter past six", "11 06:15"),
        ("quarter to eleven", "10 22:45"),
        ("at twenty to ten", "10 21:40"),
        ("at ten minutes to eight", "10 19:50"),
        ("at seven oh five", "10 19:05"),
        ("at six o'clock", "11 06:00"),
        ("at seven a m", "11 07:00"),
        ("9pm", "10 21:00"),
        ("at 7:30am", "11 07:30"),
        ("at 22:45", "10 22:45"),
        ("at twenty two forty five", "10 22:45"),
        ("at noon", "11 12:00"),
        ("at midnight", "11 00:00"),
        ("at half past six sharp", "11 06:30"),
        ("at eight in the morning", "11 08:00"),
        ("at one tonight", "11 01:00"),
        ("at twelve tonight", "11 00:00"),
        ("this evening at eight", "10 20:00"),
        ("tomorrow at 7 am", "11 07:00"),
        ("tomorrow evening at eight", "11 20:00"),
        ("the day after tomorrow at 3", "12 15:00"),
        ("in three days at seven", "13 07:00"),
        ("on friday at noon", "13 12:00"),
        ("friday at nine pm", "13 21:00"),
        ("on saturday morning at nine", "14 09:00"),
        ("on tuesday at eight", "10 20:00"),
        ("on tuesday at five pm", "17 17:00"),
        ("next tuesday at eight pm", "17 20:00"),
    ],
)
def test_a_moment_is_the_next_time_it_can_be(text: str, expected: str) -> None:
    assert moment(text) == expected


def test_the_time_of_day_decides_between_morning_and_evening() -> None:
    assert moment("at six thirty", EVENING.replace(hour=16)) == "10 18:30"
    assert moment("at six thirty", EVENING.replace(hour=4)) == "10 06:30"
    assert moment("tonight at one", EVENING.replace(hour=0, minute=30)) == "10 01:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in five minutes", Delay(timedelta(minutes=5))),
        ("in half an hour", Delay(timedelta(minutes=30))),
        ("in a quarter of an hour", Delay(timedelta(minutes=15))),
        ("in an hour and a half", Delay(timedelta(minutes=90))),
        ("in one and a half hours", Delay(timedelta(minutes=90))),
        ("in two hours and ten minutes", Delay(timedelta(minutes=130))),
        ("after ten minutes", Delay(timedelta(minutes=10))),
        ("five minutes from now", Delay(timedelta(minutes=5))),
        ("ten minutes later", Delay(timedelta(minutes=10))),
        ("in a couple of minutes", Delay(timedelta(minutes=2))),
        ("for an hour", Duration(timedelta(hours=1))),
        ("for the next twenty minutes", Duration(timedelta(minutes=20))),
        ("for the next hour", Duration(timedelta(hours=1))),
        ("for 90 seconds", Duration(timedelta(seconds=90))),
        ("every weekday at seven", Recurrence((0, 1, 2, 3, 4), time(7))),
        ("at seven every weekday", Recurrence((0, 1, 2, 3, 4), time(7))),
        ("every day at 6 pm", Recurrence(ALL_DAYS, time(18))),
        ("daily at nine", Recurrence(ALL_DAYS, time(9))),
        ("every morning at seven", Recurrence(ALL_DAYS, time(7), "morning")),
        ("every night at ten", Recurrence(ALL_DAYS, time(22), "night")),
        ("at six o'clock every evening", Recurrence(ALL_DAYS, time(18), "evening")),
        ("on mondays and fridays at 8", Recurrence((0, 4), time(8))),
        ("every monday, wednesday and friday at noon", Recurrence((0, 2, 4), time(12))),
        ("monday to friday at 6", Recurrence((0, 1, 2, 3, 4), time(6))),
        ("at weekends at ten", Recurrence((5, 6), time(10))),
        ("every friday evening at eight", Recurrence((4,), time(20), "evening")),
        ("every day except sunday at eight", Recurrence((0, 1, 2, 3, 4, 5), time(8))),
        ("at seven every day except on weekends", Recurrence((0, 1, 2, 3, 4), time(7))),
        ("on sunday mornings at nine", Recurrence((6,), time(9), "morning")),
        ("weekday mornings at seven", Recurrence((0, 1, 2, 3, 4), time(7), "morning")),
        ("early evening", Vague("early evening", time(17), time(19))),
        ("in the evening", Vague("evening", time(18), time(22))),
        ("at night", Vague("night", time(21), time(6))),
        ("tonight", Vague("night", time(21), time(6), date(2026, 3, 10))),
        ("tomorrow morning", Vague("morning", time(6), time(11), date(2026, 3, 11))),
        ("tomorrow", Vague("day", time(0), time(23, 59), date(2026, 3, 11))),
        ("later", Vague("later", time(20), time(22))),
        ("in a bit", Vague("soon", time(19, 2), time(19, 15))),
        ("until tomorrow morning", Until(Vague("morning", time(6), time(11), date(2026, 3, 11)))),
        ("until ten", Until(Moment(EVENING.replace(hour=22), time(22)))),
    ],
)
def test_other_times_keep_their_kind(text: str, expected: When) -> None:
    assert read(text).when == expected


@pytest.mark.parametrize(
    "text",
    [
        "in the bedroom",
        "on the lamp",
        "lamp at fifty percent",
        "volume at nine percent",
        "set it to sixty",
        "radio at thirty",
        "two degrees warmer",
        "do the thursday thing",
        "set it to about ten",
        "oven to one fifty",
        "floor lamp to midnight blue",
        "floor lamp to sunset",
        "my daily schedule",
        "turn it up to ten",
        "every five minutes",
    ],
)
def test_places_and_values_are_no_times(text: str) -> None:
    assert find_time(tokenize(text), EVENING) is None


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("radio at nine", False),
        ("oven at two fifty", False),
        ("radio on at nine tonight", True),
        ("radio on at six thirty", True),
        ("bedtime is half ten", False),
        ("radio on at half ten", True),
        ("radio on until ten", True),
    ],
)
def test_what_could_be_a_value_is_uncertain(text: str, certain: bool) -> None:
    found = find_time(tokenize(text), EVENING)
    assert found is not None
    assert found[2].certain is certain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("close the shutters at nine tonight", "at nine tonight"),
        ("at quarter past six turn on the heater in the hall", "at quarter past six"),
        ("turn the fan on for twenty five minutes please", "for twenty five minutes"),
        ("wake me up at seven a m on weekdays", "at seven a m on weekdays"),
        ("tomorrow turn on the radio at seven", "tomorrow"),
        ("set the lamp to fifty at ten pm", "at ten pm"),
    ],
)
def test_a_time_is_found_anywhere(text: str, expected: str) -> None:
    tokens = tokenize(text)
    found = find_time(tokens, EVENING)
    assert found is not None
    assert " ".join(token.text for token in tokens[found[0] : found[1]]) == expected


def test_several_times_are_found_in_order() -> None:
    tokens = tokenize("turn the fan on at nine for ten minutes")
    found = find_times(tokens, EVENING)
    assert [" ".join(token.text for token in tokens[start:end]) for start, end, _ in found] == [
        "at nine",
        "for ten minutes",
    ]


@pytest.mark.parametrize(
    ("text", "spans", "when"),
    [
        (
            "tomorrow turn on the radio at seven",
            ((0, 1), (5, 7)),
            Moment(datetime(2026, 3, 11, 7, tzinfo=BERLIN), time(7), explicit_day=True),
        ),
        ("every weekday turn on the radio at seven", ((0, 2), (6, 8)), Recurrence((0, 1, 2, 3, 4), time(7))),
        (
            "tonight dim the lamp at nine",
            ((0, 1), (4, 6)),
            Moment(datetime(2026, 3, 10, 21, tzinfo=BERLIN), time(21), explicit_day=True),
        ),
    ],
)
def test_a_moment_may_be_said_in_two_places(text: str, spans: tuple[tuple[int, int], ...], when: When) -> None:
    found = find_split_time(tokenize(text), EVENING)
    assert found is not None
    assert found[0] == spans
    assert found[1].when == when
    assert found[1].certain


@pytest.mark.parametrize(
    "text", ["turn on the lamp at nine", "tomorrow", "at seven turn it on and at nine tomorrow off"]
)
def test_one_place_is_not_two(text: str) -> None:
    assert find_split_time(tokenize(text), EVENING) is None


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("that's quarter to eleven", "sleepy time", time(22, 45)),
        ("half ten", "bedtime", time(22, 30)),
        ("six thirty", "early evening", time(18, 30)),
        ("six thirty", "", time(6, 30)),
        ("seven", "breakfast", time(7)),
        ("22:45", "", time(22, 45)),
        ("at ten pm", "breakfast", time(22)),
        ("it's at noon", "", time(12)),
        ("seven in the morning", "", time(7)),
    ],
)
def test_an_answer_can_be_a_bare_time(text: str, hint: str, expected: time) -> None:
    assert read_clock(tokenize(text), EVENING, hint) == expected


@pytest.mark.parametrize(
    "text", ["turn it off", "fifty percent", "seven lamps", "", "early evening", "in five minutes"]
)
def test_other_answers_are_no_clock_time(text: str) -> None:
    assert read_clock(tokenize(text), EVENING) is None


def test_words_point_to_a_part_of_the_day() -> None:
    assert part_of("sleepy time") == "night"
    assert part_of("wine time") == "evening"
    assert part_of("lobster") is None


class TestDaylightSaving:
    """On 29 March 2026 the clock jumps from two to three; on 25 October it goes back from three to two."""

    def test_a_skipped_time_moves_forward(self) -> None:
        assert next_occurrence(time(2, 30), datetime(2026, 3, 28, 20, tzinfo=BERLIN)).strftime("%d %H:%M") == "29 03:30"

    def test_of_a_doubled_time_it_is_the_first(self) -> None:
        found = next_occurrence(time(2, 30), datetime(2026, 10, 24, 20, tzinfo=BERLIN))
        assert found.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_a_delay_is_real_time(self) -> None:
        start = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
        assert after(start, timedelta(hours=1)).strftime("%H:%M") == "03:30"
        assert due(Delay(timedelta(hours=1)), start) == after(start, timedelta(hours=1))

    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001  the zone comes below
        st.times().map(lambda t: t.replace(microsecond=0)),
        st.sets(st.integers(0, 6)),
    )
    def test_the_next_occurrence_lies_ahead_on_the_right_day(self, wall: datetime, clock: time, days: set[int]) -> None:
        now = local(wall.date(), wall.time(), EVENING)
        found = next_occurrence(clock, now, tuple(days))
        assert found.astimezone(UTC) > now.astimezone(UTC)
        assert not days or found.weekday() in days
        assert found - now <= timedelta(days=8)
        assert found.time() == clock or found.date().month in {3, 10}


TIME_WORDS = st.sampled_from(
    "at in for every by on until till tonight tomorrow today morning evening night monday fridays weekday weekdays and "
    "to past half quarter a an six thirty nine twelve twenty one fifty zero oh o'clock am pm a.m. 7:30 18:30 7 25:99 "
    "hour hours minutes days noon midnight the next after from now later soon early late this day percent , "
    "99999999999 weeks hundred million point".split()
)


@given(st.lists(TIME_WORDS, max_size=10).map(" ".join), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001
@settings(max_examples=500, deadline=None)
def test_reading_times_never_fails(text: str, wall: datetime) -> None:
    now = wall.replace(tzinfo=BERLIN)
    tokens = tokenize(text)
    found = find_time(tokens, now)
    assert found is None or 0 <= found[0] < found[1] == found[2].end <= len(tokens)
    read_clock(tokens, now, "bedtime")
    find_split_time(tokens, now)
    behind = 0
    for start, end, one in find_times(tokens, now):
        assert behind <= start < end == one.end
        behind = end
    for i in range(len(tokens)):
        reading = read_time(tokens, i, now)
        assert reading is None or i < reading.end <= len(tokens)
        if reading is not None:
            due(reading.when, now)


def test_four_times_the_words_are_four_times_the_search() -> None:
    find_time(tokenize("at nine"), EVENING)
    said = "turn on the lamp at nine tonight or in five minutes for an hour "
    short, long = (tokenize(said * times) for times in (175, 700))
    assert calls_of(lambda: find_time(long, EVENING)) < 5 * calls_of(lambda: find_time(short, EVENING))
    assert find_time(tokenize(said * 1_400), EVENING) is not None
