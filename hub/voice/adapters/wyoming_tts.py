"""Speaks with Piper, or whatever else answers ``synthesize`` over Wyoming; the sound comes in while it is made."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Final

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.tts import Synthesize, SynthesizeVoice

from hub.errors import HubError, SpeakerUnavailable
from hub.voice.ports import Speech
from hub.voice.sound import RATE, WIDTH, Resampler

CONNECT_S: Final = 3.0
# A big voice on a small machine thinks before its first word.
NEXT_S: Final = 15.0
_LEAVE_S: Final = 1.0
# What the library raises besides its time-outs when the other side is gone or sends what is no event.
_BROKEN: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, HubError)


class WyomingSynthesiser:
    """``url`` is ``tcp://HOST:PORT``; ``voice`` a name that the server knows, without it what it has by itself."""

    def __init__(self, url: str, *, voice: str | None = None) -> None:
        self._url = url
        self._voice = voice

    @property
    def name(self) -> str:
        """Short name."""
        return f"Wyoming at {self._url.removeprefix('tcp://')}" + (f" ({self._voice})" if self._voice else "")

    async def speak(self, text: str) -> Speech:
        """See ``Synthesiser``. Comes back with the first piece of sound, so that a dead server is noticed here."""
        received = self._received(text)
        first = await anext(received, None)
        return Speech(first[0] if first is not None else RATE, _following(first, received))

    async def _received(self, text: str) -> AsyncGenerator[tuple[int, bytes], None]:
        """Rate and samples of each piece. The connection is closed when it ends or is dropped."""
        client = AsyncClient.from_uri(self._url, connect_timeout=CONNECT_S, read_timeout=NEXT_S)
        try:
            with self._translated():
                await client.connect()
                voice = SynthesizeVoice(name=self._voice) if self._voice is not None else None
                await client.write_event(Synthesize(text, voice=voice).event())
            resampler: Resampler | None = None
            while True:
                with self._translated():
                    event = self._checked(await client.read_event())
                    if AudioStop.is_type(event.type):
                        return
                    if AudioStart.is_type(event.type):
                        resampler = _resampler(AudioStart.from_event(event))
                        continue
                    if not AudioChunk.is_type(event.type):
                        continue
                    chunk = AudioChunk.from_event(event)
                    if resampler is None and (chunk.width, chunk.channels) != (WIDTH, 1):
                        resampler = Resampler(chunk.rate, chunk.channels, chunk.width)
                    piece = (chunk.rate, chunk.audio) if resampler is None else (RATE, resampler.convert(chunk.audio))
                yield piece
        finally:
            with contextlib.suppress(OSError, TimeoutError, RuntimeError):
                await asyncio.wait_for(client.disconnect(), _LEAVE_S)

    def _checked(self, event: Event | None) -> Event:
        if event is None:
            raise EOFError("it hung up")
        if Error.is_type(event.type):
            raise ValueError(Error.from_event(event).text)
        return event

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            raise SpeakerUnavailable(f"{self.name} does not speak: {str(error) or type(error).__name__}") from error


def _resampler(start: AudioStart) -> Resampler | None:
    """What brings other widths and channels into one of 16 bits; most voices need none."""
    if (start.width, start.channels) == (WIDTH, 1):
        return None
    return Resampler(start.rate, start.channels, start.width)


async def _following(
    first: tuple[int, bytes] | None, received: AsyncGenerator[tuple[int, bytes], None]
) -> AsyncIterator[bytes]:
    async with contextlib.aclosing(received):
        if first is not None:
            yield first[1]
        async for _, chunk in received:
            yield chunk
