"""A hub's turn on a simulated home, with a real SQLite store: what the bench talks to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from devices.adapters.mqtt import MqttGateway
from devices.adapters.simulated import SimulatedGateway
from devices.broker import BrokerSettings
from devices.dispatch import INSTANT, LIVE, Dispatcher
from devices.registry import Registry
from dialogue.ports import IntentParser
from dialogue.response import Response
from dialogue.turn import Turn
from dialogue.utterance import Utterance
from hub.storage.address import sqlite_address
from hub.storage.journal import JournalSettings
from hub.storage.store import SqlStore
from teaching.concepts import Concept
from tests.bench.homes import BenchHome

EVENING = datetime(2026, 3, 10, 19, tzinfo=UTC)


class BenchClock:
    """Goes on a few seconds with each turn."""

    def __init__(self) -> None:
        self._now = EVENING

    def now(self) -> datetime:
        """The time of the bench."""
        self._now += timedelta(seconds=5)
        return self._now


@dataclass
class BenchHub:
    """One hub under measurement. Each sentence is a conversation of its own, so that no question stays open."""

    turn: Turn
    clock: BenchClock
    area: str
    count: int = 0

    async def say(self, text: str, *, conversation: str | None = None) -> tuple[float, Response]:
        """Milliseconds of a turn, and its response."""
        self.count += 1
        utterance = Utterance(
            text, conversation or f"c{self.count}", f"t{self.count}", self.clock.now(), area=self.area, person="ana"
        )
        start = perf_counter()
        response = await self.turn.take(utterance)
        return (perf_counter() - start) * 1000, response


@asynccontextmanager
async def bench_hub(
    home: BenchHome, taught: Iterable[Concept], interpreter: IntentParser, folder: Path
) -> AsyncIterator[BenchHub]:
    """A hub that knows ``taught``, its database in ``folder``, its home in this process."""
    home_file = home.file()
    clock = BenchClock()
    registry = Registry(clock, home=home_file.home)
    async with (
        SimulatedGateway(registry.sink("simulated"), home_file.home, home_file.states) as gateway,
        _store(folder, tuple(taught)) as store,
    ):
        dispatcher = Dispatcher(registry, [gateway], timing=INSTANT)
        yield BenchHub(await _turn(registry, dispatcher, store, interpreter, clock), clock, next(iter(home.areas)))


@asynccontextmanager
async def mqtt_hub(
    home: BenchHome, broker: BrokerSettings, interpreter: IntentParser, folder: Path
) -> AsyncIterator[BenchHub]:
    """A hub whose home is on a broker; ready when it has found all its devices there."""
    clock = BenchClock()
    registry = Registry(clock)
    async with MqttGateway(registry.sink("mqtt"), broker) as gateway, _store(folder, ()) as store:
        changed = asyncio.Event()
        registry.on_home(changed.set)
        async with asyncio.timeout(30):
            while len(registry.home().spoken) < len(home.devices):
                await changed.wait()
                changed.clear()
        await gateway.wait_connected()
        dispatcher = Dispatcher(registry, [gateway], timing=LIVE)
        yield BenchHub(await _turn(registry, dispatcher, store, interpreter, clock), clock, next(iter(home.areas)))


@asynccontextmanager
async def _store(folder: Path, known: Sequence[Concept]) -> AsyncIterator[SqlStore]:
    async with SqlStore(sqlite_address(folder / "hub.db"), JournalSettings(enabled=True)) as store:
        if known:
            await store.put_concepts(known)
        yield store


async def _turn(
    registry: Registry, dispatcher: Dispatcher, store: SqlStore, interpreter: IntentParser, clock: BenchClock
) -> Turn:
    turn = Turn(registry=registry, dispatcher=dispatcher, store=store, interpreter=interpreter, clock=clock)
    await turn.follow()
    return turn
