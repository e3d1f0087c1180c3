"""Ends background tasks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

_log = logging.getLogger(__name__)

_CANCEL_AGAIN_S = 0.5
_CANCELS = 20


async def ended(tasks: Iterable[asyncio.Task[Any] | None], *, again_s: float = _CANCEL_AGAIN_S) -> None:
    """Cancel the tasks until they have ended, again every ``again_s`` seconds; ``None`` stands for one never begun.

    ``asyncio.wait_for`` of Python 3.11 may swallow a cancellation, and aiomqtt is built on it; so may a task group that
    fails in the same moment. One cancellation may not do.
    """
    waiting = {task for task in tasks if task is not None and not task.done()}
    for _ in range(_CANCELS):
        for task in waiting:
            task.cancel()
        if not waiting:
            return
        _, waiting = await asyncio.wait(waiting, timeout=again_s)
    _log.error("did not end: %s", ", ".join(task.get_name() for task in waiting))
