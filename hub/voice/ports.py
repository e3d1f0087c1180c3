"""What the voice needs from outside: something that speaks, a place's loudspeaker, a way to be found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Speech:
    """Spoken words as sound: one channel, 16-bit little-endian samples at ``rate`` Hz, in pieces."""

    rate: int
    chunks: AsyncIterator[bytes]


class Synthesiser(Protocol):
    """Speaks text."""

    @property
    def name(self) -> str:
        """Short name, shown by ``voice check`` and in health."""
        ...

    async def speak(self, text: str) -> Speech:
        """The text as sound, which may still be coming in. Raises ``SpeakerUnavailable``."""
        ...


class Loudspeaker(Protocol):
    """Where a place hears the hub: a satellite, a browser, this machine's own."""

    async def play(self, speech: Speech) -> None:
        """Play to the end. Cancelling it stops the sound at once; what was not played is never played later."""
        ...


class Announcer(Protocol):
    """Makes a server known to the other machines of the house."""

    def announced(self, name: str, host: str, port: int) -> AbstractAsyncContextManager[None]:
        """Known while the block runs. What hinders it is logged and never raised."""
        ...
