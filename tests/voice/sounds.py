"""Sound as a microphone gives it, to be put together: recordings, silence, noise."""

from __future__ import annotations

import numpy as np

from hub.voice.sound import RATE, read_sound
from tests.voice.recordings import RECORDINGS


def recording(number: int) -> bytes:
    """The samples of one of the forty."""
    return read_sound(RECORDINGS / f"{number:03}.wav").samples


def silence(seconds: float) -> bytes:
    """Samples of nothing."""
    return bytes(int(seconds * RATE) * 2)


def white_noise(seconds: float, loudness: int = 2_000) -> bytes:
    """The same noise every time."""
    noise = np.random.default_rng(7).normal(0, loudness, int(seconds * RATE))
    return np.clip(noise, -32_768, 32_767).astype("<i2").tobytes()
