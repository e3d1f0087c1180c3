from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from devices.home import Home
from devices.home_file import load_home_file
from dialogue.hearing.ear import Ear
from dialogue.ports import Recogniser
from dialogue.response import Kind, Response
from dialogue.transcript import Partial, Transcript
from dialogue.utterance import EarTrace, Utterance
from hub.bootstrap.hearing import hearing
from hub.bootstrap.home import demo_home_file
from hub.config import Settings
from hub.sessions import Sessions
from hub.voice.ports import Speech
from hub.voice.sound import RATE
from hub.voice.turns import Attention, Place, SpokenTurn
from tests.fakes.clocks import StandingClock
from tests.program import environment
from tests.tools import ROOT

MODEL = ROOT / "tests" / "data" / "speech" / "vosk-model-hub-en"
RECORDINGS = ROOT / "tests" / "data" / "speech" / "recordings"

WAKE_PHRASE = RECORDINGS / "001.wav"
WAKE_AND_LIGHTS_OFF = RECORDINGS / "002.wav"
STUDY_MODE = RECORDINGS / "003.wav"
ITS_MEANING = RECORDINGS / "004.wav"
MAKE_IT_FIFTY = RECORDINGS / "005.wav"

NO_ATTENTION = Attention()


@dataclass(slots=True)
class Listened:
    """Takes every sentence as one that is answered, with itself; ``ask …`` is answered with a question."""

    taken: list[Utterance] = field(default_factory=list)

    async def take(self, utterance: Utterance) -> Response:
        """One turn."""
        self.taken.append(utterance)
        asks = utterance.text.startswith("ask")
        kind = Kind.ASKS_FOR if asks else Kind.IGNORES if utterance.text.startswith("stray") else Kind.ANSWERS
        return Response(utterance.conversation_id, utterance.turn_id, utterance.text, kind, expects_reply=asks)


class OpenVoice:
    """Hears with the real recogniser, without the home's words; answers as the sessions do."""

    def __init__(self, ear: Ear, sessions: Sessions) -> None:
        self._ear = ear
        self._sessions = sessions

    async def transcript(
        self, audio: AsyncIterator[bytes], place: Place, *, on_partial: Callable[[str], None] | None = None
    ) -> Transcript:
        assert place.conversation_id
        found = Transcript("")
        async for heard in self._ear.hear(audio):
            if isinstance(heard, Partial):
                if on_partial is not None:
                    on_partial(heard.text)
            else:
                found = heard
        return found

    async def answer(self, transcript: Transcript, place: Place, attention: Attention = NO_ATTENTION) -> SpokenTurn:
        if not transcript.text:
            return SpokenTurn(transcript, None)
        utterance = Utterance(
            transcript.text,
            place.conversation_id,
            "turn",
            StandingClock().now(),
            area=place.area,
            person=place.person,
            satellite=place.satellite,
            role=place.role,
            channel="voice",
            ear=EarTrace(transcript, attention.wake),
        )
        return SpokenTurn(transcript, await self._sessions.take(utterance))


class Tone:
    """A synthesiser whose words are all ``seconds`` long."""

    def __init__(self, seconds: float = 0.3) -> None:
        self.seconds = seconds
        self.said: list[str] = []

    @property
    def name(self) -> str:
        return "tone"

    async def speak(self, text: str) -> Speech:
        self.said.append(text)
        return Speech(RATE, self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        for _ in range(round(self.seconds * 10)):
            yield b"\x10\x00" * (RATE // 10)


@dataclass(slots=True)
class Parts:
    """What stands behind a door that is tested without a whole hub."""

    converser: Listened
    sessions: Sessions
    voice: OpenVoice
    recogniser: Recogniser
    home: Home


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    converser = Listened()
    async with AsyncExitStack() as stack:
        found = await stack.enter_async_context(hearing(Settings(data_dir=tmp_path, speech_model=MODEL)))
        sessions = await stack.enter_async_context(Sessions(converser, StandingClock()))
        yield Parts(
            converser, sessions, OpenVoice(found.ear, sessions), found.recogniser, load_home_file(demo_home_file()).home
        )


class RunningHub:
    """``hub run --serve`` in its own process, with a simulated home and a speech model."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.token = (data / "admin-token").read_text().strip()
        self.address = (data / "api-address").read_text().strip()

    def get(self, path: str, **query: str) -> Any:  # noqa: ANN401
        answer = httpx.get(
            f"{self.address}/api/v1{path}", params=query, headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def turns(self) -> list[dict[str, Any]]:
        """The journal, oldest first."""
        found: list[dict[str, Any]] = self.get("/turns")
        return found[::-1]

    async def state(self, entity: str, attribute: str, wanted: object, within_s: float = 10) -> object:
        """The value of an attribute, waited for until it is as wanted."""
        end = time.monotonic() + within_s
        while True:
            found = (await asyncio.to_thread(self.get, f"/devices/{entity}"))["state"].get(attribute)
            if found == wanted or time.monotonic() > end:
                return found
            await asyncio.sleep(0.05)


class Houses:
    """Starts hubs in processes of their own."""

    def __init__(self, folder: Path, models: Path) -> None:
        self._folder = folder
        folder.mkdir()
        (folder / "models").symlink_to(models)

    @contextmanager
    def running(self, **settings: str) -> Iterator[RunningHub]:
        given = {"SPEECH_MODEL": str(MODEL), "TTS": "off"} | settings
        command = [sys.executable, "-m", "hub", "run", "--serve"]
        log = self._folder / "log"
        with (
            log.open("w") as output,
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=environment(self._folder, **given),
            ) as process,
        ):
            try:
                end = time.monotonic() + 30
                while not (self._folder / "api-address").exists():
                    assert process.poll() is None, log.read_text()
                    assert time.monotonic() < end
                    time.sleep(0.05)
                yield RunningHub(self._folder)
            finally:
                process.terminate()
                assert process.wait(timeout=20) == 0, log.read_text()
        assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture
def houses(tmp_path: Path, models: Path) -> Houses:
    return Houses(tmp_path / "data", models)


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def reachable(port: int, within_s: float = 10) -> None:
    async with asyncio.timeout(within_s):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
