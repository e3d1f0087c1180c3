"""Wyoming events over TCP with bounds: the library itself reads whatever length a peer announces.

Protocol: https://github.com/rhasspy/wyoming (a line of JSON, then announced numbers of bytes of data and payload).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, Final, TypeAlias

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event, Eventable, async_read_event, async_write_event

from hub.errors import SoundFileFaulty
from hub.voice.ports import Speech
from hub.voice.sound import RATE, WIDTH, Resampler

LOG = logging.getLogger(__name__)

LONGEST_LINE: Final = 64 * 1024
LONGEST_PART: Final = 1024 * 1024
WRITE_S: Final = 10.0
CONNECT_S: Final = 5.0
_CHANNELS: Final = 8


class PeerGone(ConnectionError):
    """The other end has gone, is too slow, or does not speak Wyoming."""


class _BoundedReader(asyncio.StreamReader):
    """Refuses parts longer than ``LONGEST_PART``."""

    async def readexactly(self, n: int) -> bytes:
        """``n`` bytes. Raises ``ValueError`` for too many."""
        if n > LONGEST_PART:
            raise ValueError("too long")
        return await super().readexactly(n)


class EventStream:
    """Reads and writes the events of one connection. One task reads; any may write."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._writing = asyncio.Lock()
        peer = writer.get_extra_info("peername")
        self.host = str(peer[0]) if peer else ""
        """Address of the other end."""

    async def read(self, *, within_s: float) -> Event:
        """The next event. Raises ``PeerGone`` at the end, at garbage, or when none comes in that time."""
        try:
            async with asyncio.timeout(within_s):
                event = await async_read_event(self._reader)
        except TimeoutError as error:
            raise PeerGone(f"silent for {within_s:g} s") from error
        except (OSError, EOFError) as error:
            raise PeerGone("gone") from error
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise PeerGone("it does not speak Wyoming") from error
        if event is None:
            raise PeerGone("gone" if self._reader.at_eof() else "it does not speak Wyoming")
        return _checked(event)

    async def write(self, event: Eventable) -> None:
        """Send an event. Raises ``PeerGone`` when the other end does not take it in time."""
        try:
            async with asyncio.timeout(WRITE_S), self._writing:
                await async_write_event(event.event(), self._writer)
        except TimeoutError as error:
            self._writer.transport.abort()
            raise PeerGone(f"it took nothing for {WRITE_S:g} s") from error
        except OSError as error:
            raise PeerGone("gone") from error

    async def write_speech(self, speech: Speech) -> float:
        """Send sound, started and stopped; seconds of it. Cancelling stops it there and still says so."""
        form = {"rate": speech.rate, "width": WIDTH, "channels": 1}
        sent = 0
        await self.write(AudioStart(**form, timestamp=0))
        try:
            async for chunk in speech.chunks:
                await self.write(AudioChunk(**form, audio=chunk, timestamp=1000 * sent // (speech.rate * WIDTH)))
                sent += len(chunk)
        finally:
            await self.write(AudioStop(timestamp=1000 * sent // (speech.rate * WIDTH)))
        return sent / (speech.rate * WIDTH)

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self._writer.wait_closed()


class Microphone:
    """The samples in a peer's audio events, whatever their rate, in the recogniser's form."""

    def __init__(self) -> None:
        self._form: tuple[int, int, int] = (RATE, WIDTH, 1)
        self._resampler = Resampler(RATE)

    def samples(self, event: Event) -> bytes:
        """Of one ``audio-chunk``. Raises ``PeerGone`` for sound that can't be heard."""
        form = tuple(event.data.get(name) for name in ("rate", "width", "channels"))
        if form != self._form:
            if not all(isinstance(number, int) for number in form):
                raise PeerGone("its sound has no rate, width and channels")
            rate, width, channels = (int(number or 0) for number in form)
            if channels > _CHANNELS:
                raise PeerGone(f"its sound has {channels} channels")
            try:
                self._resampler = Resampler(rate, channels, width)
            except SoundFileFaulty as error:
                raise PeerGone(str(error)) from error
            self._form = (rate, width, channels)
        return self._resampler.convert(event.payload or b"")


Conversation: TypeAlias = Callable[[EventStream], Coroutine[Any, Any, None]]


async def connect(host: str, port: int) -> EventStream:
    """Connect to a Wyoming server. Raises ``PeerGone``."""
    loop = asyncio.get_running_loop()
    reader = _BoundedReader(limit=LONGEST_LINE, loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    try:
        async with asyncio.timeout(CONNECT_S):
            transport, _ = await loop.create_connection(lambda: protocol, host, port)
    except (OSError, TimeoutError) as error:
        raise PeerGone(f"no connection ({str(error) or 'no answer'})") from error
    return EventStream(reader, asyncio.StreamWriter(transport, protocol, reader, loop))


@contextlib.asynccontextmanager
async def served(host: str, port: int, hold: Conversation, *, most: int) -> AsyncIterator[int]:
    """Accept connections while the block runs, ``most`` at a time; gives the port. Raises ``OSError``.

    ``hold`` is run for each and may raise ``PeerGone``. Signals are left to the hub: the library's server takes them.
    """
    loop = asyncio.get_running_loop()
    held: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(held) >= most:
            LOG.warning("too many Wyoming connections; one more is refused")
            writer.close()
            return
        task = asyncio.create_task(_held(hold, EventStream(reader, writer)), name="wyoming connection")
        held.add(task)
        task.add_done_callback(held.discard)

    def protocol() -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(_BoundedReader(limit=LONGEST_LINE, loop=loop), accepted, loop=loop)

    server = await loop.create_server(protocol, host, port)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)


async def _held(hold: Conversation, stream: EventStream) -> None:
    try:
        await hold(stream)
    except PeerGone as error:
        LOG.debug("Wyoming peer %s: %s", stream.host, error)
    except Exception:
        LOG.exception("a Wyoming connection failed")
    finally:
        await stream.close()


def _checked(event: Event) -> Event:
    """The library takes whatever stands in the JSON."""
    kind: object = event.type
    data: object = event.data
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise PeerGone("it does not speak Wyoming")
    return event
