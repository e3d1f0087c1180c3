"""The latest sound that was heard, kept only where a setting says so: for finding out why something was misheard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from dialogue.ports import Forget
from hub.health import PartHealth
from hub.voice.sound import wav_of

_log = logging.getLogger(__name__)

FOLDER: Final = "audio-debug"
_MB: Final = 1_000_000


class SoundDebug:
    """Keeps utterances as WAV files in ``folder``, the oldest going first. A ``DerivedStore``: it forgets everything.

    ``most_mb`` of 0 keeps nothing and removes what an earlier setting has kept.
    """

    name = "sound kept for debugging"

    def __init__(self, folder: Path, most_mb: int, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._most = most_mb * _MB
        self._now = now

    @property
    def is_on(self) -> bool:
        """Whether anything is kept."""
        return self._most > 0

    @property
    def mark(self) -> str:
        """What everybody is told about it; empty when nothing is kept."""
        if not self._most:
            return ""
        if hindered(self._folder):
            return f"Sound can't be kept: {hindered(self._folder)}."
        return f"Sound is being kept: the latest {self._most // _MB} MB in {self._folder}."

    def keep(self, samples: bytes) -> None:
        """One utterance. A full disk is no reason not to answer."""
        if not self._most:
            return
        content = wav_of(samples)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / f"{self._now():%Y%m%d-%H%M%S-%f}.wav").write_bytes(content)
            self._shorten(self._most)
        except OSError as error:
            _log.warning("Sound could not be kept: %s", error.strerror or error)

    async def forget(self, forget: Forget) -> int:  # noqa: ARG002
        """See ``DerivedStore``."""
        return await asyncio.to_thread(self._shorten, 0)

    async def health(self) -> PartHealth:
        """That it is on, and how much there is."""
        kept = sum(path.stat().st_size for path in self._files())
        if hindered(self._folder):
            return PartHealth(works=False, detail=self.mark)
        return PartHealth(works=True, detail=f"{self.mark} {kept / _MB:.1f} MB so far.")

    def tidy(self) -> None:
        """At the start: bring what is there within the limit."""
        self._shorten(self._most)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.wav"), reverse=True)

    def _shorten(self, most: int) -> int:
        size = removed = 0
        for path in self._files():
            size += path.stat().st_size
            if size > most:
                path.unlink(missing_ok=True)
                removed += 1
        return removed


def hindered(folder: Path) -> str:
    """Why no sound can be kept there; empty when it can."""
    return f"{folder} is no folder" if folder.exists() and not folder.is_dir() else ""
