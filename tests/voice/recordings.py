"""The model and the recordings of the tests, and sound made on the spot."""

from __future__ import annotations

import asyncio
import subprocess
import wave
from collections.abc import AsyncIterator
from pathlib import Path

from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.ports import OPENLY, Listening
from dialogue.transcript import Transcript
from hub.voice.accuracy import read_transcripts
from tests.tools import ROOT, require

SPEECH = ROOT / "tests" / "data" / "speech"
MODEL = SPEECH / "vosk-model-hub-en"
RECORDINGS = SPEECH / "recordings"
SAID = read_transcripts(RECORDINGS / "transcripts.tsv")
CHUNK = 3_200


def recording(name: str) -> Path:
    """The file of a recording, by its number as text ("003")."""
    return RECORDINGS / f"{name}.wav"


def samples(path: Path) -> bytes:
    """What is in a 16 kHz mono WAV."""
    with wave.open(str(path)) as file:
        found: bytes = file.readframes(file.getnframes())
        return found


async def pieces(sound: bytes, *, size: int = CHUNK, pause_s: float = 0) -> AsyncIterator[bytes]:
    """The sound piece by piece, as fast as it is taken or with pauses."""
    for start in range(0, len(sound), size):
        yield sound[start : start + size]
        await asyncio.sleep(pause_s)


async def heard(
    recogniser: VoskRecogniser, sound: bytes, *, listening: Listening = OPENLY, pause_s: float = 0
) -> Transcript:
    """The transcript of a sound."""
    found = Transcript("")
    async for hearing in recogniser.hear(pieces(sound, pause_s=pause_s), listening=listening):
        if isinstance(hearing, Transcript):
            found = hearing
    return found


def spoken_to(path: Path, text: str, *, voice: str = "en-us") -> Path:
    """The text spoken by espeak-ng into a WAV (22.05 kHz), as the recordings were."""
    subprocess.run([require("espeak-ng"), "-v", voice, "-w", path, text], check=True, timeout=30)
    return path
