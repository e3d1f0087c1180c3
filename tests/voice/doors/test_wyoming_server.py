from __future__ import annotations

import asyncio
import json
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop, wav_to_chunks
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize

from hub.running import Hub
from hub.voice.adapters import wyoming_server
from hub.voice.adapters.wyoming_events import LONGEST_PART
from tests.voice.doors.conftest import (
    ITS_MEANING,
    RECORDINGS,
    STUDY_MODE,
    Houses,
    free_port,
    reachable,
    state_of,
)


class Door:
    """The hub's Wyoming server, as the library's own client sees it."""

    def __init__(self, hub: Hub, port: int) -> None:
        self.hub = hub
        self.port = port

    @asynccontextmanager
    async def client(self) -> AsyncIterator[AsyncTcpClient]:
        async with AsyncTcpClient("127.0.0.1", self.port, connect_timeout=5, read_timeout=20) as client:
            yield client

    async def ask(self, text: str, **context: str) -> Handled | NotHandled:
        async with self.client() as client:
            await client.write_event(Transcript(text, context=context or None, language="en").event())
            event = await client.read_event()
        assert event is not None
        return Handled.from_event(event) if Handled.is_type(event.type) else NotHandled.from_event(event)

    async def transcribe(self, path: Path) -> list[Event]:
        """Every event up to the end of the transcript."""
        async with self.client() as client:
            await client.write_event(Transcribe(language="en").event())
            await send(client, path)
            return await answers(client)


async def send(client: AsyncTcpClient, path: Path) -> None:
    with wave.open(str(path), "rb") as recording:
        for event in wav_to_chunks(recording, 1024, start_event=True, stop_event=True):
            await client.write_event(event.event())


async def answers(client: AsyncTcpClient) -> list[Event]:
    found: list[Event] = []
    while not found or not (TranscriptStop.is_type(found[-1].type) or Error.is_type(found[-1].type)):
        event = await client.read_event()
        assert event is not None
        found.append(event)
    return found


def text_in(events: list[Event]) -> str:
    return next(Transcript.from_event(event).text for event in events if Transcript.is_type(event.type))


@pytest.fixture
async def door(houses: Houses) -> Door:
    return await opened(houses)


async def opened(houses: Houses, **settings: Any) -> Door:
    port = free_port()
    hub = await houses.open(wyoming=True, wyoming_port=port, **settings)
    await reachable(port)
    return Door(hub, port)


async def test_it_tells_what_it_offers(door: Door) -> None:
    async with door.client() as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
    assert event is not None
    info = Info.from_event(event)
    assert info.asr[0].models[0].name == "vosk-model-hub-en"
    assert info.asr[0].models[0].languages == ["en"]
    assert info.handle[0].models[0].languages == ["en"]
    assert info.handle[0].supports_home_control
    assert info.tts == []
    assert info.intent == []


async def test_it_writes_down_what_is_said_with_the_words_of_this_home(door: Door) -> None:
    events = await door.transcribe(STUDY_MODE)
    assert [event.type for event in events] == [
        TranscriptStart().event().type,
        TranscriptChunk("").event().type,
        Transcript("").event().type,
        TranscriptStop().event().type,
    ]
    assert text_in(events) == "set the living room light to study mode"


async def test_a_spoken_journey_through_hearing_and_handling_as_home_assistant_does_it(door: Door) -> None:
    heard = text_in(await door.transcribe(STUDY_MODE))
    asked = await door.ask(heard, conversation_id="c1", satellite_id="assist_satellite.living_room")
    assert isinstance(asked, Handled)
    assert "study mode" in (asked.text or "")
    assert asked.context == {"conversation_id": "c1", "expects_reply": True}
    meant = text_in(await door.transcribe(ITS_MEANING))
    done = await door.ask(meant, conversation_id="c1", satellite_id="assist_satellite.living_room")
    assert isinstance(done, Handled)
    assert await state_of(door.hub, "living_room_light", "brightness", 30) == 30
    used = await door.ask("put the bedroom lamp in study mode", conversation_id="c2")
    assert isinstance(used, Handled)
    assert await state_of(door.hub, "bedroom_lamp", "brightness", 30) == 30
    turns = await door.hub.store.journal(conversation_id="c1", limit=5)
    assert {turn.satellite for turn in turns} == {"assist_satellite.living_room"}
    assert {turn.area for turn in turns} == {"living_room"}
    assert {turn.channel for turn in turns} == {"voice"}
    assert all("heard" in turn.trace for turn in turns)


async def test_without_a_conversation_the_open_question_from_there_is_answered(door: Door) -> None:
    await door.ask("set the living room light to study mode")
    done = await door.ask("thirty percent and warm white")
    assert isinstance(done, Handled)
    assert await state_of(door.hub, "living_room_light", "brightness", 30) == 30
    assert done.context is not None
    later = await door.ask("turn on the kitchen light")
    assert later.context is not None
    assert later.context["conversation_id"] != done.context["conversation_id"]


async def test_what_is_no_talk_to_the_hub_is_not_handled(door: Door) -> None:
    answer = await door.ask("the weather was rather nice in lisbon last summer")
    assert isinstance(answer, NotHandled)


async def test_it_speaks_where_there_is_a_voice_and_says_so_where_there_is_none(door: Door) -> None:
    async with door.client() as client:
        await client.write_event(Synthesize("hello").event())
        event = await client.read_event()
    assert event is not None
    assert Error.is_type(event.type)


async def test_pings_are_answered(door: Door) -> None:
    async with door.client() as client:
        await client.write_event(Ping("x").event())
        event = await client.read_event()
    assert event is not None
    assert Pong.from_event(event).text == "x"


