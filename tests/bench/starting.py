"""How long a hub takes until it is ready, and what it holds in memory, beside the peer and a bare Python."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import psutil

from tests.bench.figures import Figure, Findings
from tests.bench.homes import bench_home
from tests.bench.sides import SideFailed, peer_side
from tests.tools import ROOT

READY: Final = b"ready in"
READY_WITHIN_S: Final = 60


async def measure_starting(
    models: Path, folder: Path, starts: int, *, with_peer: bool, tell: Callable[[str], None]
) -> Findings:
    """Start ``python -m hub run`` some times with a model in its folder, say something, and look at it."""
    took: list[float] = []
    memory: list[float] = []
    peers: list[tuple[float, float]] = []
    bare: list[float] = []
    for number in range(starts + 1):
        tell(f"start {number} of {starts}")
        seconds, megabytes = await _start(models, folder / "hub")
        if number:  # the first one makes the database
            took.append(seconds)
            memory.append(megabytes)
            bare.append(await _bare_start())
            if with_peer:
                async with peer_side(bench_home(50)) as peer:
                    peers.append((peer.started_s, peer.rss_mb))
    beside = f"bare Python {median(bare):.2f} s"
    held = ""
    if peers:
        beside += f", hassil {median([seconds for seconds, _ in peers]):.2f} s"
        held = f"hassil {median([megabytes for _, megabytes in peers]):.0f} MB"
    return Findings(
        figures=[
            Figure("start until ready (trained before)", median(took), "s", 3, beside),
            Figure("memory of a hub without Rasa, after five turns", median(memory), "MB", 250, held),
        ]
    )


async def _start(models: Path, folder: Path) -> tuple[float, float]:
    """Seconds until it is ready, and megabytes after some turns. Raises ``SideFailed``."""
    await asyncio.to_thread(_bring_models, models, folder / "models")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEACHABLE_HUB_")}
    environment |= {
        "TEACHABLE_HUB_DATA_DIR": str(folder),
        "TEACHABLE_HUB_NLU": "embedded",
        "TEACHABLE_HUB_API_PORT": "0",
        "COLUMNS": "200",
    }
    start = perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "hub",
        "run",
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await process.stdout.readuntil(READY)
            seconds = perf_counter() - start
            for sentence in ("lights on", "lights off", "is it warm in here", "turn on the zorble", "never mind"):
                process.stdin.write(f"{sentence}\n".encode())
                await process.stdout.readuntil(b"hub  ")
            await asyncio.sleep(0.3)
            megabytes = _memory(process.pid)
            process.stdin.close()
            await process.wait()
    except (asyncio.IncompleteReadError, TimeoutError, psutil.Error, OSError) as error:
        raise SideFailed(f"the hub did not start: {error!r}") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return seconds, megabytes


def _bring_models(models: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for model in models.glob("embedded-*.model"):
        shutil.copy(model, target)


async def _bare_start() -> float:
    start = perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import asyncio")
    await process.wait()
    return perf_counter() - start


def _memory(pid: int) -> float:
    """The process and all it has started."""
    process = psutil.Process(pid)
    family: Sequence[psutil.Process] = (process, *process.children(recursive=True))
    return sum(float(one.memory_info().rss) for one in family) / 2**20
