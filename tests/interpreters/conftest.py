"""Interpreters for the tests of this folder, trained once and kept by the hash of their data."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.adapters.rasa import RasaInterpreter
from dialogue.adapters.rasa_server import RasaServer
from dialogue.ports import IntentParser
from tests.tools import ROOT, require

KEPT = Path(os.environ.get("XDG_CACHE_HOME", ROOT / ".tools")) / "test-models"
FIRST_TRAINING_S = 400


async def until_ready(rasa: RasaInterpreter, patience: float = FIRST_TRAINING_S) -> None:
    async with asyncio.timeout(patience):
        await rasa.wait_ready()


@asynccontextmanager
async def served_rasa() -> AsyncIterator[tuple[RasaServer, RasaInterpreter]]:
    server = RasaServer(require("rasa"), KEPT / "rasa")
    server.token = f"-{server.token}"  # as one in sixty-four begins by itself
    interpreter = RasaInterpreter(server, KEPT, models=server.folder / "models")
    running = [asyncio.create_task(server.run()), asyncio.create_task(interpreter.run())]
    try:
        await until_ready(interpreter)
        yield server, interpreter
    finally:
        for task in running:
            task.cancel()
        await asyncio.wait(running)


async def prepared_embedded() -> EmbeddedInterpreter:
    interpreter = EmbeddedInterpreter(KEPT)
    await interpreter.prepare()
    return interpreter


@pytest.fixture
async def embedded() -> EmbeddedInterpreter:
    return await prepared_embedded()


@pytest_asyncio.fixture(
    scope="session",
    loop_scope="session",
    params=["embedded", pytest.param("rasa", marks=[pytest.mark.rasa, pytest.mark.slow])],
)
async def parser(request: pytest.FixtureRequest) -> AsyncIterator[IntentParser]:
    """Each interpreter in turn, one for all tests that only ask it."""
    if request.param == "embedded":
        yield await prepared_embedded()
        return
    async with served_rasa() as (_server, interpreter):
        # a loaded machine is allowed to be slow here; the budget has its own tests
        interpreter._budget = 5.0
        yield interpreter
