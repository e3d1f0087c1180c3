"""Runs a composed hub until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from devices.tasks import ended
from hub.clock_leaps import ClockLeaps
from hub.running import Hub
from hub.supervisor import Work, supervised

_log = logging.getLogger(__name__)

Face: TypeAlias = Callable[[Hub, str | None], Awaitable[None]]

_PURGE_EVERY_S = 3600.0


async def run_hub(hub: Hub, face: Face | None = None, *, ready: Callable[[str], None] | None = None) -> None:
    """Run the hub's tasks and doors; returns when ``face`` is done, or at SIGTERM or SIGINT without one.

    ``face(hub, address)`` is the terminal's conversation; ``address`` is the API's, ``None`` when it is off;
    ``ready`` is told it once it answers.
    """
    stopping = asyncio.Event()
    asyncio.get_running_loop().set_exception_handler(_note_fault)
    with _signals(stopping):
        async with api_served(hub) as address:
            if ready is not None and address is not None:
                ready(address)
            work: dict[str, Work] = {
                "scheduler": hub.scheduler.run,
                "journal retention": partial(_purge_journal, hub),
                **hub.background,
                **hub.doors,
            }
            tasks = [asyncio.create_task(supervised(name, run), name=name) for name, run in work.items()]
            waiting = [asyncio.create_task(_wait(stopping), name="stop signal")]
            if face is not None:
                waiting.append(asyncio.create_task(_talk(face, hub, address), name="conversation"))
            else:
                _log.info("ready%s", f", API at {address}" if address else "")
            try:
                done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            finally:
                _log.info("stopping")
                await ended((*waiting, *tasks))
            for task in done:
                task.result()


@contextlib.asynccontextmanager
async def api_served(hub: Hub) -> AsyncIterator[str | None]:
    """Serve the API while the block runs, when it is switched on; gives its address."""
    if not hub.settings.api:
        yield None
        return
    from hub.web.api import create_app  # noqa: PLC0415 - half a second that a hub without API need not spend
    from hub.web.server import bind, serving  # noqa: PLC0415

    async with contextlib.AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(create_app(hub), bind(hub.settings), hub.settings))
        if hub.announcer is not None:
            host, port = hub.settings.api_host, urlsplit(address).port or 0
            await stack.enter_async_context(hub.announcer.announced(hub.identity.name, host, port))
        note = hub.settings.data_dir / "api-address"
        note.write_text(address + "\n", encoding="utf-8")
        try:
            yield address
        finally:
            note.unlink(missing_ok=True)
            hub.feed.close()


def _note_fault(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # aiomqtt's socket callbacks may find their own futures cancelled, or their socket closed already (its number taken
    # by another one, as uvloop says), while a connection is being closed.
    error = context.get("exception")
    is_closed = isinstance(error, OSError) and error.errno == errno.EBADF
    is_taken = isinstance(error, RuntimeError) and "is used by transport" in str(error)
    if isinstance(error, asyncio.CancelledError) or is_closed or is_taken:
        _log.debug("a callback came too late: %r", error)
        return
    loop.default_exception_handler(context)


async def _wait(stopping: asyncio.Event) -> None:
    await stopping.wait()


async def _talk(face: Face, hub: Hub, address: str | None) -> None:
    await face(hub, address)


async def _purge_journal(hub: Hub) -> None:
    leaps = ClockLeaps(hub.clock.now())
    while True:
        now = hub.clock.now()
        if leaps.may_trust(now):
            removed = await hub.store.purge_journal(now)
            if removed:
                _log.info("%d turns past the journal's limit removed", removed)
        else:
            _log.warning("the clock leapt ahead: nothing is removed from the journal for a day. Is %s right?", now)
        await asyncio.sleep(_PURGE_EVERY_S)


@contextlib.contextmanager
def _signals(stopping: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    wanted = (signal.SIGTERM, signal.SIGINT)
    for number in wanted:
        loop.add_signal_handler(number, _stop, stopping, number)
    try:
        yield
    finally:
        for number in wanted:
            loop.remove_signal_handler(number)


def _stop(stopping: asyncio.Event, number: signal.Signals) -> None:
    if stopping.is_set() and number is signal.SIGINT:
        os._exit(130)
    stopping.set()
