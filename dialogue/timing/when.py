"""What a time that somebody says can mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import assert_never

from dialogue.timing.recurrence import after, next_occurrence


@dataclass(frozen=True, slots=True)
class Moment:
    """One point in time, in the zone of "now". ``clock`` is its clock face, ``explicit_day`` when a day was said.

    ``at`` lies ahead, except when the day was said to be today and the time has passed.
    """

    at: datetime
    clock: time
    explicit_day: bool = False


@dataclass(frozen=True, slots=True)
class Delay:
    """From now on: "in five minutes"."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Duration:
    """How long: "for an hour"."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Vague:
    """A part of the day, or "later", without a clock time.

    ``name`` is a part of ``times.yaml``, "later", "soon" or "day" (a day without any time); ``start`` may lie behind
    ``end`` (night). ``day`` is the day meant, when one is.
    """

    name: str
    start: time
    end: time
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """Up to a time: "until ten"."""

    end: Moment | Vague


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Again and again on ``weekdays`` (0 Monday … 6 Sunday).

    Without a ``clock``, ``part`` may name a part of the day.
    """

    weekdays: tuple[int, ...]
    clock: time | None
    part: str = ""


When = Moment | Delay | Duration | Until | Recurrence | Vague


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time that ends before token ``end``. Not ``certain``: the words could also be a value ("at nine").

    ``concept_id`` is the taught time that told it.
    """

    end: int
    when: When
    certain: bool = True
    concept_id: str | None = None


def due(when: When, now: datetime) -> datetime | None:
    """When it happens next; ``None`` where the words leave it open."""
    match when:
        case Moment(at=at):
            return at
        case Delay(length=length) | Duration(length=length):
            return after(now, length)
        case Until(end=end):
            return due(end, now)
        case Recurrence(weekdays=weekdays, clock=clock):
            return None if clock is None else next_occurrence(clock, now, weekdays)
        case Vague():
            return None
        case _:
            assert_never(when)
