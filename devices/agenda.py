"""What a calendar holds, as one value of a state: an event a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from devices.capabilities import Value


@dataclass(frozen=True, slots=True)
class Event:
    """One event; one of whole days begins and ends with a date, and the last is not in it."""

    start: datetime | date
    end: datetime | date
    summary: str

    @property
    def is_all_day(self) -> bool:
        """Whether it has no clock times."""
        return not isinstance(self.start, datetime)

    @property
    def day(self) -> date:
        """The day that it begins on."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    def is_on(self, day: date) -> bool:
        """Whether it is on that day, or goes on then."""
        if isinstance(self.end, datetime):
            return self.day <= day <= self.end.date()
        return self.day <= day < max(self.end, date.fromordinal(self.day.toordinal() + 1))

    def line(self) -> str:
        """The event as a line."""
        return f"{self.start.isoformat()} {self.end.isoformat()} {' '.join(self.summary.split())}"

    @classmethod
    def of_line(cls, line: str) -> Self:
        """The event that a line tells of. Raises ``ValueError``."""
        start, end, *summary = line.split(maxsplit=2)
        return cls(_moment(start), _moment(end), summary[0] if summary else "")


def agenda_of(events: Iterable[Event]) -> str:
    """The value for these events."""
    return "\n".join(event.line() for event in events)


def events_of(value: Value) -> tuple[Event, ...]:
    """The events of a value, the earliest first; none when nothing is told."""
    lines = value.split("\n") if isinstance(value, str) else ()
    return tuple(sorted((Event.of_line(line) for line in lines if line), key=lambda event: event.start.isoformat()))


def _moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
