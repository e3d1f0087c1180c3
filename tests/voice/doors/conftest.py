from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from hub.bootstrap.composition import composed
from hub.bootstrap.home import demo_home_file
from hub.config import Settings
from hub.running import Hub
from hub.supervisor import ended, supervised
from tests.tools import ROOT

MODEL = ROOT / "tests" / "data" / "speech" / "vosk-model-hub-en"
RECORDINGS = ROOT / "tests" / "data" / "speech" / "recordings"

STUDY_MODE = RECORDINGS / "003.wav"
"""Set the living room light to study mode."""
ITS_MEANING = RECORDINGS / "004.wav"
"""That means thirty percent and warm white."""


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded interpreter's model, trained once."""
    folder = tmp_path_factory.mktemp("trained")

    async def train() -> None:
        async with composed(settings_for(folder)):
            pass

    asyncio.run(train())
    return folder / "models"


def settings_for(folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {"api": False, "nlu": "embedded", "tts": "off", "speech_model": MODEL} | more
    return Settings(data_dir=folder, home_file=demo_home_file(), **given)


class Houses:
    """Makes hubs with a simulated home, their doors open."""

    def __init__(self, stack: AsyncExitStack, folder: Path) -> None:
        self._stack = stack
        self._folder = folder

    async def open(self, **settings: Any) -> Hub:
        hub = await self._stack.enter_async_context(composed(settings_for(self._folder, **settings)))
        work = {**hub.background, **hub.doors}
        tasks = [asyncio.create_task(supervised(name, run), name=name) for name, run in work.items()]
        self._stack.push_async_callback(ended, tasks)
        return hub


@pytest.fixture
async def houses(tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Houses]:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "models").symlink_to(trained)
    async with AsyncExitStack() as stack:
        yield Houses(stack, folder)


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def reachable(port: int, within_s: float = 10) -> None:
    async with asyncio.timeout(within_s):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


async def state_of(hub: Hub, entity: str, attribute: str, wanted: object, within_s: float = 5) -> object:
    """The value of an attribute, waited for until it is as wanted."""
    end = asyncio.get_running_loop().time() + within_s
    while (value := hub.registry.states().get(entity, attribute)) != wanted:
        if asyncio.get_running_loop().time() > end:
            break
        await asyncio.sleep(0.02)
    return value
