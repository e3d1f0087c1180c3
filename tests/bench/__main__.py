"""``python -m tests.bench``: measures, prints tables, writes ``build/bench.json``. ``--quick`` takes about a minute."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final

import psutil
from rich.console import Console

from deploy.home_assistant.environment import find_home_assistant_python
from deploy.home_assistant.errors import TrialError
from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.errors import RecogniserUnavailable
from hub import event_loop
from tests.bench.figures import Findings
from tests.bench.home_assistant_loop import measure_home_assistant
from tests.bench.mqtt_loop import measure_mqtt
from tests.bench.pages import measure_pages
from tests.bench.rasa_place import rasa_place
from tests.bench.sides import PEER_PYTHON, SideFailed
from tests.bench.starting import measure_starting
from tests.bench.turns import Plan, measure_turns
from tests.bench.voice import measure_voice
from tests.tools import ROOT, find_mosquitto, find_rasa_python

BUILD: Final = ROOT / "build"
FULL: Final = Plan(devices=(50, 500), concepts=(0, 5_000, 50_000), sentences=48, rounds=4)
QUICK: Final = Plan(devices=(500,), concepts=(0, 5_000), sentences=24, rounds=2)


class Progress:
    """Says on standard error what is being done, with the seconds since the start."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._shown = 0.0

    @property
    def seconds(self) -> float:
        """Since the start."""
        return perf_counter() - self._start

    def tell(self, text: str) -> None:
        """Say it: on a terminal over the line before, elsewhere at most every other second."""
        line = f"bench {self.seconds:4.0f} s  {text}"
        if sys.stderr.isatty():
            print(f"\r{line:<100}", end="", file=sys.stderr, flush=True)
        elif perf_counter() - self._shown > 2:
            print(line, file=sys.stderr, flush=True)
        else:
            return
        self._shown = perf_counter()

    def end(self) -> None:
        """Leave the line."""
        self.tell("done")
        print(file=sys.stderr)


async def bench(*, quick: bool, with_rasa: bool) -> Findings:
    """Everything that can be measured here; what cannot is noted."""
    progress = Progress()
    findings = Findings()
    models = BUILD / "bench-models"
    models.mkdir(parents=True, exist_ok=True)
    plan = QUICK if quick else FULL
    with_peer = (PEER_PYTHON.parent.parent / "setup-stamp").exists()
    if not with_peer:
        findings.notes.append("the peer is not set up (deploy/setup/bench), so nothing is compared with it")
    progress.tell("preparing the embedded interpreter")
    await EmbeddedInterpreter(models).prepare()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="teachable-hub-bench-")))

        async def starting() -> Findings:
            starts = 2 if quick else 5
            return await measure_starting(models, folder, starts, with_peer=with_peer, tell=progress.tell)

        async def mqtt() -> Findings:
            return await measure_mqtt(models, folder, 40 if quick else 200, progress.tell)

        async def home_assistant() -> Findings:
            return await measure_home_assistant(models, folder, 40 if quick else 160, progress.tell)

        async def voice() -> Findings:
            return await measure_voice(models, folder, quick=quick, tell=progress.tell)

        async def pages() -> Findings:
            return await measure_pages(models, folder, quick=quick, tell=progress.tell)

        async def turns() -> Findings:
            rasa = None
            python = find_rasa_python() if with_rasa and not quick else None
            if python is not None:
                rasa = await stack.enter_async_context(rasa_place(python, models, progress.tell))
            if rasa is None:
                findings.notes.append(
                    "Rasa was not measured" + ("" if python is None else ": it was not ready in time")
                )
            return await measure_turns(plan, models, rasa, with_peer=with_peer, tell=progress.tell)

        await _part("starting", starting, findings)
        if find_mosquitto() is None:
            findings.notes.append(
                "Mosquitto is not installed here (deploy/setup/servers), so its loop was not measured"
            )
        else:
            await _part("MQTT", mqtt, findings)
        if find_home_assistant_python() is None:
            findings.notes.append(
                "Home Assistant is not set up here (make home-assistant-env), so turns through it were not measured"
            )
        else:
            await _part("Home Assistant", home_assistant, findings)
        await _part("voice", voice, findings)
        await _part("turns", turns, findings)
        await _part("pages", pages, findings)
    progress.end()
    findings.notes.append(f"{progress.seconds:.0f} s on {_machine()}, {datetime.now(UTC):%Y-%m-%d}")
    return findings


async def _part(name: str, measure: Callable[[], Awaitable[Findings]], into: Findings) -> None:
    """Measure one part; one that fails is noted and does not cost the others."""
    try:
        found = await measure()
    except (SideFailed, RecogniserUnavailable, TrialError, TimeoutError, OSError) as error:
        into.notes.append(f"{name} could not be measured: {error!r}")
        return
    into.rows.extend(found.rows)
    into.figures.extend(found.figures)
    into.notes.extend(found.notes)


def _machine() -> str:
    load = psutil.getloadavg()[0] / (psutil.cpu_count() or 1)
    return (
        f"{psutil.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.1f} a core"
    )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure turns, learning and starting.")
    parser.add_argument("--quick", action="store_true", help="less of everything, about a minute")
    parser.add_argument("--no-rasa", action="store_true", help="leave Rasa out even where it is set up")
    parser.add_argument("--json", type=Path, default=BUILD / "bench.json", metavar="FILE", help="where to write")
    arguments = parser.parse_args()
    findings = event_loop.run(bench(quick=arguments.quick, with_rasa=not arguments.no_rasa))
    findings.show(Console(width=200))
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(findings.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written to {arguments.json}", file=sys.stderr)


if __name__ == "__main__":
    main()
