from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial

import pytest
from wyoming.audio import AudioChunk
from wyoming.event import Event

from devices.tasks import ended
from hub.voice.activity import Activity
from hub.voice.adapters import wyoming_satellite
from hub.voice.adapters.wyoming_satellite import Customs, Satellite, WyomingSatellite
from hub.voice.listener import Listener
from hub.voice.listeners import Listeners
from hub.voice.manners import Manners
from hub.voice.mouth import Mouth
from hub.voice.rooms import Rooms, RoomVoice
from hub.voice.turns import Place
from hub.voice.wake import SpokenPhrase
from tests.voice.doors.conftest import (
    ITS_MEANING,
    MAKE_IT_FIFTY,
    STUDY_MODE,
    WAKE_AND_LIGHTS_OFF,
    WAKE_PHRASE,
    Parts,
    Tone,
)
from tests.voice.doors.scripted import ScriptedSatellite

MANNERS = Manners(follow_up_s=3, patience_s=3)


class House:
    """The hub's side of satellites, without a whole hub."""

    def __init__(self, stack: AsyncExitStack, parts: Parts, tone: Tone, manners: Manners) -> None:
        self._stack = stack
        self._listeners = Listeners(
            parts.voice,
            wake=SpokenPhrase(parts.recogniser, "hey hub"),
            new_detector=Activity,
            mouth=Mouth([tone]),
            manners=manners,
        )
        self.manners = manners

    async def with_satellite(self, name: str, scripted: ScriptedSatellite) -> WyomingSatellite:
        """Switch it on and connect to it."""
        await self._stack.enter_async_context(scripted.switched_on())
        place = Place(f"satellite {name}", satellite=name)
        rooms = self._listeners.rooms
        voice = RoomVoice(self._listeners.voice, rooms, lambda: (name, None))
        customs = Customs(rooms, follow_up=lambda: self.manners.follow_up)
        found = WyomingSatellite(
            Satellite(name, "127.0.0.1", scripted.port, partial(self._listeners.at, place, voice=voice)), customs
        )
        task = asyncio.create_task(found.run())
        self._stack.push_async_callback(ended, [task])
        async with asyncio.timeout(5):
            await scripted.is_ready.wait()
        return found


@asynccontextmanager
async def house(parts: Parts, *, tone: Tone | None = None, manners: Manners = MANNERS) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        yield House(stack, parts, tone or Tone(), manners)


def texts(parts: Parts) -> list[str]:
    return [utterance.text for utterance in parts.converser.taken]


