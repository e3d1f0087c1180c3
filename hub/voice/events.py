"""What happens at a place that listens, for its satellite, screen or terminal to show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from dialogue.response import Response
from dialogue.transcript import Transcript


class Why(StrEnum):
    """Why a place went back to waiting for the wake phrase."""

    ANSWERED = "answered"
    NOTHING_SAID = "nothing_said"
    TOO_LONG = "too_long"
    CANT_HEAR = "cant_hear"
    ELSEWHERE = "elsewhere"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Woken:
    """The hub listens for an utterance now. ``how`` as in ``EarTrace.wake``."""

    how: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody has begun to speak."""


@dataclass(frozen=True, slots=True)
class PartlyHeard:
    """The words so far; they may still change."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole utterance, which is being answered now."""

    transcript: Transcript


@dataclass(frozen=True, slots=True)
class Answered:
    """The turn is done."""

    response: Response


@dataclass(frozen=True, slots=True)
class Speaking:
    """The hub says this aloud now."""

    text: str


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Somebody spoke while the hub did, so it stopped. ``turn_id`` is the turn whose answer was cut off."""

    turn_id: str | None


@dataclass(frozen=True, slots=True)
class CantHear:
    """The recogniser failed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Idle:
    """Waiting for the wake phrase again."""

    why: Why


ListenerEvent: TypeAlias = (
    Woken | SpeechStarted | PartlyHeard | Heard | Answered | Speaking | Interrupted | CantHear | Idle
)
