"""A stretch of sound that still grows, and that several may read, each from where it likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

from hub.voice.sound import RATE, WIDTH


class Stretch:
    """Speech from its first sound on; readers wait for more until it is closed."""

    def __init__(self, frames: Iterable[bytes] = ()) -> None:
        self._frames: list[bytes] = list(frames)
        self._more = asyncio.Event()
        self.is_closed = False

    def add(self, frame: bytes) -> None:
        """Sound that follows."""
        self._frames.append(frame)
        self._wake_readers()

    def close(self) -> None:
        """Nothing follows."""
        self.is_closed = True
        self._wake_readers()

    @property
    def samples(self) -> bytes:
        """All of it so far."""
        return b"".join(self._frames)

    @property
    def seconds(self) -> float:
        """How long it is so far."""
        return sum(map(len, self._frames)) / (RATE * WIDTH)

    async def read(self) -> AsyncIterator[bytes]:
        """From the beginning; waits for what is still to come."""
        position = 0
        while True:
            while position < len(self._frames):
                yield self._frames[position]
                position += 1
            if self.is_closed:
                return
            more = self._more
            await more.wait()

    def _wake_readers(self) -> None:
        waiting, self._more = self._more, asyncio.Event()
        waiting.set()
