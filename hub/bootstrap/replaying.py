"""Composes the interpreter of a replay."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator

from dialogue.adapters.fallback import FallbackInterpreter
from dialogue.errors import InterpreterUnavailable
from dialogue.ports import IntentParser
from hub.bootstrap.understanding import understanding
from hub.config import Settings
from hub.errors import StartError
from hub.supervisor import supervised

RASA_PATIENCE_S = 300


@contextlib.asynccontextmanager
async def interpreter_for_replay(settings: Settings, nlu: str) -> AsyncIterator[IntentParser]:
    """The interpreter that is asked for: auto, rasa (waited for until it answers), embedded. Raises ``StartError``."""
    composed = await understanding(settings.model_copy(update={"nlu": nlu}), _show)
    tasks = [asyncio.create_task(supervised(name, work), name=name) for name, work in composed.background.items()]
    try:
        if nlu == "rasa":
            await _until_rasa_answers(composed.parser)
        yield composed.parser
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _show(text: str, end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()


async def _until_rasa_answers(parser: IntentParser) -> None:
    started = shown = time.monotonic()
    while time.monotonic() - started < RASA_PATIENCE_S:
        with contextlib.suppress(InterpreterUnavailable):
            if (await parser.parse("turn on the xdevice")).interpreter == "rasa":
                return
        if time.monotonic() - shown > 2:
            shown = time.monotonic()
            _show(f"\rwaiting for Rasa, {shown - started:.0f} s", end="")
        await asyncio.sleep(0.5)
    status = parser.status.trouble if isinstance(parser, FallbackInterpreter) else ""
    raise StartError(f"Rasa did not answer within {RASA_PATIENCE_S} s. {status}")
