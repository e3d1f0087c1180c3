"""A whole hub that listens with this machine's microphone, and the commands around it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TextIO

import pytest

from devices.tasks import ended
from dialogue.ports import Forget
from dialogue.response import Response
from dialogue.utterance import Utterance
from hub.bootstrap.composition import composed
from hub.cli import build_parser
from hub.commands import setup
from hub.commands.listen import listen
from hub.config import Settings
from hub.running import Hub
from hub.supervisor import supervised
from hub.terminal import Terminal
from hub.voice.adapters import microphone as adapter
from hub.voice.sound_debug import FOLDER
from tests.fakes.sound_library import FakeSoundLibrary
from tests.program import environment, hub
from tests.tools import ROOT
from tests.voice.recordings import MODEL, SPEECH
from tests.voice.sounds import recording, silence

SETTINGS = {"SPEECH_MODEL": str(MODEL)}


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeSoundLibrary:
    made = FakeSoundLibrary()
    monkeypatch.setattr(adapter, "load_sounddevice", lambda: made)
    return made


@pytest.fixture
def terminal_settings(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a command that runs in this process, which leaves the logs as they are."""
    for name, value in environment(data, TTS="off", **SETTINGS).items():
        monkeypatch.setenv(name, value)

    def closed(_level: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
        if stream is not None:
            stream.close()

    monkeypatch.setattr(setup, "set_up_logs", closed)


@asynccontextmanager
async def running(settings: Settings, announce: Callable[[str], None]) -> AsyncIterator[Hub]:
    async with composed(settings, announce=announce) as hub:
        tasks = [asyncio.create_task(supervised(name, work)) for name, work in hub.background.items()]
        try:
            yield hub
        finally:
            await ended(tasks)


async def say(library: FakeSoundLibrary, samples: bytes) -> None:
    """Into the microphone, once it is open."""
    async with asyncio.timeout(30):
        while not library.streams:  # noqa: ASYNC110 - the library has no events
            await asyncio.sleep(0.01)
    for start in range(0, len(samples), 960):
        library.streams[0].give(samples[start : start + 960])
        await asyncio.sleep(0.002)


def sounds_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.wav"))


async def test_the_running_hub_listens_keeps_a_trace_and_no_sound(data: Path, library: FakeSoundLibrary) -> None:
    settings = Settings(data_dir=data, api=False, nlu="embedded", tts="off", speech_model=MODEL, microphone="default")
    turns: asyncio.Queue[tuple[Utterance, Response]] = asyncio.Queue()
    async with running(settings, print) as hub:
        hub.sessions.on_turn(lambda utterance, response: turns.put_nowait((utterance, response)))
        await say(library, silence(1) + recording(2) + silence(1.5))
        async with asyncio.timeout(30):
            utterance, response = await turns.get()
        assert utterance.text == "turn off the lights"
        assert utterance.channel == "voice"
        assert utterance.area is not None
        assert utterance.ear is not None
        assert (utterance.ear.wake, utterance.ear.wake_score) == ("phrase", 1.0)
        assert response.actions
        assert (await hub.health.parts())["microphone"].detail == "Cheap USB microphone, 16000 Hz"
    assert not sounds_in(data)


async def test_sound_that_is_kept_is_announced_and_forgotten(data: Path, library: FakeSoundLibrary) -> None:
    settings = Settings(
        data_dir=data,
        api=False,
        nlu="embedded",
        tts="off",
        speech_model=MODEL,
        microphone="default",
        audio_debug_mb=5,
    )
    said: list[str] = []
    turns: asyncio.Queue[Response] = asyncio.Queue()
    async with running(settings, said.append) as hub:
        assert any("Sound is being kept" in text for text in said)
        assert "Sound is being kept" in (await hub.health.parts())["sound debug"].detail
        hub.sessions.on_turn(lambda _utterance, response: turns.put_nowait(response))
        await say(library, silence(1) + recording(2) + silence(1.5))
        async with asyncio.timeout(30):
            await turns.get()
        assert len(sounds_in(data / FOLDER)) == 1
        await hub.store.forget(Forget(everything=True))
        assert not sounds_in(data)


async def test_a_missing_microphone_is_said_and_the_hub_runs_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "load_sounddevice", lambda: FakeSoundLibrary(has_device=False))
    settings = Settings(data_dir=data, api=False, nlu="embedded", tts="off", speech_model=MODEL, microphone="Blue")
    said: asyncio.Queue[str] = asyncio.Queue()
    async with running(settings, said.put_nowait) as hub:
        async with asyncio.timeout(10):
            told = await said.get()
        assert told == (
            "The microphone 'Blue' can't be opened (No input device matching 'Blue'). This machine has no sound device."
        )
        assert not (await hub.health.parts())["microphone"].works
        assert (await hub.sessions.say("turn off the lights")).actions