async def test_what_is_said_after_the_wake_phrase_is_answered_aloud(parts: Parts) -> None:
    kitchen = ScriptedSatellite(speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.say(WAKE_PHRASE, STUDY_MODE)
        await kitchen.until(lambda: kitchen.told("audio-stop"))
    assert texts(parts) == ["set the living room light to study mode"]
    assert parts.converser.taken[0].area == "kitchen"
    assert parts.converser.taken[0].satellite == "kitchen"
    assert kitchen.transcripts == ["set the living room light to study mode"]
    assert kitchen.spoken == ["set the living room light to study mode"]
    kinds = list(dict.fromkeys(event.type for event in kitchen.received if event.type != "audio-chunk"))
    assert kinds == [
        "run-satellite", "describe", "detect", "detection", "transcribe", "voice-started", "voice-stopped",
        "transcript", "synthesize", "audio-start", "audio-stop", "pause-satellite",
    ]  # fmt: skip
    assert kitchen.played_s == pytest.approx(0.3)


async def test_the_phrase_and_the_wish_in_one_breath(parts: Parts) -> None:
    kitchen = ScriptedSatellite(speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.say(WAKE_AND_LIGHTS_OFF)
        await kitchen.until(lambda: kitchen.transcripts)
    assert texts(parts) == ["turn off the lights"]


async def test_without_the_phrase_nothing_is_heard(parts: Parts) -> None:
    kitchen = ScriptedSatellite(speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.say(STUDY_MODE, ITS_MEANING)
        await asyncio.sleep(0.5)
    assert texts(parts) == []
    assert not kitchen.told("detection")


@pytest.mark.parametrize("tell_twice", [False, True])
async def test_a_satellite_that_hears_the_phrase_itself_streams_one_sentence(parts: Parts, *, tell_twice: bool) -> None:
    kitchen = ScriptedSatellite(local_wake=True, speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.wake(tell_twice=tell_twice)
        await kitchen.say(STUDY_MODE)
        await kitchen.until(lambda: kitchen.told("audio-stop"))
    assert texts(parts) == ["set the living room light to study mode"]
    assert kitchen.transcripts == ["set the living room light to study mode"]
    assert not kitchen.is_streaming
    assert not kitchen.told("detection")


async def test_a_satellite_that_was_woken_for_nothing_goes_back(parts: Parts) -> None:
    kitchen = ScriptedSatellite(local_wake=True, speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.wake()
        await kitchen.until(lambda: kitchen.transcripts)
        assert kitchen.transcripts == [""]
        assert not kitchen.is_streaming
        await kitchen.wake()
        await kitchen.say(MAKE_IT_FIFTY)
        await kitchen.until(lambda: len(kitchen.transcripts) == 2)
    assert texts(parts) == ["no make it fifty"]


@pytest.mark.parametrize("local_wake", [False, True])
async def test_after_a_question_no_phrase_is_needed(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, *, local_wake: bool
) -> None:
    asks_once(parts, monkeypatch)
    kitchen = ScriptedSatellite(local_wake=local_wake, speed=1.5)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await say_woken(kitchen, STUDY_MODE)
        await kitchen.until(lambda: kitchen.told("audio-stop"))
        await asyncio.sleep(0.2)
        await kitchen.say(ITS_MEANING)
        await kitchen.until(lambda: len(kitchen.told("audio-stop")) == 2)
    assert texts(parts) == ["set the living room light to study mode", "that means thirty percent and warm white"]
    assert len({utterance.conversation_id for utterance in parts.converser.taken}) == 1
    assert parts.converser.taken[1].ear is not None
    assert parts.converser.taken[1].ear.wake == "follow_up"


async def test_the_follow_up_window_closes(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    asks_once(parts, monkeypatch)
    kitchen = ScriptedSatellite(local_wake=True, speed=2)
    async with house(parts, manners=replace(MANNERS, follow_up_s=1)) as one:
        await one.with_satellite("kitchen", kitchen)
        await say_woken(kitchen, STUDY_MODE)
        await kitchen.until(lambda: kitchen.transcripts)
    assert kitchen.transcripts == ["set the living room light to study mode"]
    assert not kitchen.is_streaming


async def test_speaking_over_the_hub_stops_it_and_is_heard(parts: Parts) -> None:
    kitchen = ScriptedSatellite()
    tone = Tone(20)
    async with house(parts, tone=tone) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.say(WAKE_AND_LIGHTS_OFF)
        await kitchen.until(lambda: kitchen.told("audio-start"))
        tone.seconds = 0.3
        await asyncio.sleep(0.5)
        await kitchen.say(MAKE_IT_FIFTY)
        await kitchen.until(lambda: len(texts(parts)) == 2)
        await kitchen.until(lambda: len(kitchen.told("audio-stop")) == 2)
    assert texts(parts) == ["turn off the lights", "no make it fifty"]
    assert kitchen.played_s < 5
    assert parts.converser.taken[1].ear is not None
    assert parts.converser.taken[1].ear.wake == "barge_in"


async def test_two_satellites_that_hear_the_same_phrase_answer_once(parts: Parts) -> None:
    kitchen, hall = ScriptedSatellite(speed=2), ScriptedSatellite(speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await one.with_satellite("hall", hall)
        await asyncio.gather(kitchen.say(WAKE_PHRASE, STUDY_MODE), hall.say(WAKE_PHRASE, STUDY_MODE))
        await asyncio.sleep(1.5)
    assert texts(parts) == ["set the living room light to study mode"]
    assert len(kitchen.spoken) + len(hall.spoken) == 1


async def test_two_rooms_are_heard_side_by_side(parts: Parts) -> None:
    kitchen, hall = ScriptedSatellite(local_wake=True), ScriptedSatellite(local_wake=True)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await one.with_satellite("hall", hall)
        await kitchen.wake()
        speaking = asyncio.create_task(kitchen.say(STUDY_MODE))
        await asyncio.sleep(1.2)
        await hall.wake()
        await hall.say(MAKE_IT_FIFTY)
        await speaking
        await kitchen.until(lambda: kitchen.spoken)
        await hall.until(lambda: hall.spoken)
    assert sorted(texts(parts)) == ["no make it fifty", "set the living room light to study mode"]
    assert {utterance.area for utterance in parts.converser.taken} == {"kitchen", "hall"}


async def test_a_satellite_that_vanishes_in_mid_sentence_leaves_nothing_and_may_come_back(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wyoming_satellite, "FIRST_PAUSE_S", 0.1)
    kitchen = ScriptedSatellite(local_wake=True, speed=2)
    async with house(parts) as one:
        connection = await one.with_satellite("kitchen", kitchen)
        await kitchen.wake()
        await kitchen.say(STUDY_MODE, seconds=1.5, pause_s=0)
        kitchen.vanish()
        await kitchen.until(lambda: not connection.is_connected)
        await kitchen.until(lambda: kitchen.connections == 2)
        await kitchen.is_ready.wait()
        assert texts(parts) == []
        await kitchen.wake()
        await kitchen.say(MAKE_IT_FIFTY)
        await kitchen.until(lambda: kitchen.transcripts)
    assert texts(parts) == ["no make it fifty"]


async def test_a_satellite_that_falls_silent_in_mid_sentence_leaves_nothing(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wyoming_satellite, "GONE_S", 1.0)
    monkeypatch.setattr(wyoming_satellite, "PING_S", 0.3)
    kitchen = ScriptedSatellite(local_wake=True, speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.wake()
        await kitchen.say(STUDY_MODE, seconds=1.5, pause_s=0)
        kitchen.is_streaming = False
        kitchen.answers_pings = False
        await kitchen.until(lambda: kitchen.connections == 2)
    assert texts(parts) == []


async def test_garbage_from_a_satellite_ends_that_connection_only(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wyoming_satellite, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(wyoming_satellite, "LONGEST_PAUSE_S", 0.05)
    kitchen, hall = ScriptedSatellite(local_wake=True), ScriptedSatellite(local_wake=True, speed=2)
    async with house(parts) as one:
        await one.with_satellite("kitchen", kitchen)
        await one.with_satellite("hall", hall)
        garbage = (
            Event("run-pipeline", {"start_stage": "dance", "end_stage": "tts"}),
            Event("run-pipeline", {"start_stage": ["asr"]}),
            Event("audio-chunk", {"rate": "x"}),
            Event("audio-chunk", {"rate": 16_000, "width": 2, "channels": 10**9}, b"xx"),
            Event("x" * 100_000),
        )
        for count, event in enumerate(garbage, 2):
            await kitchen.send(Raw(event))  # type: ignore[arg-type]
            await kitchen.until(lambda count=count: kitchen.connections == count)  # type: ignore[misc]
            await kitchen.until(kitchen.is_ready.is_set)
        await hall.wake()
        await hall.say(MAKE_IT_FIFTY)
        await hall.until(lambda: hall.transcripts)
    assert texts(parts) == ["no make it fifty"]
    assert hall.connections == 1


def no_listener(**_how: object) -> Listener:
    raise AssertionError("nothing was to be heard")


class Raw:
    """An event as it is, whatever the library makes of it."""

    def __init__(self, event: Event) -> None:
        self._event = event

    def event(self) -> Event:
        return self._event


async def test_a_satellite_that_floods_is_cut_off(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(wyoming_satellite, "FIRST_PAUSE_S", 30)
    kitchen = ScriptedSatellite()
    async with house(parts) as one:
        connection = await one.with_satellite("kitchen", kitchen)
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):
                await kitchen.send(AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(32_000)))
                await asyncio.sleep(0)
        await kitchen.until(lambda: not connection.is_connected)
        assert not (await connection.health()).works
    assert "more sound than time passes" in caplog.text


async def test_somebody_who_never_stops_speaking_is_cut_and_answered(parts: Parts) -> None:
    kitchen = ScriptedSatellite(local_wake=True, speed=3)
    manners = replace(MANNERS, pace=replace(MANNERS.pace, longest_s=3.0))
    async with house(parts, manners=manners) as one:
        await one.with_satellite("kitchen", kitchen)
        await kitchen.wake()
        await kitchen.say(STUDY_MODE, ITS_MEANING, STUDY_MODE, pause_s=0)
        await kitchen.until(lambda: kitchen.transcripts)
    assert len(texts(parts)) == 1


async def test_a_satellite_that_is_away_is_told_once_and_found_when_it_comes(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(wyoming_satellite, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(wyoming_satellite, "LONGEST_PAUSE_S", 0.05)
    kitchen = ScriptedSatellite(local_wake=True)
    async with kitchen.switched_on():
        pass
    connection = WyomingSatellite(Satellite("kitchen", "127.0.0.1", kitchen.port, no_listener), Customs(Rooms()))
    task = asyncio.create_task(connection.run())
    await asyncio.sleep(0.5)
    assert caplog.text.count("is away") == 1
    async with kitchen.switched_on():
        await kitchen.until(lambda: connection.is_connected)
        assert (await connection.health()).works
        await ended([task])


def asks_once(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first turn asks something."""
    take = parts.converser.take
    asked: list[str] = []

    async def asking(utterance):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        response = await take(utterance)
        asked.append(utterance.text)
        return replace(response, expects_reply=len(asked) == 1)

    monkeypatch.setattr(parts.sessions, "converser", type("Asking", (), {"take": staticmethod(asking)})())


async def say_woken(satellite: ScriptedSatellite, recording) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    if satellite.local_wake:
        await satellite.wake()
        await satellite.say(recording)
    else:
        from tests.voice.doors.conftest import WAKE_PHRASE

        await satellite.say(WAKE_PHRASE, recording)
