"""A hub's turn on a simulated home, with a real SQLite store: what the bench talks to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from devices.adapters.simulated import SimulatedGateway
from devices.dispatch import INSTANT, Dispatcher
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
    """A hub that knows ``taught``, its database in ``folder``."""
    home_file = home.file()
    clock = BenchClock()
    registry = Registry(clock, home=home_file.home)
    async with (
        SimulatedGateway(registry.sink("simulated"), home_file.home, home_file.states) as gateway,
        SqlStore(sqlite_address(folder / "hub.db"), JournalSettings(enabled=True)) as store,
    ):
        known: Sequence[Concept] = tuple(taught)
        if known:
            await store.put_concepts(known)
        turn = Turn(
            registry=registry,
            dispatcher=Dispatcher(registry, [gateway], timing=INSTANT),
            store=store,
            interpreter=interpreter,
            clock=clock,
        )
        await turn.follow()
        yield BenchHub(turn, clock, next(iter(home.areas)))