async def test_several_clients_are_heard_at_the_same_time(door: Door) -> None:
    heard = await asyncio.gather(*(door.transcribe(path) for path in (STUDY_MODE, ITS_MEANING, RECORDINGS / "005.wav")))
    assert [text_in(events) for events in heard] == [
        "set the living room light to study mode",
        "that means thirty percent and warm white",
        "no make it fifty",
    ]


async def test_sound_of_another_rate_and_width_is_heard(door: Door, tmp_path: Path) -> None:
    import numpy as np
    import soundfile
    import soxr

    samples, rate = soundfile.read(STUDY_MODE)
    path = tmp_path / "other.wav"
    stereo = np.stack([soxr.resample(samples, rate, 44_100)] * 2, axis=1)
    soundfile.write(path, stereo, 44_100, subtype="PCM_32")
    assert text_in(await door.transcribe(path)) == "set the living room light to study mode"


async def test_a_client_that_vanishes_in_mid_sentence_costs_nothing(door: Door) -> None:
    for _ in range(40):
        async with door.client() as client:
            await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
            await client.write_event(AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(3200)).event())
    assert text_in(await door.transcribe(STUDY_MODE)) == "set the living room light to study mode"
    assert not await door.hub.store.journal(conversation_id=None, limit=5)


GARBAGE = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"\n",
    b"[]\n",
    b"{}\n",
    b'{"type": 5}\n',
    b'{"type": "describe", "data": []}\n',
    b'{"type": "transcript"}\n',
    b'{"type": "transcript", "data": {"text": 5}}\n',
    b'{"type": "ping", "data_length": "x"}\n',
    b'{"type": "audio-chunk", "data": {"rate": 3, "width": 9, "channels": 0}}\n',
    b'{"type": "audio-chunk", "data": {"rate": "x"}}\n',
    json.dumps({"type": "audio-chunk", "payload_length": 10**12}).encode() + b"\n",
    json.dumps({"type": "audio-chunk", "data_length": LONGEST_PART + 1}).encode() + b"\n",
    b"[" * 60_000 + b"\n",
    b"x" * 200_000,
    bytes(range(256)) * 10,
)


async def test_garbage_ends_the_connection_and_nothing_else(door: Door) -> None:
    for garbage in GARBAGE:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(garbage)
        try:
            async with asyncio.timeout(5):
                assert await reader.read() == b"", garbage[:80]
        except ConnectionError:
            pass  # it was closed before everything had been taken
        finally:
            writer.close()
    assert isinstance(await door.ask("turn on the kitchen light"), Handled)


async def test_strange_events_are_passed_over_but_not_for_ever(door: Door) -> None:
    async with door.client() as client:
        for _ in range(wyoming_server.STRANGE_EVENTS - 1):
            await client.write_event(Event("what-is-this"))
        await client.write_event(Ping("still there").event())
        assert await client.read_event() is not None
        await client.write_event(Event("what-is-this"))
        assert await client.read_event() is None


async def test_a_sentence_that_never_ends_is_cut(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async with door.client() as client:
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        for _ in range(70):
            await client.write_event(AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(32_000)).event())
        assert text_in(await answers(client)) == ""


async def test_silence_is_an_empty_transcript(door: Door) -> None:
    async with door.client() as client:
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        await client.write_event(AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(32_000)).event())
        await client.write_event(AudioStop().event())
        assert text_in(await answers(client)) == ""


async def test_no_more_than_so_many_connections_and_they_become_free_again(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wyoming_server, "CONNECTIONS", 3)
    door = await opened(houses)
    idle = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(3)]
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()
    for _, open_one in idle:
        open_one.close()
    await asyncio.sleep(0.1)
    assert isinstance(await door.ask("turn on the kitchen light"), Handled)


async def test_a_client_that_says_nothing_is_sent_away(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wyoming_server, "SILENT_S", 0.2)
    door = await opened(houses)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()


async def test_a_flood_of_turns_is_slowed_down(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wyoming_server, "TURNS_PER_MINUTE", 3)
    door = await opened(houses)
    kinds = [type(await door.ask("turn on the kitchen light")) for _ in range(8)]
    assert kinds.count(Handled) in {3, 6}  # a new minute may begin meanwhile
    assert NotHandled in kinds


async def test_without_a_speech_model_it_still_handles(houses: Houses) -> None:
    door = await opened(houses, speech_model=Path("/nowhere"))
    async with door.client() as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        assert Info.from_event(event).asr == []
        await send(client, STUDY_MODE)
        event = await client.read_event()
        assert event is not None
        assert "no speech model" in Error.from_event(event).text
    assert isinstance(await door.ask("turn on the kitchen light"), Handled)


async def test_it_warns_that_there_are_no_passwords_and_its_health_tells_where_it_is(
    houses: Houses, caplog: pytest.LogCaptureFixture
) -> None:
    door = await opened(houses)
    assert "no passwords" in caplog.text
    health = (await door.hub.health.parts())["wyoming server"]
    assert health.works
    assert str(door.port) in health.detail


async def test_a_port_that_is_taken_is_told_and_the_hub_lives(houses: Houses, caplog: pytest.LogCaptureFixture) -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hub = await houses.open(wyoming=True, wyoming_port=port)
    await asyncio.sleep(0.2)
    assert "can't listen" in caplog.text
    assert not (await hub.health.parts())["wyoming server"].works
    server.close()
    await server.wait_closed()


async def test_it_is_off_unless_asked_for(houses: Houses) -> None:
    hub = await houses.open()
    assert "wyoming server" not in hub.doors