@pytest.mark.usefixtures("terminal_settings")
async def test_listening_in_the_terminal_shows_words_and_answers(
    library: FakeSoundLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    args = build_parser().parse_args(["listen", "--home", str(ROOT / "hub" / "data" / "demo_home.json")])
    task = asyncio.create_task(listen(args))
    await say(library, silence(1) + recording(2) + silence(1.5))
    shown = ""
    async with asyncio.timeout(30):
        while "hub  " not in shown:
            await asyncio.sleep(0.05)
            shown += capsys.readouterr().out
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert "Say “hey hub”" in shown
    assert "you  turn off the lights" in shown


@pytest.mark.usefixtures("terminal_settings")
async def test_pressing_enter_stands_for_the_phrase(
    library: FakeSoundLibrary,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = asyncio.Event()

    async def presses(_terminal: Terminal) -> AsyncIterator[None]:
        yield
        await answered.wait()

    monkeypatch.setattr(Terminal, "presses", presses)
    args = build_parser().parse_args(["listen", "--push", "--home", str(ROOT / "hub" / "data" / "demo_home.json")])
    task = asyncio.create_task(listen(args))
    await say(library, silence(0.5) + recording(18) + silence(1.5))
    shown = ""
    async with asyncio.timeout(30):
        while "hub  " not in shown:
            await asyncio.sleep(0.05)
            shown += capsys.readouterr().out
        answered.set()
        assert await task == 0
    assert "you  turn off all lights in the basement" in shown


def test_checking_the_voice_with_a_file(data: Path) -> None:
    file = str(SPEECH / "recordings" / "003.wav")
    done = hub("voice", "check", "--file", file, data=data, **SETTINGS)
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert "speech model: " in told
    assert "heard: set the living room light to study mode" in told
    assert "dB above the noise" in told
    assert "time: finding speech" in told
    assert "wake phrase: “hey hub”, by vosk" in told


def test_checking_a_voice_without_a_model(data: Path) -> None:
    file = str(SPEECH / "recordings" / "003.wav")
    done = hub("voice", "check", "--file", file, "--model", str(data), data=data)
    assert done.returncode == 1
    assert "it is no Vosk model" in done.stdout


def test_a_wake_phrase_that_the_model_does_not_know(data: Path) -> None:
    file = str(SPEECH / "recordings" / "003.wav")
    done = hub("voice", "check", "--file", file, data=data, WAKE_PHRASE="hey lumosify", **SETTINGS)
    assert done.returncode == 1
    assert "The speech model does not know lumosify" in done.stdout


def test_fetching_a_model_without_internet_says_what_to_do(data: Path, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "hub", "voice", "fetch", "--language", "de"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(data)
        | {"HOME": str(tmp_path), "VOSK_MODEL_PATH": "", "https_proxy": nowhere, "HTTPS_PROXY": nowhere},
        timeout=90,
        check=False,
    )
    assert done.returncode == 1
    assert "vosk-model-small-de-0.15.zip" in done.stderr
    assert str(tmp_path / ".cache" / "vosk") in done.stderr
    assert "Traceback" not in done.stderr


def test_check_tells_that_sound_is_kept(data: Path) -> None:
    done = hub("check", data=data, AUDIO_DEBUG_MB="3", **SETTINGS)
    assert "SOUND IS KEPT, up to 3 MB" in done.stdout
