"""A voice for tests: it speaks by writing the text itself where the samples would be."""

from __future__ import annotations

from collections.abc import AsyncIterator

from hub.errors import SpeakerUnavailable
from hub.voice.ports import Speech

RATE = 16_000


class FakeSynthesiser:
    """``spoken`` is what it has said; while ``broken`` is set it can't speak."""

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.spoken: list[str] = []
        self.broken = False

    async def speak(self, text: str) -> Speech:
        """See ``Synthesiser``."""
        if self.broken:
            raise SpeakerUnavailable(f"{self.name} is broken.")
        self.spoken.append(text)
        return Speech(RATE, self._samples(text))

    async def _samples(self, text: str) -> AsyncIterator[bytes]:
        for word in text.split():
            yield word.encode().ljust(3_200, b"\0")
