"""How far speech stands above the noise is measured of every utterance, whatever door it came in by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from dialogue.hearing.ear import Ear
from dialogue.ports import OPENLY, Listening
from dialogue.response import Kind
from dialogue.transcript import Hearing, Transcript
from hub.sessions import Sessions
from hub.voice.activity import Meter, speech_of
from hub.voice.adapters.wyoming_server import RecentlyHeard
from hub.voice.sound import Sound
from hub.voice.turns import Attention, Place, Voice
from tests.fakes.recognisers import transcript_of
from tests.talk.listening import listener
from tests.talk.stage import home_file, stage_of
from tests.voice.sounds import recording, silence, white_noise

HERE = Place("door", area="hallway")
CLEAN = silence(0.5) + recording(30) + silence(0.5)


class SureRecogniser:
    """Is sure of the same words, whatever is said."""

    name = "sure"

    def __init__(self, text: str) -> None:
        self._text = text

    async def hear(self, audio: AsyncIterator[bytes], *, listening: Listening = OPENLY) -> AsyncIterator[Hearing]:
        async for _ in audio:
            pass
        yield transcript_of(self._text) if listening is OPENLY else Transcript("")

    async def follow(self, phrases: Sequence[str]) -> None:
        assert not phrases

    async def missing(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(words) & frozenset()


def mixed(speech: bytes, noise: bytes) -> bytes:
    """Both at once."""
    both = np.frombuffer(speech, "<i2").astype(np.int32) + np.frombuffer(noise, "<i2")[: len(speech) // 2]
    return bytes(np.clip(both, -32_768, 32_767).astype("<i2").tobytes())


async def pieces(samples: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(samples), 1_000):
        yield samples[start : start + 1_000]


@pytest.mark.parametrize(("loudness", "kind"), [(0, Kind.ACTS), (3_000, Kind.ASKS_CONFIRM)])
async def test_in_noise_the_door_is_asked_about_whoever_hears_it(loudness: int, kind: Kind) -> None:
    sound = mixed(CLEAN, white_noise(len(CLEAN) / 32_000 + 1, loudness)) if loudness else CLEAN
    async with AsyncExitStack() as stack:
        now = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
        stage = await stack.enter_async_context(stage_of(home_file("demo"), listener(), time=now))
        sessions = await stack.enter_async_context(Sessions(stage.turn, stage.clock))
        voice = Voice(Ear(SureRecogniser("unlock the back door")), stage.turn, sessions, stage.clock)
        # As a browser and the Wyoming server do: the words first, and what was measured with them.
        transcript = await voice.transcript(pieces(sound), HERE)
        assert transcript.speech_s is not None
        assert transcript.speech_s > 1
        assert transcript.snr_db is not None
        assert (transcript.snr_db < 15) is bool(loudness)
        turn = await voice.answer(transcript, HERE)
        assert turn.response is not None
        assert turn.response.kind is kind


async def test_a_place_that_always_listens_knows_the_noise_better() -> None:
    async with AsyncExitStack() as stack:
        now = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
        stage = await stack.enter_async_context(stage_of(home_file("demo"), listener(), time=now))
        sessions = await stack.enter_async_context(Sessions(stage.turn, stage.clock))
        voice = Voice(Ear(SureRecogniser("unlock the back door")), stage.turn, sessions, stage.clock)
        turn = await voice.take(pieces(CLEAN), HERE, Attention("phrase", 1.0, speech_s=1.0, snr_db=5.0))
        assert turn.response is not None
        assert turn.response.kind is Kind.ASKS_CONFIRM


def test_a_stream_is_measured_as_a_whole_sound_is() -> None:
    meter = Meter()
    for start in range(0, len(CLEAN), 777):
        meter.take(CLEAN[start : start + 777])
    assert meter.speech == speech_of(Sound(CLEAN, 1.0))


def test_with_a_button_that_lets_nobody_hear_the_room_the_noise_between_the_words_counts() -> None:
    speech = recording(30)
    begins, ends = len(speech) // 10 // 2 * 4, len(speech) // 10 // 2 * 14
    clean = speech[begins:ends]
    noisy = mixed(clean, white_noise(len(clean) / 32_000 + 1, 1_000))
    quiet, loud = speech_of(Sound(clean, 1.0)).snr_db, speech_of(Sound(noisy, 1.0)).snr_db
    assert quiet is not None
    assert loud is not None
    assert loud < 15 < quiet


@pytest.mark.parametrize(("speech_s", "is_clear"), [(0.0, False), (None, True)])
async def test_words_where_no_speech_was_found_are_heard_in_noise(speech_s: float | None, *, is_clear: bool) -> None:
    now = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(stage_of(home_file("demo"), listener(), time=now))
        sessions = await stack.enter_async_context(Sessions(stage.turn, stage.clock))
        voice = Voice(Ear(SureRecogniser("")), stage.turn, sessions, stage.clock)
        heard = replace(transcript_of("unlock the back door"), speech_s=speech_s)
        turn = await voice.answer(heard, HERE)
        assert turn.response is not None
        assert (turn.response.kind is Kind.ACTS) is is_clear


def test_silence_has_no_measure_of_noise() -> None:
    assert speech_of(Sound(silence(1), 0.0)).snr_db is None


# -- what Wyoming's asr gave out comes back as text to its handle


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("text", ["unlock the door", "Unlock the door.", " unlock  the door"])
def test_the_text_keeps_its_measures_however_the_pipeline_writes_it(text: str) -> None:
    recently = RecentlyHeard(Ticks())
    recently.keep("ha", Transcript("unlock the door", snr_db=7.0))
    found = recently.take("ha", text)
    assert found is not None
    assert found.snr_db == 7.0
    assert recently.take("ha", text) is None


def test_whoever_handles_it_may_have_another_address_than_whoever_sent_the_sound() -> None:
    recently = RecentlyHeard(Ticks())
    recently.keep("satellite", Transcript("unlock the door", snr_db=7.0))
    recently.keep("ha", Transcript("unlock the door", snr_db=30.0))
    assert [found and found.snr_db for found in (recently.take("ha", "unlock the door"),)] == [30.0]
    found = recently.take("ha", "unlock the door")
    assert found is not None
    assert found.snr_db == 7.0


def test_what_was_heard_long_ago_is_not_what_is_handled_now() -> None:
    ticks = Ticks()
    recently = RecentlyHeard(ticks)
    recently.keep("ha", Transcript("unlock the door"))
    assert recently.take("ha", "lock the door") is None
    ticks.now = 31.0
    assert recently.take("ha", "unlock the door") is None
    assert recently.take("ha", "") is None
