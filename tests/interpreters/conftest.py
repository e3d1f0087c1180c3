"""Interpreters for the tests of this folder, trained once and kept by the hash of their data."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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


@pytest.fixture
async def embedded() -> EmbeddedInterpreter:
    interpreter = EmbeddedInterpreter(KEPT)
    await interpreter.prepare()
    return interpreter


@pytest.fixture
async def rasa_server() -> AsyncIterator[RasaServer]:
    server = RasaServer(require("rasa"), KEPT / "rasa")
    running = asyncio.create_task(server.run())
    yield server
    running.cancel()
    await asyncio.wait([running])


@pytest.fixture
async def rasa(rasa_server: RasaServer) -> AsyncIterator[RasaInterpreter]:
    interpreter = RasaInterpreter(rasa_server, KEPT, models=rasa_server.folder / "models")
    running = asyncio.create_task(interpreter.run())
    await until_ready(interpreter)
    yield interpreter
    running.cancel()
    await asyncio.wait([running])


@pytest.fixture(params=["embedded", pytest.param("rasa", marks=[pytest.mark.rasa, pytest.mark.slow])])
def parser(request: pytest.FixtureRequest) -> IntentParser:
    interpreter: IntentParser = request.getfixturevalue(request.param)
    return interpreter
