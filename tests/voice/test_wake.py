"""The wake phrase, found in real recordings by the recogniser, and by servers over Wyoming."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from wyoming.audio import AudioChunk, AudioStop
from wyoming.event import async_read_event, async_write_event
from wyoming.wake import Detect, Detection, NotDetected

from dialogue.adapters.vosk.recogniser import VoskRecogniser
from hub.errors import WakeUnavailable
from hub.voice.adapters.wyoming_wake import WyomingWake
from hub.voice.wake import SpokenPhrase, without_phrase
from tests.servers import LOOPBACK
from tests.voice.recordings import MODEL
from tests.voice.sounds import recording, silence, white_noise


async def played(samples: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(samples), 960):
        yield samples[start : start + 960]
        await asyncio.sleep(0)


async def test_the_phrase_is_found_where_it_ends() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        wake = await SpokenPhrase(recogniser, "hey hub").find(played(recording(2)))
    assert wake is not None
    assert wake.score is not None
    assert wake.score > 0.9
    assert 0.6 < wake.ends_s < 0.95


async def test_the_phrase_is_found_before_the_sentence_is_over() -> None:
    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        async for chunk in played(recording(2) + silence(20)):
            read += 1
            yield chunk
            await asyncio.sleep(0.005)

    async with VoskRecogniser(MODEL) as recogniser:
        assert await SpokenPhrase(recogniser, "hey hub").find(counted()) is not None
    assert read * 0.03 < 10


async def test_chatter_silence_and_noise_do_not_wake() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        phrase = SpokenPhrase(recogniser, "hey hub")
        for number in range(3, 41):
            assert await phrase.find(played(recording(number))) is None, number
        for sound in (silence(3), white_noise(3), b""):
            assert await phrase.find(played(sound)) is None


async def test_another_phrase_can_be_chosen() -> None:
    async with VoskRecogniser(MODEL) as recogniser:
        assert await SpokenPhrase(recogniser, "never mind").find(played(recording(7))) is not None
        assert await SpokenPhrase(recogniser, "never mind").find(played(recording(1))) is None


@pytest.mark.parametrize(
    ("text", "is_cut", "left"),
    [
        ("hey hub turn it off", False, "turn it off"),
        ("hey hub hey hub turn it off", False, "turn it off"),
        ("hey hub", False, ""),
        ("hub turn it off", True, "turn it off"),
        ("hub turn it off", False, "hub turn it off"),
        ("say hey hub", False, "say hey hub"),
        ("", False, ""),
    ],
)
def test_the_phrase_is_taken_off_what_was_said(text: str, is_cut: bool, left: str) -> None:
    assert without_phrase(text, "Hey hub", is_cut=is_cut) == left


class WakeServer:
    """Detects after so many bytes, or misbehaves."""

    def __init__(self, after: int | None, fault: str = "") -> None:
        self.after = after
        self.fault = fault
        self.url = ""
        self.names: list[list[str] | None] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client."""
        heard = 0
        try:
            while (event := await async_read_event(reader)) is not None:
                if Detect.is_type(event.type):
                    self.names.append(Detect.from_event(event).names)
                elif AudioChunk.is_type(event.type):
                    chunk = AudioChunk.from_event(event)
                    heard += len(chunk.audio)
                    if self.fault == "hangs up":
                        return
                    if self.fault == "garbage":
                        writer.write(b"\xff\xfe}\n")
                    if self.after is not None and heard >= self.after:
                        await async_write_event(Detection("hey_hub", chunk.timestamp).event(), writer)
                        return
                elif AudioStop.is_type(event.type) and self.fault != "silent":
                    await async_write_event(NotDetected().event(), writer)
        except ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def wake_server(after: int | None, fault: str = "") -> AsyncIterator[WakeServer]:
    """The server on a free port."""
    made = WakeServer(after, fault)
    server = await asyncio.start_server(made.serve, LOOPBACK, 0)
    made.url = f"tcp://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()


async def test_a_wyoming_server_says_where_the_phrase_ended() -> None:
    async with wake_server(32_000) as server:
        wake = await WyomingWake(server.url, ("hey_hub",)).find(played(silence(3)))
        assert wake is not None
        assert wake.ends_s == pytest.approx(1.0, abs=0.05)
        assert server.names == [["hey_hub"]]


async def test_a_wyoming_server_that_detects_nothing() -> None:
    async with wake_server(None) as server:
        assert await WyomingWake(server.url).find(played(silence(1))) is None


@pytest.mark.parametrize("fault", ["hangs up", "garbage"])
async def test_a_wyoming_server_that_misbehaves(fault: str) -> None:
    async with wake_server(None, fault) as server:
        with pytest.raises(WakeUnavailable, match="does not answer as it should"):
            await WyomingWake(server.url).find(played(silence(1)))


async def test_a_wyoming_server_that_is_not_there() -> None:
    async with wake_server(None) as server:
        url = server.url
    with pytest.raises(WakeUnavailable, match="can't be reached"):
        await WyomingWake(url).find(played(silence(1)))
