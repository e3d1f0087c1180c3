"""Chooses between what was decoded openly and what was decoded with the home's vocabulary. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from rapidfuzz import fuzz

from dialogue.hearing.phrases import UNKNOWN
from dialogue.transcript import HeardWord, Transcript

# The least certain word from which on a transcript needs no second look.
SURE: Final = 0.9
# Two decodings of the same speech resemble each other; below this one of them was forced.
ALIKE: Final = 72.0
# Chosen against the open decoding, a transcript is a guess: enough for a lamp, never for a lock.
GUESSED: Final = 0.6
# Two decodings that agree confirm each other.
AGREED: Final = 0.95


class Sense(IntEnum):
    """What a transcript would lead to, the more the better."""

    NOTHING = 0
    QUESTION = 1
    DEED = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of the speech and what it would lead to."""

    transcript: Transcript
    sense: Sense


def needs_second_look(heard: Candidate) -> bool:
    """Whether the open decoding should be checked against the home's vocabulary."""
    return bool(heard.transcript.text) and (
        heard.sense is not Sense.DEED or heard.transcript.confidence < SURE or UNKNOWN in heard.transcript.text
    )


def choose(heard: Candidate, others: Sequence[Candidate]) -> Transcript:
    """The reading to go on with.

    The open decoding stays unless another that resembles it makes more sense. Where the home's vocabulary gives the
    same words, they are certain; where another reading wins, it is no more certain than a guess.
    """
    whole = [other for other in others if other.transcript.text and UNKNOWN not in other.transcript.text]
    readings = tuple(dict.fromkeys(o.transcript.text for o in whole if o.transcript.text != heard.transcript.text))
    if any(other.transcript.text == heard.transcript.text and other.transcript.way == "home" for other in whole):
        return replace(_at_least(heard.transcript, AGREED), alternatives=readings)
    better = [
        other
        for other in whole
        if other.sense > heard.sense and fuzz.ratio(other.transcript.text, heard.transcript.text) >= ALIKE
    ]
    if not better:
        return replace(heard.transcript, alternatives=readings)
    best = max(better, key=lambda other: (other.sense, fuzz.ratio(other.transcript.text, heard.transcript.text)))
    return replace(
        _at_most(best.transcript, GUESSED),
        alternatives=(heard.transcript.text, *(text for text in readings if text != best.transcript.text)),
    )


def _at_least(transcript: Transcript, confidence: float) -> Transcript:
    return replace(
        transcript, words=tuple(replace(w, confidence=max(w.confidence, confidence)) for w in transcript.words)
    )


def _at_most(transcript: Transcript, confidence: float) -> Transcript:
    words = transcript.words or tuple(HeardWord(word, 0.0, 0.0, confidence) for word in transcript.text.split())
    return replace(transcript, words=tuple(replace(w, confidence=min(w.confidence, confidence)) for w in words))
