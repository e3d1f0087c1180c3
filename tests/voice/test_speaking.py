"""What every voice does, on the fake and on the real ones; and which of them speaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from dialogue.response import ActionReport, Kind, Response
from hub.bootstrap.speaking import speaking
from hub.config import Settings, load_settings
from hub.errors import ConfigError, SpeakerUnavailable
from hub.voice.adapters.espeak import EspeakSynthesiser, espeak_program
from hub.voice.adapters.wyoming_tts import WyomingSynthesiser
from hub.voice.mouth import NEWS_S, REST_S, Mouth
from hub.voice.ports import Speech, Synthesiser
from tests.fakes.voices import FakeSynthesiser
from tests.tools import absent
from tests.voice.wyoming_voice import wyoming_voice


async def sound_of(speech: Speech) -> bytes:
    return b"".join([chunk async for chunk in speech.chunks])


def need_espeak() -> None:
    if espeak_program() is None:
        absent("espeak-ng is not installed here (deploy/setup/servers)")


@pytest_asyncio.fixture(params=["fake", "espeak", "wyoming"])
async def voice(request: pytest.FixtureRequest) -> AsyncIterator[Synthesiser]:
    async with AsyncExitStack() as stack:
        match request.param:
            case "fake":
                yield FakeSynthesiser()
            case "espeak":
                need_espeak()
                yield EspeakSynthesiser()
            case _:
                need_espeak()
                yield WyomingSynthesiser((await stack.enter_async_context(wyoming_voice())).url)


class TestEveryVoice:
    async def test_speaks_in_pieces_of_whole_samples(self, voice: Synthesiser) -> None:
        speech = await voice.speak("The lamp is on.")
        pieces = [chunk async for chunk in speech.chunks]
        assert len(pieces) > 1
        assert all(piece and len(piece) % 2 == 0 for piece in pieces)
        assert 8_000 <= speech.rate <= 48_000

    async def test_takes_longer_for_more_words(self, voice: Synthesiser) -> None:
        short = await sound_of(await voice.speak("Done."))
        long = await sound_of(await voice.speak("The living room light and the bedroom lamp are off."))
        assert len(long) > 2 * len(short)

    async def test_speaks_several_texts_at_once(self, voice: Synthesiser) -> None:
        speeches = await asyncio.gather(*(voice.speak(f"Number {i} is on.") for i in range(4)))
        assert all([await sound_of(speech) for speech in speeches])

    async def test_may_be_stopped_in_mid_sentence_and_speaks_again(self, voice: Synthesiser) -> None:
        speech = await voice.speak("This is a long sentence that nobody wants to hear to its very end.")
        async for _ in speech.chunks:
            break
        assert await sound_of(await voice.speak("Done."))

    async def test_takes_any_text(self, voice: Synthesiser) -> None:
        for text in ("--help", "[[ph@n]]", "<speak>hi</speak>", "naïve \x07 \x00 “café”", "80 %"):
            assert await sound_of(await voice.speak(text))

    async def test_has_a_name(self, voice: Synthesiser) -> None:
        assert voice.name


class TestEspeak:
    async def test_a_voice_that_is_not_there_is_named(self) -> None:
        need_espeak()
        with pytest.raises(SpeakerUnavailable, match="voice does not exist"):
            await EspeakSynthesiser(voice="nobody").speak("Done.")

    async def test_a_missing_program_is_no_crash(self) -> None:
        with pytest.raises(SpeakerUnavailable, match="can't be started"):
            await EspeakSynthesiser(program="/nowhere/espeak-ng").speak("Done.")

    async def test_other_voices_sound_otherwise(self) -> None:
        need_espeak()
        said = [await sound_of(await EspeakSynthesiser(voice=v).speak("Done.")) for v in ("en-us", "en-gb", "de")]
        assert len(set(said)) == 3


class TestWyoming:
    async def test_asks_for_the_voice_of_the_settings(self) -> None:
        need_espeak()
        async with wyoming_voice() as server:
            await sound_of(await WyomingSynthesiser(server.url, voice="amy").speak("Done."))
            assert server.asked[0].voice is not None
            assert server.asked[0].voice.name == "amy"

    @pytest.mark.parametrize("fault", ["hangs up", "garbage", "error"])
    async def test_a_server_that_misbehaves_is_unavailable(self, fault: str) -> None:
        async with wyoming_voice(fault) as server:
            with pytest.raises(SpeakerUnavailable, match="does not speak"):
                await WyomingSynthesiser(server.url).speak("Done.")

    async def test_a_server_that_breaks_off_is_noticed_while_it_speaks(self) -> None:
        need_espeak()
        async with wyoming_voice("breaks off") as server:
            speech = await WyomingSynthesiser(server.url).speak("The lamp is on.")
            with pytest.raises(SpeakerUnavailable):
                await sound_of(speech)

    async def test_a_server_without_sound_is_silence(self) -> None:
        async with wyoming_voice("silent") as server:
            assert await sound_of(await WyomingSynthesiser(server.url).speak("Done.")) == b""

    async def test_nobody_there_is_unavailable(self) -> None:
        with pytest.raises(SpeakerUnavailable, match=r"127\.0\.0\.1:1 "):
            await WyomingSynthesiser("tcp://127.0.0.1:1").speak("Done.")


class TestMouth:
    async def test_the_next_voice_speaks_when_one_fails_and_the_fault_is_logged_once(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        first, second = FakeSynthesiser("first"), FakeSynthesiser("second")
        first.broken = True
        mouth = Mouth([first, second])
        with caplog.at_level(logging.ERROR):
            await mouth.speak("one")
            await mouth.speak("two")
        assert second.spoken == ["one", "two"]
        assert [record.message for record in caplog.records] == ["first is broken."]
        assert mouth.name == "second"

    async def test_a_voice_that_failed_is_tried_again_after_a_rest(self) -> None:
        now = [0.0]
        first, second = FakeSynthesiser("first"), FakeSynthesiser("second")
        first.broken = True
        mouth = Mouth([first, second], ticks=lambda: now[0])
        await mouth.speak("one")
        first.broken = False
        await mouth.speak("two")
        assert first.spoken == []
        now[0] += REST_S + 1
        await mouth.speak("three")
        assert first.spoken == ["three"]
        assert (await mouth.health()).detail == "first"

    async def test_with_every_voice_broken_the_reasons_are_given(self) -> None:
        only = FakeSynthesiser("only")
        only.broken = True
        mouth = Mouth([only])
        with pytest.raises(SpeakerUnavailable, match="only is broken"):
            await mouth.speak("one")
        assert not (await mouth.health()).works
        only.broken = False
        await mouth.speak("two")
        assert only.spoken == ["two"]

    def test_quiet_speaks_only_questions_and_what_went_wrong(self) -> None:
        mouth = Mouth([FakeSynthesiser()], quiet=True)
        failed = ActionReport("lamp", "lamp", {"on": True}, "failed", "no answer")
        assert mouth.aloud(answered(Kind.ACTS)) == ""
        assert mouth.aloud(answered(Kind.ANSWERS)) == ""
        assert mouth.aloud(answered(Kind.ACTS, failed)) == "Something."
        assert mouth.aloud(answered(Kind.REFUSES)) == "Something."
        assert mouth.aloud(answered(Kind.ASKS_ABOUT)) == "Something."
        assert Mouth([FakeSynthesiser()]).aloud(answered(Kind.ACTS)) == "Something."

    def test_news_is_spoken_once_behind_the_next_answer_that_asks_nothing(self) -> None:
        mouth = Mouth([FakeSynthesiser()])
        mouth.note("Lamp is at 80 %: it was due while I was away.")
        mouth.note("Lamp is at 80 %: it was due while I was away.")
        assert mouth.aloud(answered(Kind.ASKS_ABOUT)) == "Something."
        assert mouth.aloud(answered(Kind.ACTS)) == "Something. Lamp is at 80 percent: it was due while I was away."
        mouth.note("Lamp is at 80 %: it was due while I was away.")
        assert mouth.aloud(answered(Kind.ACTS)) == "Something."

    def test_quiet_does_not_keep_back_what_went_wrong_meanwhile(self) -> None:
        mouth = Mouth([FakeSynthesiser()], quiet=True)
        mouth.note("The heater did not answer.")
        assert mouth.aloud(answered(Kind.ACTS)) == "The heater did not answer."

    def test_old_news_is_no_news(self) -> None:
        now = [0.0]
        mouth = Mouth([FakeSynthesiser()], ticks=lambda: now[0])
        mouth.note("The heater did not answer.")
        now[0] += NEWS_S + 1
        assert mouth.aloud(answered(Kind.ACTS)) == "Something."

    def test_nothing_is_said_where_nothing_was_answered(self) -> None:
        mouth = Mouth([FakeSynthesiser()])
        mouth.note("The heater did not answer.")
        assert mouth.aloud(Response("c", "t", "", Kind.IGNORES)) == ""


class TestChoice:
    def test_wyoming_comes_first_and_espeak_stands_in(self) -> None:
        need_espeak()
        mouth = speaking(Settings(tts_url="tcp://127.0.0.1:10200", tts_voice="amy"))
        assert mouth is not None
        assert [voice.name for voice in mouth._voices] == ["Wyoming at 127.0.0.1:10200 (amy)", "espeak-ng (en)"]

    def test_espeak_alone_uses_the_voice_of_the_settings(self) -> None:
        mouth = speaking(Settings(tts="espeak", tts_url="tcp://127.0.0.1:10200", tts_voice="en-us"))
        assert mouth is not None
        assert mouth.name == "espeak-ng (en-us)"

    def test_off_is_silent(self) -> None:
        assert speaking(Settings(tts="off", tts_url="tcp://127.0.0.1:10200")) is None

    def test_a_missing_espeak_that_was_asked_for_is_announced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/nowhere")
        told: list[str] = []
        speaking(Settings(tts="espeak"), told.append)
        assert "apt-get install espeak-ng" in told[0]

    def test_nothing_to_speak_with_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/nowhere")
        assert speaking(Settings()) is None

    def test_wyoming_without_an_address_is_a_wrong_setting(self) -> None:
        with pytest.raises(ConfigError, match="tts_url"):
            load_settings(tts="wyoming")


def answered(kind: Kind, *actions: ActionReport) -> Response:
    asks = kind in (Kind.ASKS_ABOUT, Kind.ASKS_CONFIRM)
    return Response("c", "t", "Something.", kind, expects_reply=asks, actions=actions)
