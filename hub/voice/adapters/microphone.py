"""Microphone and loudspeaker of this machine, through PortAudio."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import soxr

from hub.errors import MicrophoneMissing, SpeakerUnavailable
from hub.voice.ports import Speech
from hub.voice.sound import CHUNK_S, RATE, Resampler

_log = logging.getLogger(__name__)

NO_PORTAUDIO: Final = (
    "Microphone and loudspeaker of this machine need the library PortAudio. "
    "On Debian, Ubuntu and Raspberry Pi OS: `sudo apt install libportaudio2`."
)
DEFAULT: Final = "default"
# A microphone that works gives sound all the time, be it of silence.
SILENT_S: Final = 5.0
# What may wait to be heard before the oldest is dropped: half a minute.
_WAITING: Final = round(30 / CHUNK_S)


def load_sounddevice() -> Any:  # noqa: ANN401 - sounddevice has no types
    """The library. Raises ``MicrophoneMissing`` when PortAudio is not installed."""
    try:
        return importlib.import_module("sounddevice")
    except OSError as error:
        raise MicrophoneMissing(NO_PORTAUDIO) from error


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """One of this machine's sound devices."""

    number: int
    name: str
    inputs: int
    outputs: int
    rate: int

    def __str__(self) -> str:
        kinds = [word for word, channels in (("microphone", self.inputs), ("loudspeaker", self.outputs)) if channels]
        return f"{self.number}: {self.name} ({' and '.join(kinds)}, {self.rate} Hz)"


def sound_devices(library: Any) -> tuple[SoundDevice, ...]:  # noqa: ANN401
    """What PortAudio finds. Raises ``MicrophoneMissing``."""
    try:
        found = library.query_devices()
    except library.PortAudioError as error:
        raise MicrophoneMissing(f"The sound devices can't be listed ({error}).") from error
    return tuple(
        SoundDevice(
            number,
            str(one["name"]),
            int(one["max_input_channels"]),
            int(one["max_output_channels"]),
            round(one["default_samplerate"]),
        )
        for number, one in enumerate(found)
    )


class Microphone:
    """Sound from this machine. ``device`` is a name (or part of one), a number, or ``default``.

    Enter it with ``async with``; that raises ``MicrophoneMissing``. ``chunks`` gives 16 kHz, one channel, 16-bit.
    """

    def __init__(self, device: str = DEFAULT, *, library: Any = None) -> None:  # noqa: ANN401
        self._device = _number_or_name(device)
        self._library = library
        self._stream: Any = None
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._resampler: Resampler | None = None
        self._has_complained = False
        self.rate = RATE
        self.name = device

    async def __aenter__(self) -> Self:
        library = self._library if self._library is not None else await asyncio.to_thread(load_sounddevice)
        loop = asyncio.get_running_loop()

        def heard(samples: Any, _frames: int, _time: object, _status: object) -> None:  # noqa: ANN401
            with contextlib.suppress(RuntimeError):  # the loop is closed while the last piece comes in
                loop.call_soon_threadsafe(self._put, bytes(samples))

        try:
            about = library.query_devices(self._device, "input")
            self.name = str(about["name"])
            self.rate = _rate_for(library.check_input_settings, library, self._device, about)
            self._stream = library.RawInputStream(
                samplerate=self.rate,
                blocksize=round(self.rate * CHUNK_S),
                device=self._device,
                channels=1,
                dtype="int16",
                callback=heard,
            )
            self._stream.start()
        except (library.PortAudioError, ValueError) as error:
            raise MicrophoneMissing(_missing("microphone", self.name, library, error)) from error
        self._resampler = Resampler(self.rate) if self.rate != RATE else None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            await asyncio.to_thread(_closed, stream)

    async def chunks(self) -> AsyncIterator[bytes]:
        """What is heard, without end. Raises ``MicrophoneMissing`` when the device goes away."""
        while True:
            try:
                async with asyncio.timeout(SILENT_S):
                    chunk = await self._chunks.get()
            except TimeoutError:
                raise MicrophoneMissing(f"The microphone {self.name} gives no sound any more.") from None
            yield self._resampler.convert(chunk) if self._resampler is not None else chunk

    def _put(self, chunk: bytes) -> None:
        if self._chunks.qsize() >= _WAITING:
            self._chunks.get_nowait()
            if not self._has_complained:
                _log.warning("Sound of the microphone is lost: this machine is too slow for it")
                self._has_complained = True
        self._chunks.put_nowait(chunk)


