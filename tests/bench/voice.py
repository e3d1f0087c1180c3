"""Hearing: decoding beside bare Vosk, from the end of speech to the command, several at once, memory, vocabulary."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import psutil

from devices.adapters.simulated_discovery import command_topic
from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.hearing.ear import Ear
from dialogue.hearing.home_words import HomeWords
from dialogue.ports import OPENLY, Listening
from dialogue.reading.vocabulary import load_vocabulary
from dialogue.transcript import Transcript
from hub.bootstrap.composition import composed
from hub.bootstrap.home import demo_home_file
from hub.commands.simulated import background
from hub.config import Settings
from hub.voice.sound import CHUNK, CHUNK_S, Sound, chunks_of, read_sound
from hub.voice.turns import Place, Voice
from tests.bench.figures import Figure, Findings, percentile
from tests.bench.homes import bench_home
from tests.bench.mqtt_loop import bare_client, child
from tests.bench.stage import bench_hub
from tests.bench.taught import concepts
from tests.servers import MosquittoServer, mosquitto, running
from tests.tools import ROOT, find_mosquitto, find_program

SPEECH: Final = ROOT / "tests" / "data" / "speech"
MODEL: Final = SPEECH / "vosk-model-hub-en"
RECORDINGS: Final = tuple(sorted((SPEECH / "recordings").glob("*.wav")))
DECODING_TARGET: Final = 1.05
AT_ONCE: Final = 4
DEVICES: Final = 500
CONCEPTS: Final = 5_000
# A microphone's buffer holds this much easily: the event loop may not stand still for longer.
GAP_TARGET_MS: Final = 100.0


async def measure_voice(models: Path, folder: Path, *, quick: bool, tell: Callable[[str], None]) -> Findings:
    """Everything about hearing; what needs a program that is not there is noted."""
    findings = Findings()
    sounds = [read_sound(path) for path in RECORDINGS]
    async with VoskRecogniser(MODEL) as recogniser:
        findings.figures += await _decoding(recogniser, sounds, 1 if quick else 3, tell)
        findings.figures += await _several(recogniser, sounds, tell)
        findings.figures += await _vocabulary(recogniser, models, folder / "vocabulary", tell)
    findings.figures += await _memory(models, folder / "hearing", tell)
    espeak = find_program("espeak-ng")
    if espeak is None or find_mosquitto() is None:
        findings.notes.append("without espeak-ng and Mosquitto the way from speech to a command was not measured")
    else:
        findings.figures += await _to_command(models, folder / "speaking", espeak, 10 if quick else 40, tell)
    return findings


def _make_place(folder: Path, models: Path) -> None:
    folder.mkdir()
    (folder / "models").symlink_to(models)


def _spoken(espeak: Path, folder: Path, text: str) -> Sound:
    path = folder / "spoken.wav"
    subprocess.run([espeak, "-v", "en-us", "-w", path, text], check=True, timeout=30)
    return read_sound(path)


async def _heard(recogniser: VoskRecogniser, sound: Sound, listening: Listening = OPENLY) -> str:
    text = ""
    async for hearing in recogniser.hear(chunks_of(sound), listening=listening):
        if isinstance(hearing, Transcript):
            text = hearing.text
    return text


class BareVosk:
    """The side that only decodes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def decode(self, path: Path) -> dict[str, Any]:
        """Seconds on the wall and of the processor, and the text."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write((json.dumps(str(path)) + "\n").encode())
        answer: dict[str, Any] = json.loads(await self._process.stdout.readline())
        return answer


@asynccontextmanager
async def bare_vosk() -> AsyncIterator[BareVosk]:
    """A process with the model; one thread, as the hub's."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.vosk_side", str(MODEL),
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield BareVosk(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def _decoding(
    recogniser: VoskRecogniser, sounds: Sequence[Sound], rounds: int, tell: Callable[[str], None]
) -> list[Figure]:
    """File by file in turns, so that what else the machine does meets both sides."""
    assert recogniser.pid is not None
    decoder = psutil.Process(recogniser.pid)
    bare = {"wall": 0.0, "cpu": 0.0}
    wall = cpu = 0.0
    same = 0
    async with bare_vosk() as vosk:
        await vosk.decode(RECORDINGS[0])
        await _heard(recogniser, sounds[0])
        before = _busy(decoder)
        for number in range(rounds):
            tell(f"voice: decoding, round {number + 1} of {rounds}")
            for path, sound in zip(RECORDINGS, sounds, strict=True):
                plain = await vosk.decode(path)
                began, busy = perf_counter(), process_time()
                text = await _heard(recogniser, sound)
                wall += perf_counter() - began
                cpu += process_time() - busy
                bare = {name: value + plain[name] for name, value in bare.items()}
                same += text == plain["text"]
        cpu += _busy(decoder) - before
    spoken = rounds * sum(sound.seconds for sound in sounds)
    texts = f"{same} of {rounds * len(sounds)} texts the same"
    return [
        Figure(
            "decoding the recordings, processor time", cpu / bare["cpu"], "× bare Vosk", DECODING_TARGET,
            f"bare {bare['cpu'] / rounds:.2f} s for {spoken / rounds:.0f} s of speech; {texts}",
        ),
        Figure(
            "decoding the recordings, wall time", wall / bare["wall"], "× bare Vosk", DECODING_TARGET,
            f"bare {bare['wall'] / rounds:.2f} s",
        ),
    ]  # fmt: skip


def _busy(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _several(recogniser: VoskRecogniser, sounds: Sequence[Sound], tell: Callable[[str], None]) -> list[Figure]:
    tell("voice: several at once")
    began = perf_counter()
    alone = [await _heard(recogniser, sound) for sound in sounds]
    one = perf_counter() - began
    began = perf_counter()
    together: list[str] = []
    for start in range(0, len(sounds), AT_ONCE):
        together += await asyncio.gather(*(_heard(recogniser, sound) for sound in sounds[start : start + AT_ONCE]))
    four = perf_counter() - began
    same = sum(a == b for a, b in zip(alone, together, strict=True))
    beside = f"{four:.2f} s against {one:.2f} s on {psutil.cpu_count()} cores; {same} of {len(sounds)} texts the same"
    return [Figure("four at once, the same recordings", four / one, "× one after another", 1.0, beside)]


async def _vocabulary(
    recogniser: VoskRecogniser, models: Path, folder: Path, tell: Callable[[str], None]
) -> list[Figure]:
    """Build a large home's vocabulary while somebody speaks."""
    tell("voice: vocabulary of a large home")
    await asyncio.to_thread(_make_place, folder, models)
    home = bench_home(DEVICES)
    interpreter = EmbeddedInterpreter(models)
    await interpreter.prepare()
    sound = read_sound(RECORDINGS[2])
    async with bench_hub(home, concepts(home, CONCEPTS), interpreter, folder) as hub:
        words = HomeWords(recogniser, Ear(recogniser), load_vocabulary("en"))
        quiet = await _heard(recogniser, sound)
        speaking = asyncio.create_task(_heard_live(recogniser, sound))
        await asyncio.sleep(0.2)
        gaps: list[float] = []
        watching = asyncio.create_task(_watch_loop(gaps))
        began = perf_counter()
        await words.follow(hub.turn.lexicon)
        took = perf_counter() - began
        watching.cancel()
        meanwhile = await speaking
        began = perf_counter()
        await _heard(recogniser, sound, Listening(home=True))
        decoded = perf_counter() - began
    unaffected = "what was said meanwhile was heard " + ("the same" if meanwhile == quiet else "DIFFERENTLY")
    size = f"{DEVICES} devices, {CONCEPTS:,} concepts"
    return [
        Figure(f"vocabulary of {size}", took * 1000, "ms", against=unaffected),
        Figure("longest standstill meanwhile", max(gaps, default=0.0) * 1000, "ms", GAP_TARGET_MS),
        Figure("a sentence with that vocabulary", decoded * 1000, "ms", against=f"{sound.seconds:.1f} s of speech"),
    ]


async def _live(sound: Sound) -> AsyncIterator[bytes]:
    """As fast as it is spoken."""
    began = perf_counter()
    for number, start in enumerate(range(0, len(sound.samples), CHUNK)):
        await asyncio.sleep(max(0.0, began + number * CHUNK_S - perf_counter()))
        yield sound.samples[start : start + CHUNK]


async def _heard_live(recogniser: VoskRecogniser, sound: Sound) -> str:
    text = ""
    async for hearing in recogniser.hear(_live(sound)):
        if isinstance(hearing, Transcript):
            text = hearing.text
    return text


async def _watch_loop(gaps: list[float]) -> None:
    pause = 0.005
    while True:
        began = perf_counter()
        await asyncio.sleep(pause)
        gaps.append(perf_counter() - began - pause)


async def _memory(models: Path, folder: Path, tell: Callable[[str], None]) -> list[Figure]:
    """A hub that hears, by its processes."""
    tell("voice: memory")
    await asyncio.to_thread(_make_place, folder, models)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEACHABLE_HUB_")}
    own = {"DATA_DIR": str(folder), "NLU": "embedded", "API_PORT": "0", "SPEECH_MODEL": str(MODEL)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "run",
        cwd=ROOT,
        env=environment | {f"TEACHABLE_HUB_{name}": value for name, value in own.items()} | {"COLUMNS": "200"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            await process.stdout.readuntil(b"ready in")
        await asyncio.sleep(2)
        hub = psutil.Process(process.pid)
        whole = hub.memory_info().rss / 1e6
        decoder = sum(part.memory_info().rss for part in hub.children(recursive=True)) / 1e6
    finally:
        process.stdin.close()
        await process.wait()
    return [
        Figure("memory of a hub that hears", whole + decoder, "MB", against=f"of it {decoder:.0f} MB the recogniser")
    ]


async def _to_command(
    models: Path, folder: Path, espeak: Path, count: int, tell: Callable[[str], None]
) -> list[Figure]:
    """Speak to a hub whose home is on Mosquitto, as fast as people speak, and wait for the command there."""
    await asyncio.to_thread(_make_place, folder, models)
    sounds = [await asyncio.to_thread(_spoken, espeak, folder, f"turn {way} the desk lamp") for way in ("on", "off")]
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(mosquitto()))
        url = f"mqtt://{server.host}:{server.port}"
        simulate = ("-m", "hub", "--data-dir", str(folder / "home"), "simulate", str(demo_home_file()), "--broker", url)
        await stack.enter_async_context(child(*simulate, ready="devices are on"))
        settings = Settings(data_dir=folder, mqtt_url=url, nlu="embedded", api=False, speech_model=MODEL)
        hub = await stack.enter_async_context(composed(settings))
        await stack.enter_async_context(background(hub))
        assert hub.voice is not None, hub.no_voice
        commands = stack.enter_context(_commands(server))
        waits: list[float] = []
        for number in range(count):
            tell(f"voice: from speech to command, {number} of {count}")
            waits.append(await _wait_of(hub.voice, sounds[number % 2], commands))
    warm = waits[2:]
    beside = f"p95 {percentile(warm, 0.95):.0f} ms"
    return [Figure("end of speech to the command on MQTT, p50", median(warm), "ms", against=beside)]


async def _wait_of(voice: Voice, sound: Sound, commands: queue.SimpleQueue[float]) -> float:
    ended = 0.0

    async def spoken() -> AsyncIterator[bytes]:
        nonlocal ended
        async for piece in _live(sound):
            yield piece
        ended = perf_counter()

    await voice.take(spoken(), Place("bench", area="office"))
    arrived = await asyncio.to_thread(commands.get, timeout=5)
    while not commands.empty():
        commands.get()
    return (arrived - ended) * 1000


@contextlib.contextmanager
def _commands(server: MosquittoServer) -> Iterator[queue.SimpleQueue[float]]:
    """When commands for the lamp arrive at the broker."""
    arrived: queue.SimpleQueue[float] = queue.SimpleQueue()
    subscribed: queue.SimpleQueue[None] = queue.SimpleQueue()
    client = bare_client()
    client.on_message = lambda *_: arrived.put(perf_counter())
    client.on_subscribe = lambda *_: subscribed.put(None)
    client.connect(server.host, server.port)
    client.loop_start()
    client.subscribe(command_topic("desk_lamp", "on"))
    subscribed.get(timeout=5)
    try:
        yield arrived
    finally:
        client.disconnect()
        client.loop_stop()
