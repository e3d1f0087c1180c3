"""A turn by voice: sound in, the same turn that text runs, an answer out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from devices.home import Role
from devices.ports import Clock
from dialogue.decision import Decision
from dialogue.hearing.ear import Ear
from dialogue.response import Response
from dialogue.transcript import Partial, Transcript
from dialogue.turn import Turn
from dialogue.utterance import EarTrace, Utterance
from hub.sessions import Sessions
from hub.voice.activity import Meter


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody speaks: the conversation, and what is known of room, person and satellite.

    ``role`` is what the door knows of the speaker; they never may more. ``is_measured``: who listens there measures
    speech and noise, so that nobody else needs to.
    """

    conversation_id: str
    area: str | None = None
    person: str | None = None
    satellite: str | None = None
    language: str = "en"
    role: Role | None = None
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """What was heard, and what the hub answered; no answer when nothing was said."""

    transcript: Transcript
    response: Response | None


@dataclass(frozen=True, slots=True)
class Attention:
    """How listening began: see ``EarTrace``.

    A place that listens all the time measures by what it heard before the utterance; anything else leaves that to the
    transcript.
    """

    wake: str = "push"
    wake_score: float | None = None
    speech_s: float | None = None
    snr_db: float | None = None
    interrupts: str | None = None


class Voice:
    """Hears utterances and takes their turns. What every place that listens calls."""

    def __init__(self, ear: Ear, turn: Turn, sessions: Sessions, clock: Clock) -> None:
        self._ear = ear
        self._turn = turn
        self._sessions = sessions
        self._clock = clock

    async def transcript(
        self, audio: AsyncIterator[bytes], place: Place, *, on_partial: Callable[[str], None] | None = None
    ) -> Transcript:
        """What is said at that place, without a turn, and how it was to be heard. Raises ``RecogniserUnavailable``."""
        found = Transcript("")
        meter = None if place.is_measured else Meter()

        async def weigh(text: str) -> Decision:
            return await self._turn.weigh(self._utterance(place, text))

        async for heard in self._ear.hear(audio if meter is None else _measured(audio, meter), weigh):
            if isinstance(heard, Partial):
                if on_partial is not None:
                    on_partial(heard.text)
            else:
                found = heard
        if meter is None:
            return found
        speech = meter.speech
        return replace(found, speech_s=speech.speech_s, snr_db=speech.snr_db)

    async def answer(self, transcript: Transcript, place: Place, attention: Attention = Attention()) -> SpokenTurn:
        """The turn of what was heard; none when it was nothing. Raises ``HubBusy``."""
        if not transcript.text:
            return SpokenTurn(transcript, None)
        ear = EarTrace(
            transcript,
            attention.wake,
            attention.wake_score,
            transcript.speech_s if attention.speech_s is None else attention.speech_s,
            transcript.snr_db if attention.snr_db is None else attention.snr_db,
            attention.interrupts,
        )
        utterance = self._utterance(place, transcript.text, transcript.confidence, ear)
        return SpokenTurn(transcript, await self._sessions.take(utterance))

    async def take(
        self,
        audio: AsyncIterator[bytes],
        place: Place,
        attention: Attention = Attention(),
        *,
        on_partial: Callable[[str], None] | None = None,
    ) -> SpokenTurn:
        """Hear one utterance to its end and take its turn. Raises ``RecogniserUnavailable`` or ``HubBusy``."""
        return await self.answer(await self.transcript(audio, place, on_partial=on_partial), place, attention)

    def _utterance(self, place: Place, text: str, confidence: float = 1.0, ear: EarTrace | None = None) -> Utterance:
        return Utterance(
            text=text,
            conversation_id=place.conversation_id,
            turn_id=uuid4().hex,
            at=self._clock.now(),
            area=place.area,
            person=place.person,
            satellite=place.satellite,
            language=place.language,
            channel="voice",
            role=place.role,
            confidence=confidence,
            ear=ear,
        )


async def _measured(audio: AsyncIterator[bytes], meter: Meter) -> AsyncIterator[bytes]:
    async for samples in audio:
        meter.take(samples)
        yield samples
