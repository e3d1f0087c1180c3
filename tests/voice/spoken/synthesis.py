"""Sentences as sound: espeak-ng and flite in several voices, kept in a folder, and noise to put over them."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from hub.voice.sound import RATE, Sound, read_sound
from tests.tools import require

VOICES: Final = (
    "espeak-ng en-us",
    "espeak-ng en-gb",
    "espeak-ng en-us+f2",
    "espeak-ng en-us+m3",
    "espeak-ng en-gb-scotland",
    "flite slt",
    "flite kal16",
    "flite awb",
)
_BEFORE_S: Final = 0.3
_AFTER_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of a colour, ``snr_db`` below the speech."""

    colour: str
    snr_db: float

    def __str__(self) -> str:
        return f"{self.colour} noise at {self.snr_db:.0f} dB"


CLEAN: Final[Noise | None] = None


class Speakers:
    """Says sentences; each voice says each sentence once, what it said is kept in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, text: str, voice: str, noise: Noise | None = None) -> Sound:
        """A sentence in a voice of ``VOICES`` (or any other "program voice"), with a pause around it."""
        name = hashlib.sha256(f"{voice}|{text}".encode()).hexdigest()[:24]
        path = self._folder / f"{name}.wav"
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            _speak(text, voice, path)
        samples = np.frombuffer(read_sound(path).samples, dtype="<i2").astype(np.float64) / 32_768
        padded = np.concatenate([np.zeros(int(_BEFORE_S * RATE)), samples, np.zeros(int(_AFTER_S * RATE))])
        if noise is not None:
            padded = padded + _noise(noise, padded, int(name[:8], 16))
        return sound_of(padded)


def sound_of(samples: npt.NDArray[np.float64]) -> Sound:
    """Samples between -1 and 1 as sound."""
    written = np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype("<i2").tobytes()
    return Sound(written, float(np.abs(samples).max()) if samples.size else 0.0)


def coloured(colour: str, length: int, seed: int) -> npt.NDArray[np.float64]:
    """Noise of power 1: white, or pink (as much power in each octave)."""
    white = np.random.default_rng(seed).standard_normal(length)
    if colour == "white":
        return white
    spectrum = np.fft.rfft(white)
    spectrum /= np.sqrt(np.maximum(np.arange(spectrum.size), 1))
    pink = np.fft.irfft(spectrum, length)
    return np.asarray(pink / np.sqrt(np.mean(pink**2)), dtype=np.float64)


def _noise(noise: Noise, speech: npt.NDArray[np.float64], seed: int) -> npt.NDArray[np.float64]:
    spoken = speech[np.abs(speech) > 0.01]
    power = float(np.mean(spoken**2)) if spoken.size else 1e-4
    level = float(np.sqrt(power / 10 ** (noise.snr_db / 10)))
    return coloured(noise.colour, speech.size, seed) * level


def _speak(text: str, voice: str, path: Path) -> None:
    program, _, name = voice.partition(" ")
    command = (
        [str(require("espeak-ng")), "-v", name, "-w", str(path), "--", text]
        if program == "espeak-ng"
        else [str(require("flite")), "-voice", name, "-t", text, "-o", str(path)]
    )
    subprocess.run(command, check=True, capture_output=True, timeout=30)
