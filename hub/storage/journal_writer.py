"""Writes turns down behind their answers: in order, those of a moment in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

from dialogue.ports import JournalEntry

log = logging.getLogger(__name__)

# So long a turn may wait for others to be written with it, unless somebody wants to read.
_GATHER_S = 0.2
_MOST = 500
_LATE_S = 5.0

Write: TypeAlias = Callable[[Sequence[JournalEntry], datetime], Awaitable[None]]


class JournalWriter:
    """Owns the one task that writes; ``write(entries, since)`` gets entries that came in at ``since`` or later.

    A turn is never broken by it: what can't be written is lost, and said once in the log until writing works again.
    """

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: list[JournalEntry] = []
        self._since = datetime.now(UTC)
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._has_failed = False

    async def add(self, entry: JournalEntry) -> None:
        """Have it written soon. Returns at once, unless very many wait."""
        while len(self._waiting) >= _MOST:
            await self.flush()
        if not self._waiting:
            self._since = datetime.now(UTC)
        self._waiting.append(entry)
        if self._task is None or self._task.done():
            self._hurry.clear()
            self._task = asyncio.create_task(self._write_down(), name="storage journal")

    async def flush(self) -> None:
        """Write now whatever waits, and return when it is written."""
        if self._task is not None and not self._task.done():
            self._hurry.set()
            await asyncio.shield(self._task)

    async def _write_down(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_GATHER_S):
                await self._hurry.wait()
        while self._waiting:
            entries, self._waiting = self._waiting, []
            try:
                await self._write([await _completed(entry) for entry in entries], self._since)
                self._has_failed = False
            except Exception as error:  # noqa: BLE001 - the turns are over: nobody else could take it
                if not self._has_failed:
                    log.error(  # noqa: TRY400 - a traceback might quote what was said
                        "%d turns could not be written to the journal: %s", len(entries), error
                    )
                self._has_failed = True


async def _completed(entry: JournalEntry) -> JournalEntry:
    """The entry with what is still to be found out of its turn; without it where that fails or takes too long."""
    if entry.late is None:
        return entry
    try:
        async with asyncio.timeout(_LATE_S):
            more = await entry.late()
    except Exception as error:  # noqa: BLE001 - the line is worth keeping without it
        log.debug("a turn is written down without what was still to be found out: %s", error)
        return replace(entry, late=None)
    return replace(entry, trace={**entry.trace, **more}, late=None)
