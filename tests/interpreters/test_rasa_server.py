"""A real Rasa server: killed, hung, taught, and made to forget."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from itertools import repeat
from time import monotonic

import psutil
import pytest

from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.adapters.fallback import FallbackInterpreter
from dialogue.adapters.rasa import RasaInterpreter
from dialogue.adapters.rasa_server import RasaServer
from dialogue.training.corpus import regression_examples
from dialogue.training.examples import Example
from dialogue.training.promotion import understood
from tests.interpreters.conftest import KEPT, served_rasa, until_ready
from tests.tools import ROOT, find_rasa_python

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

HUB = f"""
import asyncio
from pathlib import Path
from dialogue.adapters.rasa_server import RasaServer
async def main():
    server = RasaServer(Path({str(find_rasa_python())!r}), Path({str(KEPT / "rasa-2")!r}))
    running = asyncio.create_task(server.run())
    await asyncio.sleep(2)
    print(server.pid, flush=True)
    await running
asyncio.run(main())
"""


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def answered_by(both: FallbackInterpreter, wanted: str, patience: float = 120) -> None:
    async with asyncio.timeout(patience):
        for pause in repeat(0.2):
            if (await both.parse("xdevice on")).interpreter == wanted:
                return
            await asyncio.sleep(pause)


@pytest.fixture
async def served() -> AsyncIterator[tuple[RasaServer, RasaInterpreter]]:
    async with served_rasa() as pair:
        yield pair


async def test_it_understands_nearly_every_regression_sentence(served: tuple[RasaServer, RasaInterpreter]) -> None:
    _, rasa = served
    examples = regression_examples()
    assert len(await understood(rasa.parse, examples)) >= 0.9 * len(examples)


async def test_a_killed_server_is_replaced_within_one_turn_and_gets_its_turns_back(
    served: tuple[RasaServer, RasaInterpreter], embedded: EmbeddedInterpreter
) -> None:
    rasa_server, rasa = served
    both = FallbackInterpreter(rasa, embedded)
    await answered_by(both, "rasa")
    assert rasa_server.pid is not None
    os.kill(rasa_server.pid, signal.SIGKILL)
    assert (await both.parse("xdevice on")).interpreter == "embedded"
    await answered_by(both, "rasa")
    assert rasa_server.starts == 2


async def test_a_hung_server_costs_two_turns_at_most_their_budget_and_is_restarted(
    served: tuple[RasaServer, RasaInterpreter], embedded: EmbeddedInterpreter
) -> None:
    rasa_server, rasa = served
    both = FallbackInterpreter(rasa, embedded)
    await answered_by(both, "rasa")
    assert rasa_server.pid is not None
    os.kill(rasa_server.pid, signal.SIGSTOP)
    took = []
    for _ in range(5):
        begun = monotonic()
        assert (await both.parse("xdevice on")).interpreter == "embedded"
        took.append(monotonic() - begun)
    assert max(took) < 0.25
    assert sorted(took)[-3] < 0.05
    await answered_by(both, "rasa")
    assert rasa_server.starts == 2


async def test_words_of_a_household_are_learnt_on_the_live_server_and_forgotten_without_a_trace(
    served: tuple[RasaServer, RasaInterpreter], embedded: EmbeddedInterpreter
) -> None:
    rasa_server, rasa = served
    both = FallbackInterpreter(rasa, embedded)
    words = ("blorfel", "start blorfel", "blorfel please", "time for blorfel")
    asked = asyncio.create_task(rasa.retrain([Example(text, "scene") for text in words], regression_examples()))
    answered = set()
    while not asked.done():
        await asyncio.sleep(0.5)
        answered.add((await both.parse("xdevice on")).interpreter)
    assert await asked
    assert "rasa" in answered
    assert rasa.ready
    assert rasa._serving is not None
    assert "blorfel" in rasa._serving.vocabulary
    assert await rasa.forget_household() == 1
    await until_ready(rasa)
    assert "blorfel" not in rasa._serving.vocabulary
    left = [path for path in rasa_server.folder.rglob("*") if path.is_file() and b"blorfel" in path.read_bytes()]
    assert not left
    assert len(list((rasa_server.folder / "models").glob("*.tar.gz"))) == 1


async def test_the_server_ends_with_a_hub_that_is_killed() -> None:
    hub = await asyncio.create_subprocess_exec(sys.executable, "-c", HUB, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert hub.stdout is not None
    server = int(await hub.stdout.readline())
    os.kill(server, 0)
    hub.kill()
    await hub.wait()
    for _ in range(50):
        if gone(server):
            return
        await asyncio.sleep(0.1)
    pytest.fail("Rasa outlives the hub")
