"""A small Wyoming server that answers ``synthesize`` with espeak-ng, or misbehaves as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import async_read_event, async_write_event
from wyoming.tts import Synthesize

from hub.voice.adapters.espeak import EspeakSynthesiser
from tests.servers import LOOPBACK


@dataclass
class WyomingVoice:
    """``fault`` is what it does wrong: ``hangs up``, ``garbage``, ``error``, ``silent``, ``breaks off``."""

    fault: str = ""
    asked: list[Synthesize] = field(default_factory=list)
    url: str = ""
    open: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client."""
        self.open += 1
        try:
            event = await async_read_event(reader)
            if event is not None and Synthesize.is_type(event.type):
                await self._answer(Synthesize.from_event(event), writer)
        except ConnectionError:
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, asked: Synthesize, writer: asyncio.StreamWriter) -> None:
        self.asked.append(asked)
        match self.fault:
            case "hangs up":
                return
            case "garbage":
                writer.write(b'{"type": "audio-start", "data": {"rate": []}}\n\xff\xfe\n')
                await writer.drain()
                return
            case "error":
                await async_write_event(Error("no such voice").event(), writer)
                return
            case "silent":
                await async_write_event(AudioStop().event(), writer)
                return
            case _:
                speech = await EspeakSynthesiser().speak(asked.text)
        await async_write_event(AudioStart(speech.rate, 2, 1).event(), writer)
        async for samples in speech.chunks:
            await async_write_event(AudioChunk(speech.rate, 2, 1, samples).event(), writer)
            if self.fault == "breaks off":
                return
        await async_write_event(AudioStop().event(), writer)


@asynccontextmanager
async def wyoming_voice(fault: str = "") -> AsyncIterator[WyomingVoice]:
    """The server on a free port."""
    voice = WyomingVoice(fault)
    server = await asyncio.start_server(voice.serve, LOOPBACK, 0)
    voice.url = f"tcp://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    try:
        yield voice
    finally:
        server.close()
        await server.wait_closed()
