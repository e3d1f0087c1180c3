"""A Rasa server for the bench, with its model trained once and kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from dialogue.adapters.rasa import RasaInterpreter
from dialogue.adapters.rasa_server import RasaServer

FIRST_TRAINING_S: Final = 240


@asynccontextmanager
async def rasa_place(
    python: Path, models: Path, tell: Callable[[str], None]
) -> AsyncIterator[Mapping[str, str] | None]:
    """Where a server with its model is, or ``None`` when it was not ready in time."""
    server = RasaServer(python, models / "rasa")
    interpreter = RasaInterpreter(server, models, models=models / "rasa" / "models")
    tasks = [asyncio.create_task(server.run(), name="rasa"), asyncio.create_task(interpreter.run(), name="rasa model")]
    try:
        start = perf_counter()
        waiting = asyncio.create_task(interpreter.wait_ready())
        tasks.append(waiting)
        while not waiting.done() and perf_counter() - start < FIRST_TRAINING_S:
            tell(f"waiting for Rasa ({interpreter.trouble}), {perf_counter() - start:.0f} s")
            await asyncio.wait([waiting], timeout=2)
        ready = waiting.done() and server.url is not None
        yield {"url": server.url or "", "token": server.token} if ready else None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
