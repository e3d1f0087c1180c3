"""Speaks with espeak-ng, a child process for each text: it needs no model and answers within some milliseconds."""

from __future__ import annotations

import asyncio
import contextlib
import io
import shutil
import wave
from collections.abc import AsyncIterator
from typing import Final

from hub.errors import SpeakerUnavailable
from hub.voice.ports import Speech
from hub.voice.sound import WIDTH

PROGRAM: Final = "espeak-ng"
LONGEST_S: Final = 15.0
_PIECE_S: Final = 0.1


def espeak_program() -> str | None:
    """Where espeak-ng is, if it is installed."""
    return shutil.which(PROGRAM)


class EspeakSynthesiser:
    """``voice`` is any of ``espeak-ng --voices``; without it the language's own."""

    def __init__(self, *, language: str = "en", voice: str | None = None, program: str = PROGRAM) -> None:
        self._voice = voice or language
        self._program = program

    @property
    def name(self) -> str:
        """Short name."""
        return f"espeak-ng ({self._voice})"

    async def speak(self, text: str) -> Speech:
        """See ``Synthesiser``."""
        rate, samples = _opened(await self._said(text))
        return Speech(rate, _pieces(samples, int(rate * _PIECE_S) * WIDTH))

    async def _said(self, text: str) -> bytes:
        try:
            process = await asyncio.create_subprocess_exec(
                self._program,
                *("-v", self._voice, "-b", "1", "--stdin", "--stdout"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise SpeakerUnavailable(f"{self._program} can't be started ({error.strerror or error}).") from error
        try:
            async with asyncio.timeout(LONGEST_S):
                output, complaint = await process.communicate(_spoken_letters(text).encode())
        except TimeoutError as error:
            raise SpeakerUnavailable(f"{self._program} did not end within {LONGEST_S:g} s.") from error
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode != 0:
            reason = complaint.decode(errors="replace").strip().partition("\n")[0]
            raise SpeakerUnavailable(f"{self._program} failed: {reason or f'exit code {process.returncode}'}")
        return output


def _spoken_letters(text: str) -> str:
    """Without what espeak-ng would take for phonemes instead of letters, and without what only a screen shows."""
    return "".join(c if c.isprintable() else " " for c in text.replace("[[", " ").replace("]]", " ")) + "\n"


def _opened(output: bytes) -> tuple[int, bytes]:
    """Rate and samples of what espeak-ng wrote; its header says nothing of the length."""
    try:
        with wave.open(io.BytesIO(output)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, WIDTH):
                raise SpeakerUnavailable(f"{PROGRAM} gave sound of another form than was asked for.")
            return file.getframerate(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise SpeakerUnavailable(f"{PROGRAM} gave no sound that can be read.") from error


async def _pieces(samples: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(samples), size):
        yield samples[start : start + size]
