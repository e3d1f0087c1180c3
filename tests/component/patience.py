"""Waiting for what comes over the network a moment later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(is_so: Callable[[], object]) -> None:
    """Wait at most five seconds for it to become true."""
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - over the network nobody sets an event
            await asyncio.sleep(0.01)
