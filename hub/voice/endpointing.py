"""Where an utterance begins and ends in a stream of frames: decides from probabilities of speech alone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from hub.voice.activity import Speech, snr_db


class SpeechDetector(Protocol):
    """Says how likely each frame of a stream holds speech; frames are ``frame_bytes`` long."""

    frame_bytes: int

    @property
    def frame_s(self) -> float:
        """Length of a frame in seconds."""
        ...

    def probability(self, frame: bytes) -> float:
        """Of one whole frame."""
        ...

    def reset(self) -> None:
        """Begin a new stream."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How people speak, in seconds, and from which probability on a frame counts.

    Speech has begun after ``onset_s`` of it; ``lead_s`` before that belong to it, because first sounds are soft. It
    has ended after ``silence_s``, or ``hesitation_s`` for those who have paused before. Past ``longest_s`` it is cut.
    """

    onset_s: float = 0.1
    lead_s: float = 0.4
    silence_s: float = 0.6
    hesitation_s: float = 0.9
    pause_s: float = 0.25
    longest_s: float = 15.0
    speaking: float = 0.5
    silent: float = 0.35


class End(StrEnum):
    """Why an utterance ended."""

    SILENCE = "silence"
    TOO_LONG = "too_long"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Began:
    """Speech has begun; the latest ``frames`` frames, this one included, belong to it."""

    frames: int


@dataclass(frozen=True, slots=True)
class Ended:
    """It is over; what was measured of it."""

    why: End
    speech: Speech


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """Nobody has begun to speak for as long as was waited."""


Step: TypeAlias = Began | Ended | NothingSaid

_BACKGROUND: Final = 100
"""Frames of silence that the noise is measured by: about three seconds."""


class Endpointer:
    """Follows one stream, frame by frame: utterance after utterance.

    ``patience_s`` is how long somebody may wait with the first word; ``None``: for ever. ``needs_pause``: what is being
    said already does not count, only what begins after a pause.
    """

    def __init__(
        self,
        frame_s: float,
        pace: Pace = Pace(),
        *,
        patience_s: float | None = None,
        needs_pause: bool = False,
        background: deque[float] | None = None,
    ) -> None:
        self._frame_s = frame_s
        self._pace = pace
        self._patience_s = patience_s
        self._background: deque[float] = deque(maxlen=_BACKGROUND) if background is None else background
        self._needs_pause = needs_pause
        self._waited = 0
        self._onset = 0
        self._pause = 0
        self._length = 0
        self._has_hesitated = False
        self._spoken: list[float] = []
        self.is_speech = False

    @property
    def background(self) -> deque[float]:
        """Power of the latest frames without speech; hand it to the next one, which then knows the room."""
        return self._background

    @property
    def waited_s(self) -> float:
        """How long nobody has spoken."""
        return self._waited * self._frame_s

    def take(self, probability: float, power: float) -> Step | None:
        """One frame more."""
        if self._patience_s is not None and not self.is_speech and self.waited_s >= self._patience_s:
            return NothingSaid()
        return self._in_speech(probability, power) if self.is_speech else self._in_silence(probability, power)

    def release(self) -> Ended | None:
        """End what is being said now, as when a button is let go."""
        return self._end(End.RELEASED) if self.is_speech else None

    def _in_silence(self, probability: float, power: float) -> Step | None:
        pace = self._pace
        self._waited += 1
        if probability < pace.silent:
            self._background.append(power)
            self._pause += 1
            self._onset = 0
            self._spoken.clear()
            if self._pause * self._frame_s >= pace.pause_s:
                self._needs_pause = False
            return None
        if probability < pace.speaking or self._needs_pause:
            self._pause = 0
            return None
        self._onset += 1
        self._spoken.append(power)
        if self._onset * self._frame_s < pace.onset_s:
            return None
        self.is_speech = True
        self._pause = 0
        self._length = self._onset
        self._has_hesitated = False
        return Began(self._onset + round(pace.lead_s / self._frame_s))

    def _in_speech(self, probability: float, power: float) -> Step | None:
        pace = self._pace
        self._length += 1
        if probability >= (pace.silent if self._pause == 0 else pace.speaking):
            if self._pause * self._frame_s >= pace.pause_s:
                self._has_hesitated = True
            self._pause = 0
            self._spoken.append(power)
        else:
            self._pause += 1
            if self._pause > 1:
                self._background.append(power)
        needed_s = pace.hesitation_s if self._has_hesitated else pace.silence_s
        if self._pause * self._frame_s >= needed_s:
            return self._end(End.SILENCE)
        if self._length * self._frame_s >= pace.longest_s:
            return self._end(End.TOO_LONG)
        return None

    def _end(self, why: End) -> Ended:
        speech = Speech(round(len(self._spoken) * self._frame_s, 3), snr_db(list(self._spoken), list(self._background)))
        self.is_speech = False
        self._waited = self._onset = self._pause = 0
        self._spoken.clear()
        return Ended(why, speech)
