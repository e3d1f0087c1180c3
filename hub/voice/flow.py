"""A bound on how fast something may come in."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class Flow:
    """So much in a second, and ``burst`` at once (a bucket that fills up again)."""

    def __init__(self, per_s: float, burst: float, clock: Callable[[], float] = monotonic) -> None:
        self._per_s = per_s
        self._burst = burst
        self._clock = clock
        self._level = burst
        self._at = clock()

    def takes(self, amount: float = 1.0) -> bool:
        """Whether so much more may come in now."""
        now = self._clock()
        self._level = min(self._burst, self._level + (now - self._at) * self._per_s)
        self._at = now
        if amount > self._level:
            return False
        self._level -= amount
        return True
