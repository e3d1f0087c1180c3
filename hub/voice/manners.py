"""How the hub behaves at a place where it listens: when it answers, how it speaks, whom it asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from dialogue.response import Response
from dialogue.transcript import Transcript
from hub.errors import SpeakerUnavailable
from hub.voice.endpointing import Pace
from hub.voice.ports import Loudspeaker, Synthesiser
from hub.voice.turns import Attention, Place, SpokenTurn

PHRASE: Final = "phrase"
FOLLOW_UP: Final = "follow_up"
BARGE_IN: Final = "barge_in"
PUSH: Final = "push"

SPEAK_S: Final = 180.0
"""How long an answer may be played."""
_UNASKED: Final = Attention()


class Hearer(Protocol):
    """What of ``Voice`` a listener uses."""

    async def transcript(
        self, audio: AsyncIterator[bytes], place: Place, *, on_partial: Callable[[str], None] | None = None
    ) -> Transcript:
        """See ``Voice.transcript``."""
        ...

    async def answer(self, transcript: Transcript, place: Place, attention: Attention = _UNASKED) -> SpokenTurn:
        """See ``Voice.answer``."""
        ...


@dataclass(frozen=True, slots=True)
class Manners:
    """How the hub behaves where it listens. ``patience_s``: how long it waits for a first word once it was called."""

    wake_phrase: str = "hey hub"
    follow_up: bool = True
    follow_up_s: float = 8.0
    barge_in: bool = True
    patience_s: float = 5.0
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class Aloud:
    """How a place speaks: the voice, where it is heard, and what is said of a response (nothing: silence)."""

    synthesiser: Synthesiser
    loudspeaker: Loudspeaker
    wording: Callable[[Response], str] = lambda response: response.speech

    async def say(self, text: str) -> None:
        """Speak, to the end. Raises ``SpeakerUnavailable``."""
        try:
            async with asyncio.timeout(SPEAK_S):
                await self.loudspeaker.play(await self.synthesiser.speak(text))
        except TimeoutError:
            raise SpeakerUnavailable(f"The answer was not played to its end within {SPEAK_S:g} s.") from None
