from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.hearing.phrases import UNKNOWN
from dialogue.ports import OPENLY, Listening, Recogniser
from dialogue.transcript import Partial, Transcript
from hub.voice.accuracy import read_transcripts
from hub.voice.sound import chunks_of, read_sound
from tests.fakes.recognisers import FakeRecogniser, sound_of
from tests.tools import ROOT

Say: TypeAlias = Callable[[str], AsyncIterator[bytes]]

SPEECH = ROOT / "tests" / "data" / "speech"
STUDY = "set the living room light to study mode"
MEANING = "that means thirty percent and warm white"
NO = "no make it fifty"


@pytest.fixture(params=["fake", "vosk"])
async def ear(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Recogniser, Say]]:
    if request.param == "fake":
        words = frozenset(f"{STUDY} {MEANING} {NO} lights".split())
        yield FakeRecogniser(words), sound_of
        return
    files = {text: name for name, text in read_transcripts(SPEECH / "recordings" / "transcripts.tsv").items()}

    def say(text: str) -> AsyncIterator[bytes]:
        if not text:
            return _silence()
        return chunks_of(read_sound(Path(SPEECH / "recordings" / files[text])))

    async with VoskRecogniser(SPEECH / "vosk-model-hub-en") as recogniser:
        yield recogniser, say


async def _silence() -> AsyncIterator[bytes]:
    for _ in range(20):
        yield bytes(3_200)


async def _at_a_pace(audio: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Slow enough for the recogniser to say in between what it has: it leaves that out when it lags behind."""
    async for chunk in audio:
        yield chunk
        await asyncio.sleep(0.01)


async def _whole(
    recogniser: Recogniser, audio: AsyncIterator[bytes], listening: Listening = OPENLY
) -> tuple[list[Partial], Transcript]:
    heard = [hearing async for hearing in recogniser.hear(audio, listening=listening)]
    transcripts = [hearing for hearing in heard if isinstance(hearing, Transcript)]
    assert transcripts == heard[-1:]
    return [hearing for hearing in heard if isinstance(hearing, Partial)], transcripts[0]


async def test_partial_results_come_while_somebody_speaks_and_one_transcript_in_the_end(
    ear: tuple[Recogniser, Say],
) -> None:
    recogniser, say = ear
    partials, transcript = await _whole(recogniser, _at_a_pace(say(STUDY)))
    assert partials
    assert STUDY.startswith(partials[0].text.split()[0])
    assert transcript.text == STUDY
    assert transcript.way == "open"


async def test_each_word_has_its_time_and_a_certainty(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    _, transcript = await _whole(recogniser, say(MEANING))
    assert " ".join(word.text for word in transcript.words) == transcript.text
    starts = [word.start_s for word in transcript.words]
    assert starts == sorted(starts)
    assert all(word.start_s < word.end_s and 0 <= word.confidence <= 1 for word in transcript.words)
    assert transcript.confidence == min(word.confidence for word in transcript.words)


async def test_silence_is_an_empty_transcript_without_any_certainty(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    for listening in (OPENLY, Listening(phrases=("yes", "no", UNKNOWN)), Listening(alternatives=3)):
        _, transcript = await _whole(recogniser, say(""), listening)
        assert (transcript.text, transcript.confidence) == ("", 0.0)


async def test_other_speech_is_not_forced_into_the_phrases_that_are_waited_for(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    _, transcript = await _whole(recogniser, say(MEANING), Listening(phrases=("hey hub", UNKNOWN)))
    assert UNKNOWN in transcript.text


async def test_the_vocabulary_of_the_home_is_heard_once_it_has_been_followed(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    await recogniser.follow((NO, UNKNOWN))
    _, before = await _whole(recogniser, say(STUDY), Listening(home=True))
    await recogniser.follow((NO, STUDY, UNKNOWN))
    _, after = await _whole(recogniser, say(STUDY), Listening(home=True))
    assert before.text != STUDY
    assert (after.text, after.way) == (STUDY, "home")


async def test_phrases_stand_beside_the_vocabulary_of_the_home_for_one_utterance(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    await recogniser.follow((NO, UNKNOWN))
    for text in (NO, STUDY):
        _, transcript = await _whole(recogniser, say(text), Listening(home=True, phrases=(STUDY,)))
        assert transcript.text == text
    _, later = await _whole(recogniser, say(STUDY), Listening(home=True))
    assert later.text != STUDY


async def test_a_new_vocabulary_does_not_disturb_who_is_speaking(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    await recogniser.follow((STUDY, UNKNOWN))

    async def interrupted() -> AsyncIterator[bytes]:
        async for number, chunk in _numbered(say(STUDY)):
            if number == 2:
                await recogniser.follow((NO, UNKNOWN))
            yield chunk

    _, transcript = await _whole(recogniser, interrupted())
    assert transcript.text == STUDY


async def _numbered(audio: AsyncIterator[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    number = 0
    async for chunk in audio:
        yield number, chunk
        number += 1


async def test_other_readings_are_other_than_the_best(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    _, transcript = await _whole(recogniser, say(STUDY), Listening(alternatives=4))
    assert transcript.text == STUDY
    assert STUDY not in transcript.alternatives
    assert len(transcript.alternatives) <= 4


async def test_words_the_model_lacks_are_told(ear: tuple[Recogniser, Say]) -> None:
    recogniser, _ = ear
    assert await recogniser.missing(["study", "lumosify", "light"]) == {"lumosify"}


async def test_several_people_are_heard_at_once(ear: tuple[Recogniser, Say]) -> None:
    recogniser, say = ear
    heard = await asyncio.gather(*(_whole(recogniser, say(text)) for text in (STUDY, MEANING, NO)))
    assert [transcript.text for _, transcript in heard] == [STUDY, MEANING, NO]
