"""From a text to a command on Mosquitto, the state's echo and the answer, beside a bare paho loop on that broker."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.adapters.simulated_discovery import command_topic, state_topic
from devices.broker import BrokerSettings
from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.response import Kind, Response
from tests.bench.figures import Figure, Findings, percentile
from tests.bench.homes import BenchHome, bench_home
from tests.bench.stage import BenchHub, bench_hub, mqtt_hub
from tests.servers import MosquittoServer, mosquitto, running
from tests.tools import ROOT

COMMAND: Final = "teachable_hub_bench/lamp/set"
STATE: Final = "teachable_hub_bench/lamp/state"
DEVICES: Final = 50
BLOCK: Final = 5
LOOP_TARGET: Final = 1.5


def bare_client() -> paho.Client:
    """A paho client that sends at once, as the hub's does."""
    client = paho.Client(CallbackAPIVersion.VERSION2)

    def send_at_once(_client: paho.Client, _data: Any, opened: Any) -> None:  # noqa: ANN401 - paho's signature
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    client.on_socket_open = send_at_once
    return client


class BareLoop:
    """Publishes commands on one topic and waits for the state on another."""

    def __init__(self, client: paho.Client, command: str, states: queue.SimpleQueue[bytes]) -> None:
        self._client = client
        self._command = command
        self._states = states
        self._ways = cycle((b"ON", b"OFF"))

    def time(self) -> float:
        """Milliseconds of one loop."""
        payload = next(self._ways)
        start = perf_counter()
        self._client.publish(self._command, payload)
        while self._states.get(timeout=5) != payload:
            pass
        return (perf_counter() - start) * 1000


@contextmanager
def bare_loop(server: MosquittoServer, command: str, state: str) -> Iterator[BareLoop]:
    """A connected loop over these two topics."""
    states: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    subscribed: queue.SimpleQueue[None] = queue.SimpleQueue()
    client = bare_client()
    client.on_message = lambda _client, _data, message: states.put(bytes(message.payload))
    client.on_subscribe = lambda *_: subscribed.put(None)
    client.connect(server.host, server.port)
    client.loop_start()
    client.subscribe(state)
    subscribed.get(timeout=5)
    try:
        yield BareLoop(client, command, states)
    finally:
        client.disconnect()
        client.loop_stop()


@asynccontextmanager
async def child(*arguments: str, ready: str | None) -> AsyncIterator[None]:
    """A process of this Python, once it has printed ``ready``; it is ended with the block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEACHABLE_HUB_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        if ready is not None:
            assert process.stdout is not None
            async with asyncio.timeout(20):
                await process.stdout.readuntil(ready.encode())
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def measure_mqtt(models: Path, folder: Path, loops: int, tell: Callable[[str], None]) -> Findings:
    """Measure the bare loop, a hub whose home is on that broker, and the same hub with its home in the process."""
    home = bench_home(DEVICES)
    home_file = folder / "home.json"
    home_file.write_text(json.dumps(home.content()), encoding="utf-8")
    for name in ("near", "far"):
        (folder / name).mkdir()
    interpreter = EmbeddedInterpreter(models)
    await interpreter.prepare()
    tell("MQTT: starting Mosquitto and a home on it")
    async with running(mosquitto()) as server:
        url = f"mqtt://{server.host}:{server.port}"
        simulate = ("-m", "hub", "--data-dir", str(folder / "home"), "simulate", str(home_file), "--broker", url)
        async with (
            child(*simulate, ready=None),
            child("-m", "tests.bench.echo_device", server.host, str(server.port), ready="ready"),
            bench_hub(home, (), interpreter, folder / "near") as near,
            mqtt_hub(home, BrokerSettings.from_url(url), interpreter, folder / "far") as far,
        ):
            lamp = home.of("reading light")[0].id
            with (
                bare_loop(server, COMMAND, STATE) as bare,
                bare_loop(server, command_topic(lamp, "on"), state_topic(lamp, "on")) as same,
            ):
                return await _measure(_sentences(home, loops + BLOCK), (near, far), (bare, same), tell)


def _sentences(home: BenchHome, count: int) -> list[str]:
    """Every lamp on, every lamp off, and so on: each sentence changes something."""
    lamps = [device.name for device in (*home.of("lamp"), *home.of("ceiling light"))]
    ways = cycle(("on", "off"))
    endless = (f"turn {way} the {lamp}" for way in ways for lamp in lamps)
    return list(islice(endless, count))


async def _measure(
    sentences: Sequence[str],
    hubs: tuple[BenchHub, BenchHub],
    loops: tuple[BareLoop, BareLoop],
    tell: Callable[[str], None],
) -> Findings:
    (near, far), (bare, same) = hubs, loops
    obeyed: list[float] = []
    echoes: list[float] = []
    here: list[float] = []
    there: list[float] = []
    device: list[float] = []
    done = 0
    for start in range(0, len(sentences), BLOCK):
        tell(f"MQTT: {start} of {len(sentences)} loops")
        block = sentences[start : start + BLOCK]
        looped = [await asyncio.to_thread(bare.time) for _ in block]
        told = [await asyncio.to_thread(same.time) for _ in block]
        plain = [(await near.say(sentence))[0] for sentence in block]
        acted = [await far.say(sentence) for sentence in block]
        if start == 0:
            continue  # the first block warms up
        echoes.extend(looped)
        obeyed.extend(told)
        here.extend(plain)
        there.extend(ms for ms, _ in acted)
        device.extend(response.timings_ms["perform"] for _, response in acted)
        done += sum(response.kind is Kind.ACTS and _is_confirmed(response) for _, response in acted)
    echo, lamp, turn = median(echoes), median(obeyed), median(here)
    whole, p95 = median(there), percentile(there, 0.95)
    beside = f"{LOOP_TARGET} echoes and a turn of {turn:.2f} ms; {done} of {len(there)} confirmed by their state"
    same_lamp = f"{LOOP_TARGET} loops of paho with the same simulated lamps, and the turn"
    in_loops = f"{median(device) / echo:.2f} echoes, {median(device) / lamp:.2f} loops with the same lamps"
    return Findings(
        figures=[
            Figure("bare paho echo over Mosquitto, p50", echo, "ms", against=f"p95 {percentile(echoes, 0.95):.2f} ms"),
            Figure("bare paho with the simulated lamps, p50", lamp, "ms", against=f"{lamp / echo:.2f} echoes"),
            Figure("text, command, state, answer, p50", whole, "ms", LOOP_TARGET * echo + turn, beside),
            Figure("text, command, state, answer, p50", whole, "ms", LOOP_TARGET * lamp + turn, same_lamp),
            Figure("text, command, state, answer, p95", p95, "ms"),
            Figure("command to state alone, p50", median(device), "ms", against=in_loops),
        ]
    )


def _is_confirmed(response: Response) -> bool:
    return all(action.outcome == "confirmed" for action in response.actions)
