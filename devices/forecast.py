"""What the weather will be, day by day, as one value of a state: a day a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from devices.capabilities import Value

_UNSAID = "-"


@dataclass(frozen=True, slots=True)
class Day:
    """One day's weather: a ``condition`` of Home Assistant, degrees in the unit of the place, rain in percent."""

    date: date
    condition: str
    high: float | None = None
    low: float | None = None
    rain: float | None = None

    def line(self) -> str:
        """The day as a line."""
        numbers = (_UNSAID if number is None else f"{number:g}" for number in (self.high, self.low, self.rain))
        return " ".join((self.date.isoformat(), self.condition or _UNSAID, *numbers))

    @classmethod
    def of_line(cls, line: str) -> Self:
        """The day that a line tells of. Raises ``ValueError``."""
        day, condition, *numbers = line.split()
        high, low, rain = (None if number == _UNSAID else float(number) for number in numbers)
        return cls(date.fromisoformat(day), "" if condition == _UNSAID else condition, high, low, rain)


def forecast_of(days: Iterable[Day]) -> str:
    """The value for these days."""
    return "\n".join(day.line() for day in days)


def days_of(value: Value) -> tuple[Day, ...]:
    """The days of a value; none when nothing is told."""
    return tuple(Day.of_line(line) for line in value.split("\n") if line) if isinstance(value, str) else ()
