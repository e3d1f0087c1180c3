"""A listener with the real recogniser, the real detector of speech and real recordings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.hearing.ear import Ear
from dialogue.response import Kind, Response
from dialogue.transcript import Transcript
from hub.voice.activity import Activity
from hub.voice.events import Heard, Interrupted, ListenerEvent, PartlyHeard, Speaking, Woken
from hub.voice.listener import Listener
from hub.voice.manners import Aloud
from hub.voice.turns import Attention, Place, SpokenTurn
from hub.voice.wake import SpokenPhrase
from tests.fakes.places import ScriptedLoudspeaker
from tests.fakes.voices import FakeSynthesiser
from tests.voice.recordings import MODEL
from tests.voice.sounds import recording, silence, white_noise

PUSHED = Attention()


class OpenVoice:
    """Hears with a real recogniser, openly; asks about study mode."""

    def __init__(self, recogniser: VoskRecogniser) -> None:
        self._ear = Ear(recogniser)
        self.attentions: list[Attention] = []

    async def transcript(
        self,
        audio: AsyncIterator[bytes],
        place: Place,  # noqa: ARG002
        *,
        on_partial: Callable[[str], None] | None = None,
    ) -> Transcript:
        """See ``Hearer``."""
        found = Transcript("")
        async for heard in self._ear.hear(audio):
            if isinstance(heard, Transcript):
                found = heard
            elif on_partial is not None:
                on_partial(heard.text)
        return found

    async def answer(self, transcript: Transcript, place: Place, attention: Attention = PUSHED) -> SpokenTurn:
        """See ``Hearer``."""
        self.attentions.append(attention)
        asks = "study mode" in transcript.text
        turn_id = f"turn {len(self.attentions)}"
        answer = Response(place.conversation_id, turn_id, transcript.text, Kind.ANSWERS, expects_reply=asks)
        return SpokenTurn(transcript, answer)


class Room:
    """One place with a scripted loudspeaker."""

    def __init__(self, recogniser: VoskRecogniser) -> None:
        self.voice = OpenVoice(recogniser)
        self.events: list[ListenerEvent] = []
        self.spoken = asyncio.Event()
        self.interrupted = asyncio.Event()
        self.loudspeaker = ScriptedLoudspeaker()
        self.listener = Listener(
            self.voice,
            Place("room"),
            detector=Activity(),
            wake=SpokenPhrase(recogniser, "hey hub"),
            aloud=Aloud(FakeSynthesiser(), self.loudspeaker),
            on_event=self._note,
        )

    def _note(self, event: ListenerEvent) -> None:
        self.events.append(event)
        if isinstance(event, Speaking):
            self.spoken.set()
        if isinstance(event, Interrupted):
            self.interrupted.set()
            self.loudspeaker.over.set()

    async def hear(self, *parts: bytes | asyncio.Event, pace_s: float = 0) -> list[str]:
        """What was taken for an utterance."""
        async with asyncio.timeout(60):
            await self.listener.run(_played(parts, pace_s))
        return [event.transcript.text for event in self.events if isinstance(event, Heard)]


async def _played(parts: tuple[bytes | asyncio.Event, ...], pace_s: float) -> AsyncIterator[bytes]:
    for part in parts:
        if isinstance(part, asyncio.Event):
            while not part.is_set():
                yield silence(0.03)
                await asyncio.sleep(0.002)
            continue
        for start in range(0, len(part), 960):
            yield part[start : start + 960]
            await asyncio.sleep(pace_s)


async def test_the_phrase_alone_then_a_command() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        room = Room(recogniser)
        heard = await room.hear(silence(1), recording(1), silence(1.5), recording(18), silence(2))
    assert heard == ["turn off all lights in the basement"]
    (attention,) = room.voice.attentions
    assert attention.wake == "phrase"
    assert attention.wake_score == 1.0
    assert attention.speech_s == pytest.approx(2.2, abs=0.5)
    assert attention.snr_db is not None
    assert attention.snr_db > 20


@pytest.mark.parametrize("pace_s", [0, 0.006])
async def test_phrase_and_command_in_one_breath(pace_s: float) -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        room = Room(recogniser)
        assert await room.hear(silence(1), recording(2), silence(2), pace_s=pace_s) == ["turn off the lights"]
    assert room.events[0] == Woken("phrase", 1.0)


async def test_words_are_shown_while_they_are_said() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        room = Room(recogniser)
        await room.hear(silence(0.5), recording(1), silence(1), recording(9), silence(2), pace_s=0.004)
    shown = [event.text for event in room.events if isinstance(event, PartlyHeard)]
    assert len(shown) >= 3
    assert shown[-1].startswith("from now on when i say")


async def test_a_question_is_answered_without_the_phrase() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        room = Room(recogniser)
        heard = await room.hear(
            silence(1), recording(1), silence(1), recording(3), room.spoken, silence(1), recording(4), silence(2)
        )
    assert heard == ["set the living room light to study mode", "that means thirty percent and warm white"]
    assert [attention.wake for attention in room.voice.attentions] == ["phrase", "follow_up"]


async def test_speaking_over_the_hub_stops_it() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        room = Room(recogniser)
        room.loudspeaker.is_slow = True
        heard = await room.hear(
            silence(1), recording(1), silence(1), recording(13), room.spoken, silence(1), recording(7), silence(2)
        )
    assert heard == ["what's the temperature", "never mind"]
    assert room.loudspeaker.cut_off == 1
    assert (room.voice.attentions[1].wake, room.voice.attentions[1].interrupts) == ("barge_in", "turn 1")


async def test_chatter_without_the_phrase_does_nothing() -> None:
    chatter = b"".join(recording(number) + silence(0.3) for number in range(14, 41))
    async with VoskRecogniser(MODEL) as recogniser:
        room = Room(recogniser)
        assert await room.hear(silence(1), chatter, silence(2)) == []
    assert room.events == []


@pytest.mark.parametrize("sound", [silence(10), white_noise(10), white_noise(5, 20_000), b"\x00" * 999, b""])
async def test_silence_and_noise_do_nothing(sound: bytes) -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        room = Room(recogniser)
        room.listener.attend()
        assert await room.hear(sound) == []
    assert room.voice.attentions == []


async def test_the_recogniser_dying_in_mid_sentence_is_told_and_it_hears_again() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        keeping = asyncio.create_task(recogniser.run())
        room = Room(recogniser)

        async def sound() -> AsyncIterator[bytes]:
            async for chunk in _played((silence(1), recording(1), silence(1), recording(18)[:40_000]), 0.002):
                yield chunk
            assert recogniser._process is not None
            recogniser._process.kill()
            async for chunk in _played((recording(18)[40_000:], silence(1), room.spoken), 0.002):
                yield chunk
            while not recogniser.is_up:
                yield silence(0.03)
                await asyncio.sleep(0.01)
            async for chunk in _played((silence(1), recording(2), silence(2)), 0.002):
                yield chunk

        async with asyncio.timeout(60):
            await room.listener.run(sound())
        keeping.cancel()
    assert [event.text for event in room.events if isinstance(event, Speaking)] == [
        "Sorry, I can't hear well right now. Please try again in a moment, or type it.",
        "turn off the lights",
    ]
