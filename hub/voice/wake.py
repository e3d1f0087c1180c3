"""The wake phrase: found by the recogniser itself, which then needs no further model."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from dialogue.errors import RecogniserUnavailable
from dialogue.ports import Listening, Recogniser
from dialogue.transcript import Transcript
from hub.errors import WakeUnavailable
from hub.voice.stretch import Stretch

_log = logging.getLogger(__name__)

SURE: Final = 0.75
"""Confidence of its least certain word from which on the phrase was said."""
_ANYTHING: Final = "[unk]"


@dataclass(frozen=True, slots=True)
class Wake:
    """The phrase was said: how sure that is, and where in the sound it ended, in seconds."""

    score: float | None
    ends_s: float


class WakeDetector(Protocol):
    """Finds a wake phrase in a stretch of speech."""

    @property
    def name(self) -> str:
        """Short name, shown by ``voice check``."""
        ...

    @property
    def lead_s(self) -> float:
        """How much sound from before the speech it needs."""
        ...

    async def find(self, audio: AsyncIterator[bytes]) -> Wake | None:
        """As soon as it was said; ``None`` when ``audio`` ended without it.

        Raises ``RecogniserUnavailable`` or ``WakeUnavailable``.
        """
        ...


class SpokenPhrase:
    """A ``WakeDetector`` by the recogniser's grammar: the phrase, or anything else."""

    def __init__(self, recogniser: Recogniser, phrase: str) -> None:
        self._recogniser = recogniser
        self._words = tuple(phrase.lower().split())
        self._listening = Listening(phrases=(" ".join(self._words), *_halves(self._words), _ANYTHING))

    @property
    def name(self) -> str:
        """The phrase and who hears it."""
        return f"“{' '.join(self._words)}”, by {self._recogniser.name}"

    @property
    def lead_s(self) -> float:
        """See ``WakeDetector``."""
        return 0.4

    async def find(self, audio: AsyncIterator[bytes]) -> Wake | None:
        """See ``WakeDetector``. A partial result has no word times: what came in so far is then decoded once more."""
        kept: list[bytes] = []
        async for hearing in self._recogniser.hear(_recorded(audio, kept), listening=self._listening):
            if isinstance(hearing, Transcript):
                return self._wake_in(hearing)
            if self._starts(hearing.text.split()) >= 0:
                wake = self._wake_in(await self._decoded(tuple(kept)))
                if wake is not None:
                    return wake
        return None

    async def _decoded(self, kept: tuple[bytes, ...]) -> Transcript:
        found = Transcript("")
        async for hearing in self._recogniser.hear(_played(kept), listening=self._listening):
            if isinstance(hearing, Transcript):
                found = hearing
        return found

    def _wake_in(self, transcript: Transcript) -> Wake | None:
        start = self._starts([word.text for word in transcript.words])
        if start < 0:
            return None
        words = transcript.words[start : start + len(self._words)]
        score = min(word.confidence for word in words)
        return Wake(round(score, 3), words[-1].end_s) if score >= SURE else None

    def _starts(self, words: list[str]) -> int:
        """Where the phrase was said last, or -1."""
        size = len(self._words)
        places = [at for at in range(len(words) - size + 1) if tuple(words[at : at + size]) == self._words]
        return places[-1] if places else -1


class WakeSearch:
    """The wake detectors of one place; the next one is asked where one is not available."""

    def __init__(self, detectors: Sequence[WakeDetector]) -> None:
        self.detectors = detectors
        self._silent: set[str] = set()

    @property
    def lead_s(self) -> float:
        """How much sound from before the speech they need; 0 where there are none."""
        return max((detector.lead_s for detector in self.detectors), default=0.0)

    async def find(self, stretch: Stretch) -> Wake | None:
        """As soon as the phrase was said; ``None`` when the stretch is over without it. A silent detector is logged."""
        for detector in self.detectors:
            try:
                found = await detector.find(stretch.read())
            except (RecogniserUnavailable, WakeUnavailable) as error:
                if detector.name not in self._silent:
                    _log.warning("The wake phrase is not found as it should be: %s", error)
                self._silent.add(detector.name)
            else:
                self._silent.discard(detector.name)
                return found
        return None


def without_phrase(text: str, phrase: str, *, is_cut: bool = False) -> str:
    """What was said after the wake phrase, where it was said although nobody had to.

    ``is_cut``: the sound begins where the phrase ended, so that its last word may have been left over.
    """
    words, wanted = text.split(), phrase.lower().split()
    while words[: len(wanted)] == wanted:
        words = words[len(wanted) :]
    if is_cut and words[:1] == wanted[-1:]:
        words = words[1:]
    return " ".join(words)


def _halves(words: tuple[str, ...]) -> Iterator[str]:
    """Half of the phrase and something else: what chatter would otherwise be forced into the whole by."""
    for at in range(1, len(words)):
        yield " ".join((*words[:at], _ANYTHING))
        yield " ".join((_ANYTHING, *words[at:]))


async def _recorded(audio: AsyncIterator[bytes], kept: list[bytes]) -> AsyncIterator[bytes]:
    async for chunk in audio:
        kept.append(chunk)
        yield chunk


async def _played(kept: tuple[bytes, ...]) -> AsyncIterator[bytes]:
    for chunk in kept:
        yield chunk