class MachineLoudspeaker:
    """A ``Loudspeaker``: the sound output of this machine."""

    def __init__(self, device: str = DEFAULT, *, library: Any = None) -> None:  # noqa: ANN401
        self._device = _number_or_name(device)
        self._library = library

    async def play(self, speech: Speech) -> None:
        """See ``Loudspeaker``. Raises ``SpeakerUnavailable``."""
        try:
            library = self._library if self._library is not None else await asyncio.to_thread(load_sounddevice)
        except MicrophoneMissing as error:
            raise SpeakerUnavailable(str(error)) from error
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        waiting = _Waiting(library)
        try:
            about = library.query_devices(self._device, "output")
            rate = _rate_for(library.check_output_settings, library, self._device, about, speech.rate)
            stream = library.RawOutputStream(
                samplerate=rate,
                device=self._device,
                channels=1,
                dtype="int16",
                callback=waiting.fill,
                finished_callback=_told_in(loop, over),
            )
        except (library.PortAudioError, ValueError) as error:
            raise SpeakerUnavailable(_missing("loudspeaker", DEFAULT, library, error)) from error
        resampler = soxr.ResampleStream(speech.rate, rate, 1, dtype="int16") if rate != speech.rate else None
        try:
            stream.start()
            async for chunk in speech.chunks:
                waiting.put(_resampled(resampler, chunk))
            waiting.put(_resampled(resampler, b"", last=True))
            waiting.end()
            await over.wait()
        finally:
            stream.abort()
            stream.close()


class _Waiting:
    """Samples between the loop and PortAudio's thread."""

    def __init__(self, library: Any) -> None:  # noqa: ANN401
        self._library = library
        self._lock = threading.Lock()
        self._samples = bytearray()
        self._is_ended = False

    def put(self, samples: bytes) -> None:
        with self._lock:
            self._samples += samples

    def end(self) -> None:
        with self._lock:
            self._is_ended = True

    def fill(self, out: Any, _frames: int, _time: object, _status: object) -> None:  # noqa: ANN401
        with self._lock:
            samples = bytes(self._samples[: len(out)])
            del self._samples[: len(samples)]
            out[:] = samples.ljust(len(out), b"\0")
            if self._is_ended and not self._samples:
                raise self._library.CallbackStop


def _told_in(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> Callable[[], None]:
    def tell() -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(over.set)

    return tell


def _resampled(resampler: Any, chunk: bytes, *, last: bool = False) -> bytes:  # noqa: ANN401
    if resampler is None:
        return chunk
    samples = np.frombuffer(chunk[: len(chunk) - len(chunk) % 2], dtype="<i2")
    return bytes(np.asarray(resampler.resample_chunk(samples, last=last), dtype="<i2").tobytes())


def _rate_for(check: Callable[..., None], library: Any, device: object, about: Any, wanted: int = RATE) -> int:  # noqa: ANN401
    """The wanted rate where the device takes it, otherwise its own."""
    try:
        check(device=device, channels=1, dtype="int16", samplerate=wanted)
    except (library.PortAudioError, ValueError):
        return int(about["default_samplerate"])
    return wanted


def _closed(stream: Any) -> None:  # noqa: ANN401
    stream.abort()
    stream.close()


def _number_or_name(device: str) -> int | str | None:
    if device == DEFAULT:
        return None
    return int(device) if device.isdigit() else device


def _missing(what: str, name: str, library: Any, error: Exception) -> str:  # noqa: ANN401
    try:
        there = [str(device) for device in sound_devices(library)]
    except MicrophoneMissing:
        there = []
    listed = f"There is {'; '.join(there)}." if there else "This machine has no sound device."
    return f"The {what} {name!r} can't be opened ({str(error).strip()}). {listed}"
