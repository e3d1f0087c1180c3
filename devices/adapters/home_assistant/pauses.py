"""How long the hub waits before it tries to reach Home Assistant again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

# A token that was refused won't get better soon, and Home Assistant may ban who tries again and again.
_REFUSED_S = 300.0
# A restart takes ten seconds to a few minutes; whoever is away longer is not waited for at the door.
_RESTART_S = 300.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: the first pause, the longest while a restart may be going on, the longest, and with a refused token."""

    first: float = 0.5
    restarting: float = 2.0
    longest: float = 30.0
    refused: float = _REFUSED_S


class Pauses:
    """The pauses between attempts: each longer than the one before, short while a restart may be going on."""

    def __init__(self, patience: Patience, *, now: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._now = now
        self.begin()

    def begin(self) -> None:
        """It was there until now."""
        self._since = self._now()
        self._pause_s = self._patience.first

    def after(self, *, is_refused: bool) -> float:
        """The pause after an attempt that failed, spread so that many don't come back in step."""
        is_restarting = self._now() - self._since < _RESTART_S
        longest_s = self._patience.restarting if is_restarting else self._patience.longest
        pause_s = self._patience.refused if is_refused else min(self._pause_s, longest_s)
        self._pause_s = min(self._pause_s * 2, longest_s)
        return pause_s * random.uniform(0.8, 1.2)  # noqa: S311 - only to spread reconnects
