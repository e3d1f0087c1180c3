"""An MQTT broker on loopback with a simulated home on it: Mosquitto where it is installed, otherwise the hub's own."""

from __future__ import annotations

import asyncio
import getpass
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from deploy.home_assistant.environment import ROOT
from deploy.home_assistant.ports import LOOPBACK, free_port, listens
from deploy.home_assistant.program import Program, bare_environment
from devices.adapters.embedded_broker import embedded_broker
from devices.adapters.simulated_home import SimulatedHome
from devices.broker import BrokerSettings
from devices.home_file import HomeFile

_READY_WITHIN_S: Final = 20.0


@asynccontextmanager
async def home_on_a_broker(folder: Path, content: HomeFile) -> AsyncIterator[BrokerSettings]:
    """A broker with this home simulated on it while the block lasts; it keeps its files in ``folder``."""
    async with AsyncExitStack() as stack:
        mosquitto = find_mosquitto()
        if mosquitto is None:
            settings = BrokerSettings.from_url(await stack.enter_async_context(embedded_broker()))
        else:
            settings = await stack.enter_async_context(_mosquitto(mosquitto, folder))
        home = SimulatedHome(content, settings)
        playing = asyncio.create_task(home.run(), name="simulated home")
        stack.push_async_callback(_ended, playing)
        async with asyncio.timeout(_READY_WITHIN_S):
            await home.ready.wait()
        yield settings


def find_mosquitto() -> Path | None:
    """The program, on this machine or unpacked into ``.tools`` by ``deploy/setup/servers``."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", str(ROOT / ".tools" / "bin")))
    found = shutil.which("mosquitto", path=path)
    return Path(found) if found else None


@asynccontextmanager
async def _mosquitto(program: Path, folder: Path) -> AsyncIterator[BrokerSettings]:
    configuration = folder / "mosquitto.conf"
    port = free_port(_last_port(configuration))  # Home Assistant looks there while it starts
    lines = [f"listener {port} {LOOPBACK}", "allow_anonymous true", f"user {getpass.getuser()}", "persistence false"]
    configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command: list[str | Path] = [program, "-c", configuration]
    log = folder / "mosquitto.log"
    broker = Program("Mosquitto", command, log=log, folder=folder, environment=bare_environment())
    await broker.start(partial(listens, port), within_s=_READY_WITHIN_S)
    try:
        yield BrokerSettings(LOOPBACK, port)
    finally:
        await broker.stop()


def _last_port(configuration: Path) -> int:
    """Where it listened the last time; 0 where there was none."""
    words = configuration.read_text(encoding="utf-8").split() if configuration.exists() else []
    return int(words[1]) if words[1:] else 0


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
