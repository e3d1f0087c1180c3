"""Numbers, times, lengths and lists as people say them (voice) or write them (text)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

from dialogue.language_data import Section, section
from dialogue.timing.recurrence import next_occurrence

__all__ = ["next_occurrence", "say_day", "say_duration", "say_list", "say_number", "say_time", "say_when"]

_HALF_A_DAY: Final = timedelta(hours=12)
_PARTS: Final = (("night", 5), ("morning", 12), ("afternoon", 18), ("evening", 22), ("night", 24))
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def say_number(value: float, unit: str | None = None, channel: str = "text", language: str = "en") -> str:
    """80 and "percent" is "80 %" as text and "80 percent" by voice; 21.0 is "21"."""
    number = f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    number = "0" if number == "-0" else number
    said = section("numbers", language).section("said")
    if channel == "voice":
        data = section("numbers", language)
        number = number.replace("-", f"{data.text('spoken_minus')} ").replace(".", f" {data.text('spoken_point')} ")
    if unit is None:
        return number
    one = said.texts("one")
    if number == "1" and unit in one and (channel == "voice" or unit not in {"degrees", "celsius", "watts"}):
        return one[unit].format(number)
    forms = said.texts("voice" if channel == "voice" else "text")
    return forms.get(unit, f"{{}} {unit}").format(number)


def say_time(clock: time, channel: str = "text", language: str = "en") -> str:
    """18:30 as text; "half past six" by voice."""
    if channel != "voice":
        return f"{clock.hour}:{clock.minute:02}"
    said = _times(language)
    if (clock.hour, clock.minute) == (12, 0):
        return said.text("noon")
    if (clock.hour, clock.minute) == (0, 0):
        return said.text("midnight")
    minute = clock.minute
    hour = said.list("hours")[(clock.hour + (minute > 30)) % 12]
    minutes = said.texts("minutes")
    named = {0: "oclock", 15: "quarter_past", 30: "half", 45: "quarter_to"}.get(minute)
    if named is not None:
        return said.text(named).format(hour)
    spoken = str(min(minute, 60 - minute))
    spoken = minutes.get(spoken) or say_number(float(spoken), "minutes", "voice", language)
    return said.text("past" if minute < 30 else "to").format(spoken, hour)


def say_duration(length: timedelta, channel: str = "text", language: str = "en") -> str:
    """90 minutes is "1 hour and 30 minutes"; by voice "half an hour" and "an hour" where they fit."""
    said = _times(language)
    seconds = max(0, round(length.total_seconds()))
    if channel == "voice" and seconds in {1_800, 3_600}:
        return said.text("half_hour" if seconds == 1_800 else "an_hour")
    parts: list[str] = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(said.texts("one")[unit] if count == 1 else said.texts("many")[unit].format(count))
    return say_list(parts or [said.texts("many")["second"].format(0)], language=language)


def say_list(items: Sequence[str], language: str = "en") -> str:
    """["a", "b", "c"] is "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_times(language).text('and')} {items[-1]}"


def say_when(moment: datetime, now: datetime, channel: str = "text", language: str = "en") -> str:
    """A moment as seen from now: "at 21:00", "tomorrow at 7:00", "on Friday at 12:00", "on Friday 3 April at 8:00".

    By voice the part of the day is said where a clock face alone could mean an earlier hour: "seven o'clock in the
    morning".
    """
    said = _times(language)
    seen = moment.astimezone(now.tzinfo)
    clock = say_time(seen.time(), channel, language)
    if channel == "voice" and seen - now > _HALF_A_DAY and seen.time() not in (time(0), time(12)):
        clock = said.texts("parts")[_part_of_day(seen.hour)].format(clock)
    ahead = (seen.date() - now.date()).days
    if ahead == 0 or (ahead == 1 and seen.hour < 5 and now.hour >= 12):
        return said.text("at").format(clock)
    if ahead == 1:
        return said.text("tomorrow").format(clock)
    weekday = said.list("weekdays")[seen.weekday()]
    if 1 < ahead < 7:
        return said.text("on").format(weekday, clock)
    return said.text("dated").format(weekday, seen.day, _month(seen.date(), language), clock)


def say_day(day: date, today: date, language: str = "en") -> str:
    """A day as seen from today: "today", "tomorrow", "on Friday", "on Friday 3 April"."""
    said = _times(language)
    ahead = (day - today).days
    near = said.list("near_days")
    if 0 <= ahead < len(near):
        return near[ahead]
    weekday = said.list("weekdays")[day.weekday()]
    if 0 < ahead < 7:
        return said.text("day").format(weekday)
    return said.text("dated_day").format(weekday, day.day, _month(day, language))


def say_date(day: date, language: str = "en") -> str:
    """A date by itself: "Friday 3 April"."""
    said = _times(language)
    weekday = said.list("weekdays")[day.weekday()]
    return said.text("plain_date").format(weekday, day.day, _month(day, language))


def _part_of_day(hour: int) -> str:
    return next(name for name, end in _PARTS if hour < end)


def _month(day: date, language: str) -> str:
    return _times(language).list("months")[day.month - 1]


@cache
def _times(language: str) -> Section:
    return section("times", language).section("said")
