"""What a recogniser makes of speech."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word with its place in the audio, in seconds, and the recogniser's confidence in it, 0 to 1."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Partial:
    """What has been heard so far; it may still change."""

    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """One whole utterance.

    ``confidence`` is that of the least certain word, since one wrong word makes a wrong command; 0 for silence.
    ``way`` says how it was decoded: ``open`` (any words of the model) or ``home`` (what can be said in this home).
    ``alternatives`` are other readings, best first, without the text itself; where nobody needed them,
    ``find_alternatives`` decodes the sound for them once more. ``speech_s`` and ``snr_db`` were measured of the sound:
    seconds of speech, and how far it stood above the noise.
    """

    text: str
    words: tuple[HeardWord, ...] = ()
    way: Literal["open", "home"] = "open"
    alternatives: tuple[str, ...] = ()
    speech_s: float | None = None
    snr_db: float | None = None
    find_alternatives: Callable[[], Awaitable[tuple[str, ...]]] | None = field(default=None, compare=False, repr=False)

    @property
    def confidence(self) -> float:
        """See above."""
        return min((word.confidence for word in self.words), default=1.0 if self.text else 0.0)


Hearing: TypeAlias = Partial | Transcript
