"""What the voice needs from outside: something that speaks, and a place's loudspeaker."""

from __future__ import annotations

from collections.abc import AsyncIterator
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
