"""A loudspeaker that makes no sound, and a detector of speech that hears loud frames."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hub.voice.activity import level
from hub.voice.ports import Speech

FRAME_BYTES = 1024


@dataclass(slots=True)
class ScriptedLoudspeaker:
    """Plays until told that the sound is over; at once, unless ``is_slow``."""

    is_slow: bool = False
    played: int = 0
    cut_off: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self, speech: Speech) -> None:
        """See ``Loudspeaker``."""
        try:
            async for _ in speech.chunks:
                pass
            if self.is_slow:
                await self.over.wait()
        except asyncio.CancelledError:
            self.cut_off += 1
            raise
        self.played += 1


class LoudnessDetector:
    """Takes whatever is loud for speech."""

    frame_bytes = FRAME_BYTES
    frame_s = 0.032

    def probability(self, frame: bytes) -> float:
        """See ``SpeechDetector``."""
        return float(level(frame) > 1e-4)

    def reset(self) -> None:
        """See ``SpeechDetector``."""
