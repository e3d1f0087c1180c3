"""A satellite that plays recordings and writes down what it is sent: the server side, as wyoming-satellite has it."""

from __future__ import annotations

import asyncio
import contextlib
import wave
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable, async_read_event, async_write_event
from wyoming.info import Attribution, Describe, Info
from wyoming.info import Satellite as SatelliteInfo
from wyoming.ping import Ping, Pong
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.satellite import RunSatellite
from wyoming.snd import Played
from wyoming.tts import Synthesize
from wyoming.wake import Detection

RATE = 16_000
_PIECE = 512 * 2


@dataclass(slots=True)
class ScriptedSatellite:
    """``local_wake``: it hears the wake phrase itself and streams one sentence; otherwise it streams always.

    ``speed`` is how many seconds of sound it sends in one.
    """

    local_wake: bool = False
    speed: float = 1.0
    answers_pings: bool = True
    port: int = 0
    received: list[Event] = field(default_factory=list)
    connections: int = 0
    is_streaming: bool = False
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)
    _writer: asyncio.StreamWriter | None = None
    _sound: deque[bytes] = field(default_factory=deque)
    _played_s: float = 0.0

    @contextlib.asynccontextmanager
    async def switched_on(self) -> AsyncIterator[ScriptedSatellite]:
        """At ``port`` while the block runs."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        microphone = asyncio.create_task(self._microphone())
        try:
            yield self
        finally:
            microphone.cancel()
            await asyncio.gather(microphone, return_exceptions=True)
            server.close()
            self.vanish()
            await asyncio.sleep(0.05)

    def vanish(self) -> None:
        """Lose the connection."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._writer = None
        self.is_streaming = False
        self._sound.clear()

    async def say(self, *recordings: Path, seconds: float | None = None, pause_s: float = 1.2) -> None:
        """Say these, waiting until they have been sent; ``seconds``: only the beginning of them."""
        for path in recordings:
            with wave.open(str(path), "rb") as recording:
                samples = recording.readframes(recording.getnframes())
            if seconds is not None:
                samples = samples[: int(seconds * RATE) * 2]
            samples += bytes(int(pause_s * RATE) * 2)
            self._sound.extend(samples[start : start + _PIECE] for start in range(0, len(samples), _PIECE))
        await self.until(lambda: not self._sound, within_s=30)

    async def wake(self, *, tell_twice: bool = False) -> None:
        """It has heard its wake phrase."""
        self.is_streaming = True
        if tell_twice:
            await self.send(Detection(name="hey_hub"))
        await self.send(RunPipeline(PipelineStage.ASR, PipelineStage.TTS))

    async def send(self, event: Eventable) -> None:
        assert self._writer is not None
        await async_write_event(event.event(), self._writer)

    def told(self, kind: str) -> list[Event]:
        """What it was sent of that type."""
        return [event for event in self.received if event.type == kind]

    @property
    def transcripts(self) -> list[str]:
        return [Transcript.from_event(event).text for event in self.told("transcript")]

    @property
    def spoken(self) -> list[str]:
        return [Synthesize.from_event(event).text for event in self.told("synthesize")]

    @property
    def played_s(self) -> float:
        """Seconds of sound it was sent."""
        chunks = [AudioChunk.from_event(event) for event in self.told("audio-chunk")]
        return sum(chunk.seconds for chunk in chunks)

    async def until(self, holds: Callable[[], object], within_s: float = 10) -> None:
        """Wait until that holds."""
        end = asyncio.get_running_loop().time() + within_s
        while not holds():
            assert asyncio.get_running_loop().time() < end, [event.type for event in self.received]
            await asyncio.sleep(0.02)

    async def _microphone(self) -> None:
        while True:
            await asyncio.sleep(_PIECE / 2 / RATE / self.speed)
            if self._sound and not (self.local_wake and not self.is_streaming):
                samples = self._sound.popleft()
            else:
                samples = bytes(_PIECE)
            if self.is_streaming and self._writer is not None:
                with contextlib.suppress(ConnectionError):
                    await self.send(AudioChunk(rate=RATE, width=2, channels=1, audio=samples))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writer = writer
        with contextlib.suppress(ConnectionError):
            while (event := await async_read_event(reader)) is not None:
                await self._take(event)
        self.is_ready.clear()
        writer.close()

    async def _take(self, event: Event) -> None:
        if Ping.is_type(event.type):
            if self.answers_pings:
                await self.send(Pong())
            return
        self.received.append(event)
        if Describe.is_type(event.type):
            by = Attribution("tests", "")
            me = SatelliteInfo("scripted", by, installed=True, description=None, version=None)
            await self.send(Info(satellite=me))
        elif RunSatellite.is_type(event.type):
            if not self.local_wake:
                await self.send(RunPipeline(PipelineStage.WAKE, PipelineStage.TTS, restart_on_end=True))
                self.is_streaming = True
            self.is_ready.set()
        elif Transcript.is_type(event.type) or Error.is_type(event.type):
            self.is_streaming = not self.local_wake
            if self.local_wake:
                self._sound.clear()
        elif AudioStart.is_type(event.type):
            self._played_s = 0.0
        elif AudioChunk.is_type(event.type):
            self._played_s += AudioChunk.from_event(event).seconds
        elif AudioStop.is_type(event.type):
            await self.send(Played())
