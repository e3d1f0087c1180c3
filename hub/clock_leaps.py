"""Notices a clock that leaps ahead, so that nothing is thrown away as old because of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

LEAP = timedelta(days=1)
WAIT_S = 24 * 3600
"""How long somebody has to put the clock right."""


def since_boot() -> float:
    """Seconds that no clock setting changes, sleep of the machine included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class ClockLeaps:
    """Compares the clock with the time that has really passed."""

    def __init__(self, now: datetime, steady: Callable[[], float] = since_boot) -> None:
        self._steady = steady
        self._now, self._passed = now, steady()
        self._until: float | None = None

    def may_trust(self, now: datetime) -> bool:
        """Whether the clock went on as time does; for a day after a leap ahead it is not believed."""
        passed = self._steady()
        if now - self._now > timedelta(seconds=passed - self._passed) + LEAP:
            self._until = passed + WAIT_S
        elif now - self._now < -LEAP:
            self._until = None  # put back: what came of the leap is over
        self._now, self._passed = now, passed
        return self._until is None or passed >= self._until
