"""From a text to a command on Mosquitto, the state's echo and the answer, beside a bare paho loop on the same broker."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import paho.mqtt.client as paho

from devices.broker import BrokerSettings
from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.response import Kind
from tests.bench.figures import Figure, Findings, percentile
from tests.bench.homes import BenchHome, bench_home
from tests.bench.stage import BenchHub, mqtt_hub
from tests.servers import MosquittoServer, mosquitto, running
from tests.tools import ROOT

COMMAND: Final = "teachable_hub_bench/lamp/set"
STATE: Final = "teachable_hub_bench/lamp/state"
DEVICES: Final = 50
BLOCK: Final = 5
LOOP_TARGET: Final = 1.5


def bare_client() -> paho.Client:
    """A paho client that sends at once, as the hub's does."""
    client = paho.Client(paho.CallbackAPIVersion.VERSION2)

    def send_at_once(_client: paho.Client, _data: Any, opened: Any) -> None:  # noqa: ANN401 - paho's signature
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    client.on_socket_open = send_at_once
    return client


class BareLoop:
    """Publishes and waits for the echo."""

    def __init__(self, client: paho.Client, echoes: queue.SimpleQueue[bytes]) -> None:
        self._client = client
        self._echoes = echoes
        self._count = 0

    def time(self) -> float:
        """Milliseconds of one loop."""
        self._count += 1
        payload = str(self._count).encode()
        start = perf_counter()
        self._client.publish(COMMAND, payload)
        while self._echoes.get(timeout=5) != payload:
            pass
        return (perf_counter() - start) * 1000


@contextmanager
def bare_loop(server: MosquittoServer) -> Iterator[BareLoop]:
    """A connected loop."""
    echoes: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    subscribed: queue.SimpleQueue[None] = queue.SimpleQueue()
    client = bare_client()
    client.on_message = lambda _client, _data, message: echoes.put(message.payload)
    client.on_subscribe = lambda *_: subscribed.put(None)
    client.connect(server.host, server.port)
    client.loop_start()
    client.subscribe(STATE)
    subscribed.get(timeout=5)
    try:
        yield BareLoop(client, echoes)
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
    """Measure both, in turn, on one Mosquitto."""
    home = bench_home(DEVICES)
    home_file = folder / "home.json"
    home_file.write_text(json.dumps(home.content()), encoding="utf-8")
    interpreter = EmbeddedInterpreter(models)
    await interpreter.prepare()
    tell("MQTT: starting Mosquitto and a home on it")
    async with running(mosquitto()) as server:
        url = f"mqtt://{server.host}:{server.port}"
        async with (
            child(
                "-m", "hub", "--data-dir", str(folder / "home"), "simulate", str(home_file), "--broker", url, ready=None
            ),
            child("-m", "tests.bench.echo_device", server.host, str(server.port), ready="ready"),
            mqtt_hub(home, BrokerSettings.from_url(url), interpreter, folder) as hub,
        ):
            with bare_loop(server) as bare:
                return await _measure(home, hub, bare, loops, tell)


async def _measure(home: BenchHome, hub: BenchHub, bare: BareLoop, loops: int, tell: Callable[[str], None]) -> Findings:
    lamps = cycle([device.name for device in home.of("lamp")])
    echoes: list[float] = []
    whole: list[float] = []
    device: list[float] = []
    done = 0
    await asyncio.to_thread(bare.time)
    await hub.say(f"turn on the {next(lamps)}")
    for number in range(0, loops, BLOCK):
        tell(f"MQTT: {number} of {loops} loops")
        echoes.extend([await asyncio.to_thread(bare.time) for _ in range(BLOCK)])
        for offset in range(BLOCK):
            way = "on" if (number + offset) // DEVICES % 2 == 0 else "off"
            ms, response = await hub.say(f"turn {way} the {next(lamps)}")
            whole.append(ms)
            device.append(response.timings_ms["perform"])
            done += response.kind is Kind.ACTS and all(a.outcome == "confirmed" for a in response.actions)
    echo = median(echoes)
    rest = median([total - part for total, part in zip(whole, device, strict=True)])
    return Findings(
        figures=[
            Figure("bare echo over Mosquitto, p50", echo, "ms", against=f"p95 {percentile(echoes, 0.95):.2f} ms"),
            Figure(
                "text, command, state, answer over Mosquitto, p50",
                median(whole),
                "ms",
                LOOP_TARGET * echo + rest,
                f"target: {LOOP_TARGET} echoes and the turn's own {rest:.2f} ms; {done} of {loops} confirmed",
            ),
            Figure("command to state, in bare echoes, p50", median(device) / echo, "×", LOOP_TARGET),
            Figure("command to state, in bare echoes, p95", percentile(device, 0.95) / percentile(echoes, 0.95), "×"),
        ]
    )
