from __future__ import annotations

import asyncio
import contextlib
import json
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop, wav_to_chunks
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event, async_write_event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize

from hub import announcer
from hub.announcer import WYOMING, ZeroconfAnnouncer
from hub.voice.adapters import wyoming_events, wyoming_server
from hub.voice.adapters.wyoming_events import LONGEST_PART
from hub.voice.adapters.wyoming_server import Offer, WyomingServer
from tests.voice.doors.conftest import ITS_MEANING, RECORDINGS, STUDY_MODE, Parts, Tone


class Door:
    """A Wyoming server, as the library's own client sees it."""

    def __init__(self, port: int) -> None:
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


@asynccontextmanager
async def opened(parts: Parts, **changed: Any) -> AsyncIterator[Door]:
    offer = Offer(parts.sessions, lambda: parts.home, "en", parts.voice, "vosk-model-hub-en")
    server = WyomingServer("127.0.0.1", 0, replace(offer, **changed))
    running = asyncio.create_task(server.run())
    try:
        async with asyncio.timeout(5):
            await server.listening.wait()
        yield Door(server.port)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def door(parts: Parts) -> AsyncIterator[Door]:
    async with opened(parts) as found:
        yield found


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


async def test_where_it_was_said_is_known_to_the_turn(door: Door, parts: Parts) -> None:
    answer = await door.ask("hello", conversation_id="c1", satellite_id="assist_satellite.living_room_speaker")
    assert answer == Handled("hello", {"conversation_id": "c1", "expects_reply": False})
    (utterance,) = parts.converser.taken
    assert (utterance.area, utterance.satellite) == ("living_room", "assist_satellite.living_room_speaker")
    assert utterance.channel == "voice"
    await door.ask("hello", device_id="5b1c")
    assert parts.converser.taken[-1].area is None
    await door.ask("hello")
    assert parts.converser.taken[-1].channel == "text"


async def test_what_was_heard_here_is_known_to_the_turn_that_handles_it(door: Door, parts: Parts) -> None:
    text = text_in(await door.transcribe(STUDY_MODE))
    await door.ask(text, conversation_id="c1")
    ear = parts.converser.taken[-1].ear
    assert ear is not None
    assert ear.transcript.words[-1].text == "mode"
    await door.ask(text, conversation_id="c1")
    assert parts.converser.taken[-1].ear is None


async def test_without_a_conversation_the_open_question_from_there_is_answered(door: Door) -> None:
    asked = await door.ask("ask something")
    answered = await door.ask("something")
    later = await door.ask("something else")
    assert asked.context is not None
    assert answered.context is not None
    assert later.context is not None
    assert answered.context["conversation_id"] == asked.context["conversation_id"]
    assert later.context["conversation_id"] != asked.context["conversation_id"]


async def test_the_open_question_of_one_satellite_is_not_answered_at_another(door: Door) -> None:
    asked = await door.ask("ask something", satellite_id="one")
    other = await door.ask("something", satellite_id="two")
    assert asked.context is not None
    assert other.context is not None
    assert other.context["conversation_id"] != asked.context["conversation_id"]


async def test_what_is_no_talk_to_the_hub_is_not_handled(door: Door) -> None:
    assert isinstance(await door.ask("stray talk"), NotHandled)


async def test_it_speaks_with_the_voice_there_is(parts: Parts) -> None:
    async with opened(parts, synthesiser=Tone(0.7)) as door, door.client() as client:
        await client.write_event(Describe().event())
        described = await client.read_event()
        assert described is not None
        assert Info.from_event(described).tts[0].voices[0].languages == ["en"]
        await client.write_event(Synthesize("the kitchen light is on").event())
        spoken: list[Event] = []
        while not spoken or not AudioStop.is_type(spoken[-1].type):
            event = await client.read_event()
            assert event is not None
            spoken.append(event)
    start = AudioStart.from_event(spoken[0])
    assert (start.width, start.channels) == (2, 1)
    sound = b"".join(AudioChunk.from_event(event).audio for event in spoken[1:-1])
    assert len(sound) / (2 * start.rate) == pytest.approx(0.7)


