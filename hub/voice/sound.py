"""Sound as the recogniser takes it: 16 kHz, one channel, 16-bit. Files of other forms are brought into it."""

from __future__ import annotations

import asyncio
import io
import re
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from hub.errors import SoundFileFaulty

RATE: Final = 16_000
WIDTH: Final = 2
CHUNK_S: Final = 0.03
CHUNK: Final = int(RATE * CHUNK_S) * WIDTH
FILE_CHUNK_S: Final = 0.2
"""Pieces of a file: the recogniser's own step, since nobody waits for partial results of it."""
LONGEST_S: Final = 60.0
"""The longest file that is heard: as much as the recogniser takes for one utterance."""
_RATES: Final = range(4_000, 384_001)
_BLOCK: Final = 65_536
_FROM_A_PIPE: Final = 0x7FF0_0000
_CUT_OFF: Final = "the file is cut off or damaged; it was heard as far as it goes"


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of sound: little-endian samples at 16 kHz. ``peak`` is the loudest, 1.0 being as loud as can be.

    ``remark`` says what is odd about the file it is from.
    """

    samples: bytes
    peak: float
    remark: str = ""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / (RATE * WIDTH)

    @property
    def is_clipped(self) -> bool:
        """Whether it was louder than can be written down."""
        return self.peak >= 0.999


class Resampler:
    """Brings a stream of 16-bit samples of any rate and channels into the recogniser's form, piece by piece."""

    def __init__(self, rate: int, channels: int = 1, width: int = WIDTH) -> None:
        if rate not in _RATES or channels < 1 or width not in (1, 2, 4):
            raise SoundFileFaulty(f"Sound of {rate} Hz, {channels} channels, {8 * width} bits can't be heard.")
        self._channels = channels
        self._width = width
        self._stream = soxr.ResampleStream(rate, RATE, 1, dtype="float32") if rate != RATE else None

    def convert(self, chunk: bytes, *, last: bool = False) -> bytes:
        """The samples that are ready now; with ``last`` everything that is left."""
        whole = len(chunk) - len(chunk) % (self._width * self._channels)
        mono = _floats(chunk[:whole], self._width).reshape(-1, self._channels).mean(axis=1)
        if self._stream is not None:
            mono = self._stream.resample_chunk(mono.astype(np.float32), last=last)
        return _int16(mono)


def read_sound(path: Path) -> Sound:
    """A sound file of any rate, width and number of channels. Raises ``SoundFileFaulty``.

    It is read piece by piece and no further than ``LONGEST_S``, whatever its size. One that is cut off is read as far
    as it goes, with a remark.
    """
    if not path.exists():
        raise SoundFileFaulty(f"{path}: there is no such file.")
    if not path.is_file():
        raise SoundFileFaulty(f"{path}: it is no file.")
    if path.stat().st_size == 0:
        raise SoundFileFaulty(f"{path}: the file is empty.")
    return _opened(path, f"{path}: ")


def sound_in(content: bytes) -> Sound:
    """The content of such a file. Raises ``SoundFileFaulty``."""
    if not content:
        raise SoundFileFaulty("There is no sound file.")
    return _opened(io.BytesIO(content), "The sound can't be heard: ")


def _opened(source: Path | io.BytesIO, named: str) -> Sound:
    try:
        with soundfile.SoundFile(source) as file:
            if file.samplerate not in _RATES:
                raise SoundFileFaulty(f"{named}{file.samplerate} Hz can't be heard; 8 to 48 kHz is usual.")
            return _read(named, file)
    except (soundfile.LibsndfileError, OSError, RuntimeError, MemoryError) as error:
        reason = str(error).strip(". ").rpartition(": ")[2] or type(error).__name__
        raise SoundFileFaulty(f"{named}it is no sound file that can be read ({reason}).") from error


def _read(named: str, file: soundfile.SoundFile) -> Sound:
    stream = soxr.ResampleStream(file.samplerate, RATE, 1, dtype="float32") if file.samplerate != RATE else None
    pieces: list[bytes] = []
    peak = 0.0
    frames = 0
    remark = _CUT_OFF if _lacks_samples(file.extra_info) else ""
    try:
        while (block := file.read(_BLOCK, dtype="float32", always_2d=True)).size:
            frames += len(block)
            if frames > LONGEST_S * file.samplerate:
                raise SoundFileFaulty(
                    f"{named}longer than {LONGEST_S:.0f} seconds; cut it into a file for each sentence."
                )
            mono = np.nan_to_num(block.mean(axis=1), nan=0.0, posinf=1.0, neginf=-1.0)
            peak = max(peak, float(np.abs(mono).max()))
            pieces.append(_int16(mono if stream is None else stream.resample_chunk(mono)))
    except soundfile.LibsndfileError:
        # Damaged in the middle: what came before can be heard all the same.
        remark = _CUT_OFF
    if not frames:
        raise SoundFileFaulty(f"{named}there is no sound in it.")
    if stream is not None:
        pieces.append(_int16(stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)))
    return Sound(b"".join(pieces), peak, remark)


def _lacks_samples(description: str) -> bool:
    """Whether the head of a WAV promises more than the file holds; one written by a pipe promises gigabytes."""
    promised = re.search(r"^data : (\d+) \(should be ", description, re.MULTILINE)
    return promised is not None and 0 < int(promised[1]) < _FROM_A_PIPE


def wav_of(samples: bytes) -> bytes:
    """Samples at 16 kHz as a WAV file."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(samples)
    return content.getvalue()


async def chunks_of(sound: Sound) -> AsyncIterator[bytes]:
    """The sound in pieces."""
    size = int(RATE * FILE_CHUNK_S) * WIDTH
    for start in range(0, len(sound.samples), size):
        yield sound.samples[start : start + size]
        await asyncio.sleep(0)


def _floats(chunk: bytes, width: int) -> npt.NDArray[np.float32]:
    match width:
        case 1:
            return np.asarray((np.frombuffer(chunk, dtype=np.uint8).astype(np.float32) - 128) / 128, dtype=np.float32)
        case 4:
            return (np.frombuffer(chunk, dtype="<i4").astype(np.float64) / 2**31).astype(np.float32)
        case _:
            return np.asarray(np.frombuffer(chunk, dtype="<i2").astype(np.float32) / 32_768, dtype=np.float32)


def _int16(mono: npt.NDArray[np.float32]) -> bytes:
    clean = np.nan_to_num(mono, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(np.rint(clean * 32_768), -32_768, 32_767).astype("<i2").tobytes()
