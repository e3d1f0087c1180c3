"""Clock times on the calendar, safe where daylight saving skips or doubles an hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta


def local(day: date, clock: time, like: datetime) -> datetime:
    """That clock time on that day in the zone of ``like``.

    A time that daylight saving skips moves forward by the gap; of a doubled one it is the first.
    """
    wall = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=like.tzinfo)
    return wall.astimezone(UTC).astimezone(like.tzinfo)


def after(now: datetime, length: timedelta) -> datetime:
    """``length`` of real time after ``now``, in the zone of ``now``."""
    return (now.astimezone(UTC) + length).astimezone(now.tzinfo)


def next_occurrence(clock: time, now: datetime, weekdays: Sequence[int] = ()) -> datetime:
    """The first time after ``now`` that the clock shows ``clock``, on one of ``weekdays`` (0 Monday … 6 Sunday).

    Without weekdays every day will do.
    """
    moment = local(now.date(), clock, now)
    for ahead in range(1, 16):
        if _is_after(moment, now) and (not weekdays or moment.weekday() in weekdays):
            return moment
        moment = local(now.date() + timedelta(days=ahead), clock, now)
    return moment


def _is_after(moment: datetime, now: datetime) -> bool:
    return moment.astimezone(UTC) > now.astimezone(UTC)