async def test_without_a_voice_it_says_so(door: Door) -> None:
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


async def test_a_client_that_vanishes_in_mid_sentence_costs_nothing(door: Door, parts: Parts) -> None:
    for _ in range(40):
        async with door.client() as client:
            await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
            await client.write_event(AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(3200)).event())
    assert text_in(await door.transcribe(STUDY_MODE)) == "set the living room light to study mode"
    assert not parts.converser.taken


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
    assert isinstance(await door.ask("hello"), Handled)


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
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wyoming_server, "CONNECTIONS", 3)
    async with opened(parts) as door:
        idle = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(3)]
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        for one in (writer, *(one for _, one in idle)):
            one.close()
            await one.wait_closed()
        await asyncio.sleep(0.1)
        assert isinstance(await door.ask("hello"), Handled)


async def test_a_client_that_says_nothing_is_sent_away(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wyoming_server, "SILENT_S", 0.2)
    async with opened(parts) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


async def test_a_client_that_takes_no_answers_is_sent_away(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wyoming_events, "WRITE_S", 0.3)
    async with opened(parts, synthesiser=Tone(600)) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        await async_write_event(Synthesize("a very long story").event(), writer)
        await asyncio.sleep(1.5)
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(5):
                while await reader.read(1 << 20):
                    pass
        writer.close()
        assert isinstance(await door.ask("hello"), Handled)


async def test_a_flood_of_turns_is_slowed_down(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wyoming_server, "TURNS_PER_MINUTE", 3)
    async with opened(parts) as door:
        kinds = [type(await door.ask("hello")) for _ in range(8)]
    assert kinds.count(Handled) in {3, 4, 5, 6}  # a new minute may begin meanwhile
    assert NotHandled in kinds


async def test_without_a_speech_model_it_still_handles(parts: Parts) -> None:
    async with opened(parts, voice=None) as door:
        async with door.client() as client:
            await client.write_event(Describe().event())
            event = await client.read_event()
            assert event is not None
            assert Info.from_event(event).asr == []
            await send(client, STUDY_MODE)
            event = await client.read_event()
            assert event is not None
            assert "no speech model" in Error.from_event(event).text
        assert isinstance(await door.ask("hello"), Handled)


async def test_it_warns_that_there_are_no_passwords_and_its_health_tells_where_it_is(
    parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    server = WyomingServer("127.0.0.1", 0, Offer(parts.sessions, lambda: parts.home, "en"))
    assert not (await server.health()).works
    running = asyncio.create_task(server.run())
    await server.listening.wait()
    assert "no passwords" in caplog.text
    health = await server.health()
    assert health.works
    assert str(server.port) in health.detail
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_port_that_is_taken_is_told(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    running = asyncio.create_task(
        WyomingServer("127.0.0.1", port, Offer(parts.sessions, lambda: parts.home, "en")).run()
    )
    await asyncio.sleep(0.1)
    assert "can't listen" in caplog.text
    assert "WYOMING_PORT" in caplog.text
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    taken.close()
    await taken.wait_closed()


async def test_it_is_announced_while_it_serves_and_goes_on_where_that_fails(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_options: object) -> object:
        raise OSError("no network")

    monkeypatch.setattr(announcer, "AsyncZeroconf", broken)
    offer = Offer(parts.sessions, lambda: parts.home, "en")
    server = WyomingServer("127.0.0.1", 0, offer, announcer=ZeroconfAnnouncer(WYOMING))
    running = asyncio.create_task(server.run())
    await server.listening.wait()
    assert "can't be announced" in caplog.text
    assert isinstance(await Door(server.port).ask("hello"), Handled)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_the_announcement_names_the_machine_and_its_address() -> None:
    service = ZeroconfAnnouncer(WYOMING).info("Teachable Hub", "192.0.2.7", 10_600)
    assert service.type == "_wyoming._tcp.local."
    assert service.parsed_addresses() == ["192.0.2.7"]
    assert service.port == 10_600
    everywhere = ZeroconfAnnouncer(WYOMING).info("Teachable Hub", "0.0.0.0", 10_600)
    assert "0.0.0.0" not in everywhere.parsed_addresses()
