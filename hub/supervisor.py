"""Keeps background tasks running."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import TypeAlias

_log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[], Coroutine[None, None, None]]

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0


async def supervised(name: str, work: Work, *, first_pause_s: float = _FIRST_PAUSE_S) -> None:
    """Run ``work``; start it again after a pause when it fails. Returns when it returns."""
    pause_s = first_pause_s
    while True:
        began = monotonic()
        try:
            await work()
        except Exception:  # noqa: BLE001 - whatever ends one task must not end the hub
            if monotonic() - began > _LONGEST_PAUSE_S:
                pause_s = first_pause_s
            _log.exception("%s failed; it starts again in %g s", name, pause_s)
        else:
            return
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
