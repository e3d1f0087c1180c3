"""Microphone and loudspeaker of this machine, with a library that has no hardware."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator

import numpy as np
import pytest

from hub.errors import MicrophoneMissing, SpeakerUnavailable
from hub.voice.adapters import microphone as adapter
from hub.voice.adapters.microphone import MachineLoudspeaker, Microphone, load_sounddevice, sound_devices
from hub.voice.ports import Speech
from tests.fakes.sound_library import FakeSoundLibrary
from tests.voice.sounds import recording


async def test_what_the_microphone_hears_comes_in_pieces() -> None:
    library = FakeSoundLibrary()
    async with Microphone(library=library) as microphone:
        (stream,) = library.streams
        stream.give(b"\1\0" * 480)
        stream.give(b"\2\0" * 480)
        chunks = microphone.chunks()
        assert await anext(chunks) == b"\1\0" * 480
        assert await anext(chunks) == b"\2\0" * 480
        assert microphone.name == "Cheap USB microphone"
    assert stream.is_closed


async def test_a_microphone_that_has_only_another_rate_is_resampled() -> None:
    library = FakeSoundLibrary(rates=(48_000,))
    async with Microphone("0", library=library) as microphone:
        assert microphone.rate == 48_000
        for _ in range(20):
            library.streams[0].give(bytes(2 * 1440))
        chunks = microphone.chunks()
        seconds = sum([len(await anext(chunks)) for _ in range(20)]) / 32_000
    assert seconds == pytest.approx(0.6, abs=0.1)


async def test_a_slow_hub_loses_the_oldest_sound_and_not_its_memory() -> None:
    library = FakeSoundLibrary()
    async with Microphone(library=library) as microphone:
        for number in range(3_000):
            library.streams[0].give(number.to_bytes(2, "little") * 480)
        await asyncio.sleep(0.05)
        first = int.from_bytes((await anext(microphone.chunks()))[:2], "little")
    assert first == 2_000


async def test_a_microphone_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(MicrophoneMissing, match=r"'Blue' can't be opened.*0: Cheap USB microphone"):
        async with Microphone("Blue", library=FakeSoundLibrary()):
            pass


async def test_a_machine_without_sound_says_so() -> None:
    with pytest.raises(MicrophoneMissing, match="no sound device"):
        async with Microphone(library=FakeSoundLibrary(has_device=False)):
            pass


async def test_without_portaudio_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise OSError(f"PortAudio library not found for {name}")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(MicrophoneMissing, match="apt install libportaudio2"):
        load_sounddevice()
    with pytest.raises(SpeakerUnavailable, match="apt install libportaudio2"):
        await MachineLoudspeaker().play(Speech(16_000, _pieces(b"")))


def test_devices_are_listed() -> None:
    (device,) = sound_devices(FakeSoundLibrary())
    assert str(device) == "0: Cheap USB microphone (microphone and loudspeaker, 48000 Hz)"


async def _pieces(samples: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(samples), 3_200):
        yield samples[start : start + 3_200]


async def test_the_loudspeaker_plays_to_the_end() -> None:
    library = FakeSoundLibrary()
    await MachineLoudspeaker(library=library).play(Speech(16_000, _pieces(recording(6))))
    (stream,) = library.streams
    assert recording(6) in bytes(stream.played)
    assert stream.is_closed


async def test_the_loudspeaker_resamples_where_it_must() -> None:
    library = FakeSoundLibrary(rates=(48_000,))
    tone = (np.sin(np.arange(16_000) / 10) * 8_000).astype("<i2").tobytes()
    await MachineLoudspeaker(library=library).play(Speech(16_000, _pieces(tone)))
    assert library.streams[0].options["samplerate"] == 48_000
    assert len(bytes(library.streams[0].played).strip(b"\0")) > 90_000


async def test_the_loudspeaker_stops_at_once_when_cancelled() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"\1\0" * 480
            await asyncio.sleep(0.01)

    library = FakeSoundLibrary()
    playing = asyncio.create_task(MachineLoudspeaker(library=library).play(Speech(16_000, endless())))
    await asyncio.sleep(0.1)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert library.streams[0].is_closed


async def test_a_loudspeaker_that_is_not_there() -> None:
    with pytest.raises(SpeakerUnavailable, match="no sound device"):
        await MachineLoudspeaker(library=FakeSoundLibrary(has_device=False)).play(Speech(16_000, _pieces(b"")))


async def test_a_microphone_that_falls_silent_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "SILENT_S", 0.05)
    async with Microphone(library=FakeSoundLibrary()) as microphone:
        with pytest.raises(MicrophoneMissing, match="gives no sound any more"):
            await anext(microphone.chunks())
