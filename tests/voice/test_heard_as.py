"""Words that the speech model lacks: what sounds alike, what is reported, and the whole way with real decoding."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.deciding.sound_alikes import LIKE_HEARD, LIKE_UNHEARD
from dialogue.hearing.ear import Ear
from dialogue.hearing.home_words import HomeWords
from dialogue.hearing.likeness import likeness
from dialogue.reading.vocabulary import load_vocabulary
from dialogue.transcript import Transcript
from hub.voice.adapters.espeak import EspeakSynthesiser, espeak_program
from hub.voice.sound import CHUNK, Resampler
from tests.talk.listening import listener
from tests.talk.stage import home_file, stage_of
from tests.tools import ROOT, absent

MODEL = ROOT / "tests" / "data" / "speech" / "vosk-model-hub-en"
# What the model of the tests made of espeak-ng's voices.
HEARD = {
    "lumosify": ("lucy for", "loom of sky", "luminous a five", "you must fi"),
    "gezellig": ("jessica", "jessica leg", "gazelle egg"),
    "zorblax": ("storm locks", "storm box", "sore blacks"),
    "blorf": ("bill off", "power off"),
    "snuggly wuggly": ("snow ugly warmly", "snug ugly glue", "snug liquid lily"),
}


@pytest.mark.parametrize(("word", "heard"), [(word, one) for word, heard in HEARD.items() for one in heard])
def test_what_a_lacking_word_was_heard_as_sounds_like_it(word: str, heard: str) -> None:
    assert likeness(word, heard) >= LIKE_UNHEARD


@pytest.mark.parametrize("word", HEARD)
@pytest.mark.parametrize("heard", ["turn off", "the lamp", "set the", "in the kitchen", "eighty percent", "kettle"])
def test_other_words_do_not(word: str, heard: str) -> None:
    assert likeness(word, heard) < LIKE_UNHEARD


def test_for_words_that_can_be_heard_much_more_likeness_is_needed() -> None:
    assert likeness("study mode", "steady mode") >= LIKE_HEARD
    assert likeness("study mode", "movie mode") < LIKE_HEARD
    assert likeness("study mode", "sunny mode") < LIKE_HEARD


def test_words_that_both_have_say_nothing() -> None:
    assert likeness("living room light", "living room gate") == likeness("light", "gate")
    assert likeness("living room light", "living room") == 0


async def test_lacking_words_are_found_whatever_their_spelling() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        words = HomeWords(recogniser, Ear(recogniser), load_vocabulary())
        assert await words.lacking(["study mode", "lumosify", "colour", "HDMI 1"]) == {"lumosify"}
        assert await words.lacking([]) == frozenset()


async def test_a_word_that_the_model_lacks_works_by_voice_after_one_yes() -> None:
    if espeak_program() is None:
        absent("espeak-ng is not installed here (deploy/setup/servers)")
    async with VoskRecogniser(MODEL) as recogniser:
        ear = Ear(recogniser)
        words = HomeWords(recogniser, ear, load_vocabulary())
        now = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
        async with stage_of(home_file("demo"), listener(), time=now, heard_words=words) as stage:
            taught = await stage.say("lumosify means turn on")
            assert "say it once" in taught.speech
            await words.follow(stage.turn.lexicon)
            assert "lumosify" in words.unheard

            heard = await _heard(ear, "lumosify the floor lamp")
            assert "lumosify" not in heard
            asked = await stage.say(heard, voice=True)
            assert asked.speech == "Did you mean lumosify?"
            assert stage.states()["floor_lamp"]["on"] is False
            await stage.say("yes", voice=True)
            assert stage.states()["floor_lamp"]["on"] is True

            await words.follow(stage.turn.lexicon)
            again = await _heard(ear, "lumosify the desk lamp")
            await stage.say(again, voice=True)
            assert stage.states()["desk_lamp"]["on"] is True


async def _heard(ear: Ear, text: str) -> str:
    """What is heard of a sentence that espeak-ng speaks."""
    speech = await EspeakSynthesiser(voice="en-us").speak(text)
    resampler = Resampler(speech.rate)
    sound = bytes(9_600) + b"".join([resampler.convert(chunk) async for chunk in speech.chunks]) + bytes(16_000)

    async def audio() -> AsyncIterator[bytes]:
        for start in range(0, len(sound), CHUNK):
            yield sound[start : start + CHUNK]

    found = [heard async for heard in ear.hear(audio()) if isinstance(heard, Transcript)]
    return found[-1].text
