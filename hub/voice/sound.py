"""Sound as the recogniser takes it: 16 kHz, one channel, 16-bit. Files of other forms are brought into it."""

from __future__ import annotations

import asyncio
import io
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
LONGEST_S: Final = 3_600.0
_RATES: Final = range(4_000, 384_001)
_BLOCK: Final = 65_536


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of sound: little-endian samples at 16 kHz. ``peak`` is the loudest, 1.0 being as loud as can be."""

    samples: bytes
    peak: float

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
    """A sound file of any rate, width and number of channels. Raises ``SoundFileFaulty``."""
    if not path.exists():
        raise SoundFileFaulty(f"{path}: there is no such file.")
    return _read(path, f"{path}: ", LONGEST_S)


def sound_in(content: bytes, *, longest_s: float) -> Sound:
    """The content of such a file. Raises ``SoundFileFaulty``."""
    return _read(io.BytesIO(content), "", longest_s)


def _read(source: Path | io.BytesIO, named: str, longest_s: float) -> Sound:
    try:
        with soundfile.SoundFile(source) as file:
            if file.samplerate not in _RATES:
                raise SoundFileFaulty(f"{named}{file.samplerate} Hz can't be heard; 8 to 48 kHz is usual.")
            if file.frames / file.samplerate > longest_s:
                raise SoundFileFaulty(f"{named}longer than {_length(longest_s)}; cut it into shorter files.")
            blocks = [block.mean(axis=1) for block in file.blocks(_BLOCK, dtype="float32", always_2d=True)]
            rate = file.samplerate
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        reason = str(error).strip(". ").rpartition(": ")[2] or type(error).__name__
        raise SoundFileFaulty(f"{named}it is no sound file that can be read ({reason}).") from error
    mono = np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)
    peak = float(np.abs(mono).max()) if mono.size else 0.0
    if rate != RATE and mono.size:
        mono = np.asarray(soxr.resample(mono, rate, RATE), dtype=np.float32)
    return Sound(_int16(mono), peak)


def _length(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds > 60 else f"{seconds:.0f} seconds"


async def chunks_of(sound: Sound) -> AsyncIterator[bytes]:
    """The sound in small pieces, as a microphone gives it."""
    for start in range(0, len(sound.samples), CHUNK):
        yield sound.samples[start : start + CHUNK]
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
