"""Sound on its way from a place to the ear: taken without waiting, handed on in order, bounded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from hub.voice.sound import RATE, WIDTH

UTTERANCE_S: Final = 60.0
BACKLOG_S: Final = 10.0
_PIECE: Final = RATE * WIDTH // 2


class SoundStream(AsyncIterator[bytes]):
    """Samples at 16 kHz that are pushed in at one end and iterated at the other.

    At most ``backlog_s`` seconds wait; when the ear can't keep up, the oldest go. Over ``longest_s`` seconds in all the
    stream ends by itself, so that whoever never stops speaking is still answered.
    """

    def __init__(self, *, longest_s: float | None = UTTERANCE_S, backlog_s: float = UTTERANCE_S) -> None:
        self._left = None if longest_s is None else int(longest_s * RATE) * WIDTH
        self._backlog = int(backlog_s * RATE) * WIDTH
        self._waiting = bytearray()
        self._changed = asyncio.Event()
        self._is_ended = False
        self.lost_s = 0.0
        """Seconds of sound that nobody heard because too much was waiting."""

    @property
    def is_ended(self) -> bool:
        """Whether nothing more comes in."""
        return self._is_ended

    def push(self, samples: bytes) -> None:
        """Take samples in; ignored once the stream has ended."""
        if self._is_ended:
            return
        if self._left is not None:
            samples = samples[: self._left]
            self._left -= len(samples)
        self._waiting += samples
        excess = len(self._waiting) - self._backlog
        if excess > 0:
            excess += excess % WIDTH
            del self._waiting[:excess]
            self.lost_s += excess / (RATE * WIDTH)
        self._changed.set()
        if self._left == 0:
            self.end()

    def end(self) -> None:
        """Nothing more comes in; what waits is still handed on."""
        self._is_ended = True
        self._changed.set()

    async def __anext__(self) -> bytes:
        """The next samples, at most half a second of them."""
        while not self._waiting:
            if self._is_ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        piece = bytes(self._waiting[:_PIECE])
        del self._waiting[:_PIECE]
        return piece
