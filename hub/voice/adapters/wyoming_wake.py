"""Finds a wake phrase with openWakeWord, microWakeWord or whatever else answers ``detect`` over Wyoming."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.event import Event
from wyoming.wake import Detect, Detection, NotDetected

from hub.errors import WakeUnavailable
from hub.voice.sound import RATE, WIDTH
from hub.voice.wake import Wake

CONNECT_S: Final = 3.0
ANSWER_S: Final = 5.0
# Such models look at more than a second at once.
LEAD_S: Final = 1.5
# What the library raises besides its time-outs when the other side is gone or sends what is no event.
_BROKEN: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError)


class WyomingWake:
    """A ``WakeDetector``; ``url`` is ``tcp://HOST:PORT``. ``words``: names of the server's models, otherwise any."""

    def __init__(self, url: str, words: tuple[str, ...] = ()) -> None:
        self._url = url
        self._words = words

    @property
    def name(self) -> str:
        """Where the server is."""
        return f"Wyoming at {self._url.removeprefix('tcp://')}"

    @property
    def lead_s(self) -> float:
        """See ``WakeDetector``."""
        return LEAD_S

    async def find(self, audio: AsyncIterator[bytes]) -> Wake | None:
        """See ``WakeDetector``. Such servers tell no score; the time is that of the chunk that decided."""
        client = AsyncClient.from_uri(self._url)
        try:
            async with asyncio.timeout(CONNECT_S):
                await client.connect()
        except (TimeoutError, *_BROKEN) as error:
            raise WakeUnavailable(f"{self.name} can't be reached ({_reason(error)}).") from error
        try:
            return await self._find(client, audio)
        except (TimeoutError, *_BROKEN) as error:
            raise WakeUnavailable(f"{self.name} does not answer as it should ({_reason(error)}).") from error
        finally:
            with contextlib.suppress(TimeoutError, *_BROKEN):
                async with asyncio.timeout(1):
                    await client.disconnect()

    async def _find(self, client: AsyncClient, audio: AsyncIterator[bytes]) -> Wake | None:
        sent_ms = [0]
        sending = asyncio.create_task(self._send(client, audio, sent_ms), name="wake phrase's sound")
        answering = asyncio.create_task(_answer(client), name="wake phrase's answer")
        try:
            await asyncio.wait({sending, answering}, return_when=asyncio.FIRST_COMPLETED)
            # Where it could not be sent to the end, it may still have answered before it left.
            async with asyncio.timeout(ANSWER_S if sending.done() else None):
                event = await answering
        finally:
            sending.cancel()
            answering.cancel()
            await asyncio.gather(sending, answering, return_exceptions=True)
        if event is None:
            raise ConnectionError("it closed the connection")
        if NotDetected.is_type(event.type):
            return None
        timestamp = Detection.from_event(event).timestamp
        ends_ms = sent_ms[0] if timestamp is None else min(max(timestamp, 0), sent_ms[0])
        return Wake(None, ends_ms / 1_000)

    async def _send(self, client: AsyncClient, audio: AsyncIterator[bytes], sent_ms: list[int]) -> None:
        await client.write_event(Detect(names=list(self._words) or None).event())
        await client.write_event(AudioStart(rate=RATE, width=WIDTH, channels=1, timestamp=0).event())
        sent = 0
        async for chunk in audio:
            sent += len(chunk)
            sent_ms[0] = round(1_000 * sent / (RATE * WIDTH))
            await client.write_event(
                AudioChunk(rate=RATE, width=WIDTH, channels=1, audio=chunk, timestamp=sent_ms[0]).event()
            )
        await client.write_event(AudioStop(timestamp=sent_ms[0]).event())


async def _answer(client: AsyncClient) -> Event | None:
    """The first event that is an answer; ``None`` when the connection ends without."""
    while (event := await client.read_event()) is not None:
        if Detection.is_type(event.type) or NotDetected.is_type(event.type):
            return event
    return None


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
