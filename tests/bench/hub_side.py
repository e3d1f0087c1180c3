"""The hub's side of the bench: one hub with its home and its taught words, in a process of its own.

Speaks JSON lines like ``hassil_side``: first the wish what to be, then rows of sentences or of lessons.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.adapters.rasa import RasaInterpreter
from dialogue.adapters.rasa_server import RasaAt
from dialogue.ports import IntentParser, Parse
from dialogue.response import Kind, Response
from hub import event_loop
from tests.bench.homes import bench_home
from tests.bench.stage import BenchHub, bench_hub
from tests.bench.taught import concepts

UNDERSTOOD: Final = frozenset({Kind.ACTS, Kind.ANSWERS, Kind.CONFIRMS})


class Either:
    """The interpreter that is asked for at the moment."""

    def __init__(self, interpreters: Mapping[str, IntentParser]) -> None:
        self._interpreters = interpreters
        self.wanted = "embedded"

    @property
    def name(self) -> str:
        """Name of the one in use."""
        return self.wanted

    async def parse(self, text: str) -> Parse:
        """See ``IntentParser.parse``."""
        return await self._interpreters[self.wanted].parse(text)


@asynccontextmanager
async def interpreters(models: Path, rasa: Mapping[str, str] | None) -> AsyncIterator[Mapping[str, IntentParser]]:
    """Those there are, ready; ``models`` holds their files, ``rasa`` says where a server that has its model is."""
    embedded = EmbeddedInterpreter(models)
    await embedded.prepare()
    if rasa is None:
        yield {"embedded": embedded}
        return
    remote = RasaInterpreter(RasaAt(rasa["url"], rasa["token"]), models, models=models / "rasa" / "models")
    running = asyncio.create_task(remote.run(), name="rasa")
    try:
        async with asyncio.timeout(30):
            await remote.wait_ready()
        yield {"embedded": embedded, "rasa": remote}
    finally:
        running.cancel()
        await asyncio.wait([running])


async def answer(hub: BenchHub, either: Either, asked: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Milliseconds and success of each sentence, or of each lesson with its use."""
    either.wanted = asked["interpreter"]
    took: list[float] = []
    responses: list[Response] = []
    for number, said in enumerate(asked["say"]):
        conversation = f"{asked['interpreter']} {hub.count} {number}"
        ms = 0.0
        for sentence in said if isinstance(said, list) else [said]:
            more, response = await hub.say(sentence, conversation=conversation)
            ms += more
            responses.append(response)
        took.append(ms)
    step = len(responses) // max(1, len(took))
    last = responses[step - 1 :: step] if step else []
    return {
        "ms": took,
        "understood": [response.kind in UNDERSTOOD for response in last],
        "asked": [bool(response.unknown_spans) for response in last],
        "interpreter": [response.interpreter for response in last],
    }


async def serve(wish: Mapping[str, Any]) -> None:
    """Be that hub until the input ends."""
    home = bench_home(wish["devices"])
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="teachable-hub-bench-")))
        ready = await stack.enter_async_context(interpreters(Path(wish["models"]), wish["rasa"]))
        either = Either(ready)
        hub = await stack.enter_async_context(bench_hub(home, concepts(home, wish["concepts"]), either, folder))
        print(json.dumps({"ready": True}), flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            print(json.dumps(await answer(hub, either, json.loads(line))), flush=True)


def main() -> None:
    """Read the wish and serve."""
    event_loop.run(serve(json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
