"""Slows down whoever guesses passwords, without shutting the owner out.

Five failures of one account from one address make that pair wait, 30 seconds and then twice as long each time, up to
15 minutes. Twenty failures from one address make the address wait, whatever names it tries. An account that is tried
from everywhere makes strange addresses wait, never one from which it has logged in before. Kept in memory: a restart
forgets it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

FREE_PAIR: Final = 5
FREE_ADDRESS: Final = 20
FREE_ACCOUNT: Final = 50
FIRST_WAIT_S: Final = 30.0
LONGEST_WAIT_S: Final = 900.0
_FORGOTTEN_AFTER_S: Final = 3600.0
_REMEMBERED: Final = 5000


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last: float = 0.0

    def wait_s(self, free: int, now: float) -> float:
        if self.count < free:
            return 0.0
        wait: float = min(FIRST_WAIT_S * 2 ** min(self.count - free, 10), LONGEST_WAIT_S)
        return max(self.last + wait - now, 0.0)


@dataclass(slots=True)
class Lockout:
    """Counts failures by account and address. ``account`` may be a name nobody has."""

    clock: Callable[[], float] = time.monotonic
    _failures: OrderedDict[tuple[str, str], _Failures] = field(default_factory=OrderedDict)
    _trusted: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)

    def wait_s(self, account: str, address: str) -> float:
        """Seconds until this account may be tried again from there; 0 for now."""
        now = self.clock()
        is_trusted = (account, address) in self._trusted
        return max(
            self._of((account, address)).wait_s(FREE_PAIR, now),
            0.0 if is_trusted else self._of(("", address)).wait_s(FREE_ADDRESS, now),
            0.0 if is_trusted else self._of((account, "")).wait_s(FREE_ACCOUNT, now),
        )

    def note_failure(self, account: str, address: str) -> None:
        """It was tried in vain."""
        now = self.clock()
        for key in ((account, address), ("", address), (account, "")):
            failures = self._of(key)
            failures.count += 1
            failures.last = now
            self._failures[key] = failures
            self._failures.move_to_end(key)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)

    def note_success(self, account: str, address: str) -> None:
        """It was the right one."""
        self._failures.pop((account, address), None)
        self._trusted[account, address] = None
        while len(self._trusted) > _REMEMBERED:
            self._trusted.popitem(last=False)

    def _of(self, key: tuple[str, str]) -> _Failures:
        failures = self._failures.get(key)
        if failures is None or self.clock() - failures.last > _FORGOTTEN_AFTER_S:
            return _Failures()
        return failures
