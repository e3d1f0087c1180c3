"""The parent's end of a side of the bench: a child process that answers JSON lines."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import psutil

from tests.bench.homes import BenchHome
from tests.tools import ROOT

PEER_PYTHON: Final = ROOT / ".venv-bench" / "bin" / "python"
READY_WITHIN_S: Final = 120.0
LONGEST_LINE: Final = 2**22


class SideFailed(Exception):
    """A side of the bench ended or did not answer in time."""


@dataclass
class Readings:
    """Milliseconds of what was said, and of how many the side made what it should."""

    ms: list[float] = field(default_factory=list)
    good: int = 0

    def add(self, ms: Sequence[float], good: int) -> None:
        """A further row of readings."""
        self.ms.extend(ms)
        self.good += good

    def beside(self, other: Readings) -> float:
        """How many times the other's time this takes: the median over what both were told at the same time."""
        return median([mine / its for mine, its in zip(self.ms, other.ms, strict=True)])


class Side:
    """A running child. ``started_s`` is how long it took until it was ready."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.started_s = 0.0

    @property
    def rss_mb(self) -> float:
        """Megabytes it holds in memory now."""
        return float(psutil.Process(self._process.pid).memory_info().rss) / 2**20

    async def ask(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its answer. Raises ``SideFailed``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            async with asyncio.timeout(READY_WITHIN_S):
                line = await self._process.stdout.readline()
        except (OSError, TimeoutError) as error:
            raise SideFailed(f"no answer: {error!r}") from error
        if not line:
            raise SideFailed(f"it ended with {await self._process.wait()}")
        answer: Mapping[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def side(command: Sequence[str | Path], wish: Mapping[str, Any]) -> AsyncIterator[Side]:
    """A child of that command, told ``wish``, ready. It ends when its input does."""
    start = perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    try:
        child = Side(process)
        await child.ask(wish)
        child.started_s = perf_counter() - start
        yield child
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def peer_side(home: BenchHome) -> AsyncIterator[Side]:
    """The peer, told the names and areas of this home."""
    wish = {
        "areas": [[name, area] for area, name in home.areas.items()],
        "names": [[device.name, device.model.domain] for device in home.devices],
        "area": next(iter(home.areas)),
    }
    async with side([PEER_PYTHON, "-P", Path(__file__).with_name("hassil_side.py")], wish) as child:
        yield child


@asynccontextmanager
async def hub_side(
    devices: int, concepts: int, models: Path, rasa: Mapping[str, str] | None = None
) -> AsyncIterator[Side]:
    """A hub with so many devices and taught words."""
    wish = {"devices": devices, "concepts": concepts, "models": str(models), "rasa": rasa}
    async with side([sys.executable, "-m", "tests.bench.hub_side"], wish) as child:
        yield child
