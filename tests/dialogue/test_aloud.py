"""Answers are written for the ear when they are spoken, and stay as they are when they are typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogue.saying.aloud import aloud
from dialogue.saying.spoken import say_when
from dialogue.saying.wording import Wording
from tests.talk.stage import home_file

NOW = datetime(2026, 3, 10, 19, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("bedroom lamp is at 80 %.", "bedroom lamp is at 80 percent."),
        ("80% and 5 %", "80 percent and 5 percent"),
        ("set to 21 °C, now 19.5 °C", "set to 21 degrees, now 19 point 5 degrees"),
        ("It is 1 °C outside.", "It is 1 degree outside."),
        ("-3 °C", "minus 3 degrees"),
        ("5000 K", "5000 kelvin"),
        ("60 W, 300 lx", "60 watts, 300 lux"),
        ("Okay: lamp off at 20:48.", "Okay: lamp off at 12 minutes to nine."),
        ("today at 9:05", "today at five past nine"),
        ("tomorrow at 18:30", "tomorrow at half past six"),
        ("9.5", "9 point 5"),
        ("blinds are 50 % open", "blinds are 50 percent open"),
        ("HDMI 1, room 101, 3 minutes left", "HDMI 1, room 101, 3 minutes left"),
        ("playing Kraftwerk & friends", "playing Kraftwerk and friends"),
        ("5 Kings, 12 Watts street", "5 Kings, 12 Watts street"),
        ("score 3:2, version 1.2.3, 25:99", "score 3:2, version 1.2.3, 25:99"),
        ("", ""),
    ],
)
def test_what_is_written_becomes_what_is_said(written: str, spoken: str) -> None:
    assert aloud(written) == spoken
    assert aloud(spoken) == spoken


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW.replace(hour=21), "at nine o'clock"),
        (NOW.replace(hour=20, minute=48), "at 12 minutes to nine"),
        (NOW + timedelta(hours=6), "at one o'clock"),
        (NOW.replace(day=11, hour=7), "tomorrow at seven o'clock"),
        (NOW.replace(day=11, hour=8), "tomorrow at eight o'clock in the morning"),
        (NOW.replace(day=11, hour=19), "tomorrow at seven o'clock in the evening"),
        (NOW.replace(day=11, hour=15), "tomorrow at three o'clock in the afternoon"),
        (NOW.replace(day=13, hour=12), "on Friday at noon"),
        (NOW.replace(day=13, hour=23), "on Friday at eleven o'clock at night"),
    ],
)
def test_a_moment_is_said_so_that_no_hour_is_mistaken(moment: datetime, expected: str) -> None:
    assert say_when(moment, NOW, "voice") == expected


def wording(channel: str) -> Wording:
    return Wording(home_file("demo").home, "en", "t1", channel)


def test_a_long_list_is_cut_short_by_voice_only() -> None:
    names = [f"lamp {number}" for number in range(1, 10)]
    assert wording("text").listed(names).endswith("lamp 8 and lamp 9")
    assert wording("voice").listed(names) == "lamp 1, lamp 2, lamp 3, lamp 4, lamp 5 and 4 more"
    assert wording("voice").listed(names[:6]).endswith("lamp 5 and lamp 6")


@pytest.mark.parametrize("channel", ["text", "web"])
def test_a_list_that_nobody_reads_to_its_end_is_cut_on_a_screen_too(channel: str) -> None:
    names = [f"lamp {number}" for number in range(1, 2001)]
    assert wording(channel).listed(names).endswith("lamp 24 and 1976 more")
    assert wording(channel).being(names, "on").endswith("lamp 24 and 1976 more are on")


def test_a_choice_of_many_is_offered_with_the_first_of_them() -> None:
    many = ["floor_lamp", "desk_lamp"] * 250
    assert wording("text").options(many).endswith("desk lamp in office, and 488 more")
    assert wording("voice").options(many).endswith("the floor lamp in living room or one of 495 more")


def test_a_choice_is_numbered_on_a_screen_and_plain_by_voice() -> None:
    lamps = ["floor_lamp", "desk_lamp"]
    assert wording("text").options(lamps) == "1. floor lamp, 2. desk lamp"
    assert wording("voice").options(lamps) == "the floor lamp or the desk lamp"


def test_wordings_vary_by_voice_with_the_turn() -> None:
    home = home_file("demo").home
    said = {Wording(home, "en", f"turn {n}", "voice").say("done", what="lamp is on") for n in range(20)}
    assert said == {"Lamp is on.", "Okay, lamp is on."}
