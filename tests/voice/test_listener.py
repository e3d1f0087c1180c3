"""A place that listens: wake phrase, utterance, answer, follow-up, interruption; with scripted sound and words."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from dialogue.errors import RecogniserUnavailable
from dialogue.hearing.trace import heard_trace
from dialogue.response import Kind, Response
from dialogue.transcript import HeardWord, Transcript
from dialogue.utterance import EarTrace
from hub.errors import HubBusy, SpeakerUnavailable, WakeUnavailable
from hub.voice import listener, manners
from hub.voice.events import (
    Answered,
    CantHear,
    Heard,
    Idle,
    Interrupted,
    ListenerEvent,
    PartlyHeard,
    Speaking,
    SpeechStarted,
    Why,
    Woken,
)
from hub.voice.listener import Listener
from hub.voice.manners import Aloud, Manners
from hub.voice.ports import Speech
from hub.voice.turns import Attention, Place, SpokenTurn
from hub.voice.wake import Wake, WakeSearch
from tests.fakes.places import LoudnessDetector, ScriptedLoudspeaker
from tests.fakes.voices import FakeSynthesiser

RATE = 16_000
PUSHED = Attention()
USUAL = Manners()


def speech(seconds: float, mark: int = 1) -> bytes:
    """Loud sound; the fakes tell one utterance from another by its ``mark``."""
    return np.full(int(seconds * RATE), 3000 + mark, dtype="<i2").tobytes()


def silence(seconds: float) -> bytes:
    return bytes(int(seconds * RATE) * 2)


def mark_of(samples: bytes) -> int:
    """The mark of the last loud part."""
    loud = [int(value) for value in np.frombuffer(samples, dtype="<i2") if value > 3000]
    return loud[-1] - 3000 if loud else 0


@dataclass
class ScriptedVoice:
    """Hears the words that belong to the mark of an utterance, and answers with them."""

    words: dict[int, str]
    asks: frozenset[str] = frozenset()
    deaf: int = 0
    busy: int = 0
    attentions: list[Attention] = field(default_factory=list)
    heard_s: list[float] = field(default_factory=list)

    async def transcript(
        self,
        audio: AsyncIterator[bytes],
        place: Place,  # noqa: ARG002
        *,
        on_partial: Callable[[str], None] | None = None,
    ) -> Transcript:
        """See ``Hearer``."""
        samples = b"".join([chunk async for chunk in audio])
        if self.deaf:
            self.deaf -= 1
            raise RecogniserUnavailable("gone")
        self.heard_s.append(len(samples) / RATE / 2)
        text = self.words.get(mark_of(samples), "")
        if text and on_partial is not None:
            on_partial(text.split()[0])
        return Transcript(text, tuple(HeardWord(word, 0, 0, 1) for word in text.split()))

    async def answer(
        self,
        transcript: Transcript,
        place: Place,  # noqa: ARG002
        attention: Attention = PUSHED,
    ) -> SpokenTurn:
        """See ``Hearer``."""
        if self.busy:
            self.busy -= 1
            raise HubBusy("full")
        self.attentions.append(attention)
        text = transcript.text
        asks = text in self.asks
        turn_id = f"turn {len(self.attentions)}"
        return SpokenTurn(transcript, Response("here", turn_id, f"so {text}", Kind.ANSWERS, expects_reply=asks))


class MarkedWake:
    """The sound with mark 9 is the wake phrase."""

    name = "marked"
    lead_s = 0.3

    async def find(self, audio: AsyncIterator[bytes]) -> Wake | None:
        """See ``WakeDetector``."""
        seconds = 0.0
        woken = False
        async for chunk in audio:
            loud = mark_of(chunk)
            if woken and loud != 9:
                return Wake(0.8, seconds)
            woken = woken or loud == 9
            seconds += len(chunk) / RATE / 2
        return Wake(0.8, seconds) if woken else None


async def played(*parts: bytes | asyncio.Event) -> AsyncIterator[bytes]:
    """Sound in pieces; an event among the parts is waited for, with silence meanwhile."""
    for part in parts:
        if isinstance(part, asyncio.Event):
            while not part.is_set():
                yield silence(0.03)
                await asyncio.sleep(0.001)
            continue
        for start in range(0, len(part), 960):
            yield part[start : start + 960]
            await asyncio.sleep(0)


WAKE = speech(0.6, 9)


class Room:
    """A listener with everything around it scripted."""

    def __init__(self, voice: ScriptedVoice, manners: Manners = USUAL, *, is_slow: bool = False) -> None:
        self.voice = voice
        self.events: list[ListenerEvent] = []
        self.seen: dict[type, asyncio.Event] = {
            kind: asyncio.Event() for kind in (Speaking, Interrupted, SpeechStarted)
        }
        self.synthesiser = FakeSynthesiser()
        self.loudspeaker = ScriptedLoudspeaker(is_slow=is_slow)
        self.kept: list[bytes] = []
        self.first = True
        self.listener = Listener(
            voice,
            Place("here"),
            detector=LoudnessDetector(),
            wake=MarkedWake(),
            aloud=Aloud(self.synthesiser, self.loudspeaker),
            manners=manners,
            on_event=self._note,
            may_wake=lambda _wake: self.first,
            on_sound=self.kept.append,
        )

    def _note(self, event: ListenerEvent) -> None:
        self.events.append(event)
        if type(event) in self.seen:
            self.seen[type(event)].set()

    async def hear(self, *parts: bytes | asyncio.Event) -> list[str]:
        """What was taken for an utterance."""
        async with asyncio.timeout(20):
            await self.listener.run(played(*parts))
        return [event.transcript.text for event in self.events if isinstance(event, Heard)]

    def kinds(self) -> list[type]:
        return [type(event) for event in self.events]


async def test_the_phrase_then_a_command() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    assert await room.hear(silence(1), WAKE, silence(1), speech(1), silence(3)) == ["lights on"]
    assert room.kinds() == [Woken, SpeechStarted, PartlyHeard, Heard, Answered, Speaking, Idle]
    assert room.events[0] == Woken("phrase", 0.8)
    assert room.synthesiser.spoken == ["so lights on"]
    (attention,) = room.voice.attentions
    assert (attention.wake, attention.wake_score) == ("phrase", 0.8)
    assert attention.speech_s is not None
    assert 0.9 < attention.speech_s < 1.1


async def test_phrase_and_command_in_one_breath() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    assert await room.hear(silence(1), WAKE, speech(1), silence(3)) == ["lights on"]
    assert room.voice.heard_s[0] < 1.8, "the phrase itself is cut off"


async def test_without_the_phrase_nothing_is_heard() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    assert await room.hear(silence(1), speech(2), silence(1), speech(3), silence(2)) == []
    assert room.events == []
    assert room.voice.heard_s == []


async def test_the_phrase_in_the_middle_of_endless_talk_is_heard() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    heard = await room.hear(speech(14.7, 2), WAKE, speech(1), silence(2))
    assert heard == ["lights on"]


async def test_the_phrase_and_then_nothing() -> None:
    room = Room(ScriptedVoice({}))
    assert await room.hear(silence(1), WAKE, silence(7)) == []
    assert room.events == [Woken("phrase", 0.8), Idle(Why.NOTHING_SAID)]


async def test_noise_after_the_phrase_does_not_use_up_its_turn() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    assert await room.hear(WAKE, silence(1), speech(0.3, 5), silence(1), speech(1), silence(2)) == ["lights on"]


async def test_noise_after_the_phrase_does_not_hold_it_open_for_ever() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    noise = (speech(0.3, 5), silence(0.7)) * 12
    assert await room.hear(WAKE, silence(1), *noise, speech(1), silence(2)) == []
    assert Idle(Why.NOTHING_SAID) in room.events


async def test_the_answer_to_a_question_needs_no_phrase() -> None:
    room = Room(ScriptedVoice({1: "study mode", 2: "thirty percent"}, asks=frozenset({"study mode"})))
    spoken = room.seen[Speaking]
    heard = await room.hear(WAKE, silence(1), speech(1), spoken, silence(2), speech(1, 2), silence(2))
    assert heard == ["study mode", "thirty percent"]
    assert [attention.wake for attention in room.voice.attentions] == ["phrase", "follow_up"]


async def test_the_window_for_an_answer_closes() -> None:
    room = Room(ScriptedVoice({1: "study mode", 2: "thirty percent"}, asks=frozenset({"study mode"})))
    spoken = room.seen[Speaking]
    heard = await room.hear(WAKE, silence(1), speech(1), spoken, silence(9), speech(1, 2), silence(2))
    assert heard == ["study mode"]


async def test_following_up_can_be_switched_off() -> None:
    voice = ScriptedVoice({1: "study mode", 2: "thirty percent"}, asks=frozenset({"study mode"}))
    room = Room(voice, Manners(follow_up=False))
    spoken = room.seen[Speaking]
    heard = await room.hear(WAKE, silence(1), speech(1), spoken, silence(2), speech(1, 2), silence(2))
    assert heard == ["study mode"]


async def test_speech_while_the_hub_speaks_stops_it_and_is_the_next_utterance() -> None:
    room = Room(ScriptedVoice({1: "tell me all", 2: "stop"}), is_slow=True)
    spoken = room.seen[Speaking]
    interrupted = room.seen[Interrupted]

    async def end_of_second_answer() -> None:
        await interrupted.wait()
        room.loudspeaker.over.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(end_of_second_answer())
        heard = await room.hear(WAKE, silence(1), speech(1), spoken, silence(1), speech(1, 2), silence(2))
    assert heard == ["tell me all", "stop"]
    assert room.loudspeaker.cut_off == 1
    assert Interrupted("turn 1") in room.events
    assert (room.voice.attentions[1].wake, room.voice.attentions[1].interrupts) == ("barge_in", "turn 1")


async def test_interrupting_can_be_switched_off() -> None:
    room = Room(ScriptedVoice({1: "tell me all", 2: "stop"}), Manners(barge_in=False), is_slow=True)
    asyncio.get_running_loop().call_later(0.5, room.loudspeaker.over.set)
    heard = await room.hear(WAKE, silence(1), speech(1), room.seen[Speaking], speech(1, 2), room.loudspeaker.over)
    assert heard == ["tell me all"]
    assert room.loudspeaker.cut_off == 0


async def test_a_cough_while_the_hub_speaks_does_not_stop_it() -> None:
    room = Room(ScriptedVoice({1: "tell me all"}), is_slow=True)
    asyncio.get_running_loop().call_later(0.5, room.loudspeaker.over.set)
    await room.hear(WAKE, silence(1), speech(1), room.seen[Speaking], speech(0.1, 5), room.loudspeaker.over)
    assert room.loudspeaker.cut_off == 0


async def test_the_phrase_once_more_is_taken_off_what_was_said() -> None:
    voice = ScriptedVoice({1: "study mode", 2: "hey hub thirty percent"}, asks=frozenset({"study mode"}))
    room = Room(voice)
    spoken = room.seen[Speaking]
    heard = await room.hear(WAKE, silence(1), speech(1), spoken, silence(2), speech(1, 2), silence(2))
    assert heard == ["study mode", "thirty percent"]


async def test_a_pushed_button_needs_no_phrase_and_letting_go_ends_the_utterance() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    room.listener.attend()
    started = room.seen[SpeechStarted]

    async def button() -> None:
        await started.wait()
        room.listener.release()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(button())
        heard = await room.hear(speech(1), started, silence(0.1))
    assert heard == ["lights on"]
    assert room.voice.attentions[0].wake == "push"


async def test_what_was_said_last_is_answered_when_the_sound_ends() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    assert await room.hear(WAKE, silence(1), speech(1)) == ["lights on"]
    assert room.loudspeaker.played == 1


async def test_another_place_that_heard_the_phrase_first_wins() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    room.first = False
    assert await room.hear(WAKE, silence(1), speech(1), silence(2)) == []
    assert room.events == []


async def test_a_failing_recogniser_is_told_kindly_and_only_once() -> None:
    room = Room(ScriptedVoice({1: "lights on"}, deaf=2))
    once = (WAKE, silence(1), speech(1), silence(3))
    assert await room.hear(*once, *once, *once) == ["lights on"]
    assert room.kinds().count(CantHear) == 2
    assert len(room.synthesiser.spoken) == 2
    assert "can't hear" in room.synthesiser.spoken[0]


async def test_a_busy_hub_says_so() -> None:
    room = Room(ScriptedVoice({1: "lights on"}, busy=1))
    await room.hear(WAKE, silence(1), speech(1), silence(2))
    assert "too much" in room.synthesiser.spoken[0].lower()


async def test_a_voice_that_fails_leaves_the_rest_working() -> None:
    class Broken(ScriptedLoudspeaker):
        async def play(self, speech: Speech) -> None:  # noqa: ARG002
            raise SpeakerUnavailable("no sound")

    room = Room(ScriptedVoice({1: "study mode", 2: "thirty percent"}, asks=frozenset({"study mode"})))
    room.listener._aloud = Aloud(room.synthesiser, Broken())
    spoken = room.seen[Speaking]
    heard = await room.hear(WAKE, silence(1), speech(1), spoken, silence(2), speech(1, 2), silence(2))
    assert heard == ["study mode", "thirty percent"]


async def test_endless_speech_in_a_window_for_an_answer_is_no_answer() -> None:
    room = Room(ScriptedVoice({1: "study mode", 2: "the news at nine"}, asks=frozenset({"study mode"})))
    heard = await room.hear(WAKE, silence(1), speech(1), room.seen[Speaking], silence(1), speech(40, 2), silence(1))
    assert heard == ["study mode"]
    assert Idle(Why.TOO_LONG) in room.events


async def test_endless_talk_after_one_wake_is_acted_on_once() -> None:
    """A television goes on through the answer, with pauses, and asks for things."""
    words = {1: "the news at nine", 2: "lights on", 3: "lights off"}
    room = Room(ScriptedVoice(words), is_slow=True)
    asyncio.get_running_loop().call_later(2, room.loudspeaker.over.set)
    talk = (speech(20, 1), room.seen[Speaking], silence(0.5), speech(2, 2), silence(1), speech(2, 3), silence(3))
    assert await room.hear(WAKE, silence(1), *talk) == ["the news at nine"]
    assert Interrupted not in room.kinds()


async def test_a_question_about_endless_talk_is_answered_with_the_phrase() -> None:
    words = {1: "study mode", 2: "the weather", 3: "thirty percent"}
    room = Room(ScriptedVoice(words, asks=frozenset({"study mode"})))
    talk = (speech(20, 1), room.seen[Speaking], silence(2), speech(2, 2), silence(2))
    assert await room.hear(WAKE, silence(1), *talk, WAKE, speech(1, 3), silence(2)) == ["study mode", "thirty percent"]


async def test_a_loudspeaker_that_goes_at_the_end_leaves_nothing_unsaid(caplog: pytest.LogCaptureFixture) -> None:
    class Gone(ScriptedLoudspeaker):
        async def play(self, speech: Speech) -> None:  # noqa: ARG002
            raise SpeakerUnavailable("The satellite is gone.")

    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(str(context)))
    room = Room(ScriptedVoice({1: "lights on"}))
    room.listener._aloud = Aloud(room.synthesiser, Gone())
    with caplog.at_level("INFO"):
        running = asyncio.create_task(room.hear(WAKE, silence(1), speech(1), room.seen[Speaking]))
        await running
    del running, room
    gc.collect()
    assert not faults
    assert "The satellite is gone." in caplog.text


async def test_another_detector_stands_in_for_one_that_is_gone() -> None:
    class Gone(MarkedWake):
        name = "gone"

        async def find(self, audio: AsyncIterator[bytes]) -> Wake | None:
            await anext(audio)
            raise WakeUnavailable("gone")

    room = Room(ScriptedVoice({1: "lights on"}))
    room.listener._wakes = WakeSearch((Gone(), MarkedWake()))
    assert await room.hear(silence(1), WAKE, silence(1), speech(1), silence(2)) == ["lights on"]


async def test_a_recogniser_that_hangs_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(ScriptedVoice):
        async def transcript(
            self, audio: AsyncIterator[bytes], place: Place, *, on_partial: Callable[[str], None] | None = None
        ) -> Transcript:
            await asyncio.Event().wait()
            return await super().transcript(audio, place, on_partial=on_partial)

    monkeypatch.setattr(listener, "DECODE_S", 0.05)
    room = Room(Hanging({}))
    assert await room.hear(WAKE, silence(1), speech(1), silence(2)) == []
    assert CantHear in room.kinds()


async def test_a_loudspeaker_that_hangs_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manners, "SPEAK_S", 0.05)
    room = Room(ScriptedVoice({1: "lights on"}), is_slow=True)
    assert await room.hear(WAKE, silence(1), speech(1), room.seen[Speaking], silence(2)) == ["lights on"]
    assert room.events[-1] == Idle(Why.ANSWERED) or room.events[-1] == Idle(Why.ENDED)


async def test_sound_that_stops_coming_in_mid_sentence_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "STALL_S", 0.05)
    room = Room(ScriptedVoice({1: "lights on"}))
    never = asyncio.Event()

    async def sound() -> AsyncIterator[bytes]:
        async for chunk in played(WAKE, silence(1), speech(1)):
            yield chunk
        await never.wait()

    running = asyncio.create_task(room.listener.run(sound()))
    async with asyncio.timeout(5):
        await room.seen[Speaking].wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [event.transcript.text for event in room.events if isinstance(event, Heard)] == ["lights on"]


def test_the_journal_tells_what_was_interrupted() -> None:
    trace = heard_trace(EarTrace(Transcript("stop"), "barge_in", interrupts="turn 1"))
    assert isinstance(trace["heard"], dict)
    assert (trace["heard"]["wake"], trace["heard"]["interrupts"]) == ("barge_in", "turn 1")


async def test_only_sound_that_was_taken_is_given_on() -> None:
    room = Room(ScriptedVoice({1: "lights on"}))
    await room.hear(speech(1, 3), silence(1), WAKE, silence(1), speech(1), silence(2))
    assert [mark_of(samples) for samples in room.kept] == [1]
