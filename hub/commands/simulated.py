"""A hub with a simulated home of its own that keeps nothing, for commands that only try something."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from devices.tasks import ended
from hub.commands.setup import settings_of
from hub.running import Hub
from hub.supervisor import supervised


@contextlib.asynccontextmanager
async def simulated_hub(
    args: argparse.Namespace, *, announce: Callable[[str], None] | None = None, **overrides: object
) -> AsyncIterator[Hub]:
    """The hub of these settings with ``args.home`` simulated and a store that is gone afterwards."""
    from hub.bootstrap.composition import composed  # noqa: PLC0415 - a running hub's client does without it

    with tempfile.TemporaryDirectory(prefix="teachable-hub-") as folder:
        database = f"sqlite:///{Path(folder) / 'hub.db'}"
        settings = settings_of(
            args, log_file=True, home_file=args.home, database_url=database, api=False, **overrides
        ).model_copy(update={"mqtt_url": None, "home_assistant_url": None, "home_assistant_token": None})
        async with composed(settings, **({} if announce is None else {"announce": announce})) as hub:
            yield hub


@contextlib.asynccontextmanager
async def background(hub: Hub) -> AsyncIterator[None]:
    """What runs beside the doors of a hub, while the block does; not its microphone, which is left to the command."""
    beside = {name: work for name, work in hub.background.items() if name != "microphone"}
    work = {"scheduler": hub.scheduler.run, **beside}
    tasks = [asyncio.create_task(supervised(name, run), name=name) for name, run in work.items()]
    try:
        yield
    finally:
        await ended(tasks)
