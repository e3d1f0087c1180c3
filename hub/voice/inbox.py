"""What a listener is told: by the sound, by buttons and satellites, and by its own tasks beside it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TypeAlias

from hub.voice.stretch import Stretch
from hub.voice.wake import Wake


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of sound, how likely it is speech, and how loud."""

    samples: bytes
    probability: float
    power: float


@dataclass(frozen=True, slots=True)
class Attend:
    """Listen now: a button was pressed, or a satellite has heard the phrase."""

    how: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Release:
    """The utterance is over: the button was let go."""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """What is being said is meant for another place."""


@dataclass(frozen=True, slots=True)
class Found:
    """The wake phrase was found in a stretch."""

    stretch: Stretch
    wake: Wake


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer has been spoken, or could not be."""

    task: asyncio.Task[None]


@dataclass(frozen=True, slots=True)
class Over:
    """There is no more sound."""


Message: TypeAlias = bytes | Attend | Release | Dismiss | Found | Spoken | Over
