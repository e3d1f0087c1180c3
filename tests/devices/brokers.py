"""Brokers and homes on them, for the tests of the way over MQTT."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias

from devices.adapters.embedded_broker import embedded_broker
from devices.adapters.simulated_home import SimulatedHome
from devices.broker import BrokerSettings
from devices.home_file import HomeFile
from tests.servers import mosquitto, running

BrokerMaker: TypeAlias = Callable[[], AbstractAsyncContextManager[str]]


@asynccontextmanager
async def real_broker() -> AsyncIterator[str]:
    """A Mosquitto; gives its URL."""
    async with running(mosquitto()) as server:
        yield f"mqtt://{server.host}:{server.port}"


BROKERS: dict[str, BrokerMaker] = {"mosquitto": real_broker, "embedded": embedded_broker}


@asynccontextmanager
async def home_on(url: str, home_file: HomeFile, *, travel_s: float = 0.1) -> AsyncIterator[SimulatedHome]:
    """A simulated home on a broker, ready."""
    home = SimulatedHome(home_file, BrokerSettings.from_url(url), travel_s=travel_s)
    task = asyncio.create_task(home.run())
    try:
        async with asyncio.timeout(10):
            await home.ready.wait()
        yield home
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool], within_s: float = 8.0) -> None:
    """Wait for something to become true; fails when it doesn't in time."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - the condition has no event
            await asyncio.sleep(0.01)
