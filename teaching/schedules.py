"""Something to be done later: once, or again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devices.commands import Command


class ScheduleStatus(StrEnum):
    """Where a schedule stands; ``LATE`` ones were due while the hub was down and are reported, not run."""

    PENDING = "pending"
    DONE = "done"
    LATE = "late"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Commands to be performed at ``due``.

    ``due`` is local time with zone. ``weekdays`` (0 Monday … 6 Sunday) makes it recurring, at the clock time of
    ``due``; empty means once. ``text`` is what was asked for, in words for a person. ``time_concept`` is the taught
    time that it was set for ("at bedtime"): when that moves, so does the schedule.
    """

    id: str
    due: datetime
    commands: tuple[Command, ...]
    text: str
    weekdays: tuple[int, ...] = ()
    person: str | None = None
    conversation_id: str = ""
    turn_id: str = ""
    status: ScheduleStatus = ScheduleStatus.PENDING
    created: datetime | None = None
    time_concept: str | None = None
