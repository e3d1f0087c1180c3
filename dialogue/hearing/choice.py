"""Chooses between what was decoded openly and what was decoded with the home's vocabulary. Pure.

The second decoding is a contest: it may give what can be said in this home, and what was heard openly. Where it still
says something else, the sound speaks for the home's words; they are taken piece by piece, and only where they help.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from rapidfuzz.distance import Levenshtein

from dialogue.hearing.phrases import UNKNOWN
from dialogue.hearing.resemblance import SAME_SOUND, resemblance
from dialogue.transcript import HeardWord, Transcript

# The least certain word from which on a transcript needs no second look.
SURE: Final = 0.9
# A piece of the contest must be this certain to stand against the open decoding.
SUPPORTED: Final = 0.7
# Open words less certain than this give way to a certain piece of the contest, however it sounds.
DOUBTED: Final = 0.8
# Two decodings of the same speech sound like each other; below this one of them was forced.
ALIKE: Final = 0.5
# Taken against the open decoding, words are a guess, which proposes and never acts.
GUESSED: Final = 0.45
# With the same consonants ("hole", "hall") it is likely: enough for a lamp, never for a lesson or a lock.
LIKELY: Final = 0.6
SAME_CONSONANTS: Final = 0.7


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


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the open decoding (from ``start`` to ``end``) and what the contest has in their place."""

    start: int
    end: int
    words: tuple[HeardWord, ...]


def needs_second_look(heard: Candidate) -> bool:
    """Whether the open decoding should be checked against the home's vocabulary."""
    return bool(heard.transcript.text) and (
        heard.sense is not Sense.DEED or heard.transcript.confidence < SURE or UNKNOWN in heard.transcript.text
    )


def readings(heard: Transcript, contest: Transcript, others: Sequence[str] = ()) -> tuple[Transcript, ...]:
    """Readings that the sound supports besides ``heard``, the best supported first.

    They are the open words with pieces of the contest in their places, and those of ``others`` that only write the same
    sounds differently.
    """
    heard = _with_words(heard)
    believed = [d for d in differences(heard, contest) if _is_believable(heard, d)]
    found = [_with(heard, believed)]
    if len(believed) > 1:
        found += [_with(heard, [difference]) for difference in believed]
    words = heard.text.split()
    found = [reading for reading in found if resemblance(words, reading.text.split()) >= ALIKE]
    found += [_evenly(text, heard.confidence) for text in others if _only_writes_differently(heard, text)]
    return tuple({reading.text: reading for reading in reversed(found) if reading.text != heard.text}.values())[::-1]


def differences(heard: Transcript, contest: Transcript) -> tuple[Difference, ...]:
    """Where two decodings of the same speech have different words."""
    theirs = contest.words or tuple(_evenly(contest.text, 1.0).words)
    edits = Levenshtein.opcodes(heard.text.split(), [word.text for word in theirs])
    found: list[Difference] = []
    for edit in edits:
        if edit.tag == "equal":
            continue
        words = theirs[edit.dest_start : edit.dest_end]
        last = found[-1] if found else None
        if last is not None and last.end == edit.src_start:
            found[-1] = Difference(last.start, edit.src_end, (*last.words, *words))
        else:
            found.append(Difference(edit.src_start, edit.src_end, tuple(words)))
    return tuple(found)


def _only_writes_differently(heard: Transcript, text: str) -> bool:
    """Whether every word that differs sounds the same by itself: "four" for "for", and not "five" for "fi"."""
    ours = heard.text.split()
    return all(
        resemblance(ours[one.start : one.end], [word.text for word in one.words]) >= SAME_SOUND
        for one in differences(heard, _evenly(text, 1.0))
    )


def choose(heard: Candidate, others: Sequence[Candidate]) -> Transcript:
    """The reading to go on with: the open decoding, unless another makes more sense, or as much where it is surer.

    All that was not chosen stays as ``alternatives``.
    """
    best = heard
    for other in others:
        if other.sense > best.sense or (
            best is heard and other.sense is heard.sense is Sense.DEED and other.transcript.way == "home"
        ):
            best = other
    left = dict.fromkeys(c.transcript.text for c in (heard, *others))
    left.pop(best.transcript.text)
    return replace(best.transcript, alternatives=tuple(left))


def _is_believable(heard: Transcript, difference: Difference) -> bool:
    """Whether the sound speaks for what the contest has in that place."""
    ours = heard.words[difference.start : difference.end]
    least = min((word.confidence for word in ours), default=0.0)
    if not difference.words:  # a word that isn't there: only one that was hardly heard
        return least < SURE
    certainty = min(word.confidence for word in difference.words)
    if certainty < SUPPORTED or any(word.text == UNKNOWN for word in difference.words):
        return False
    if not ours or (certainty >= SURE and least < DOUBTED):
        return True
    alike = resemblance([word.text for word in ours], [word.text for word in difference.words])
    return alike >= SAME_SOUND or (alike >= ALIKE and all(word.confidence < SURE for word in ours))


def _with(heard: Transcript, chosen: Iterable[Difference]) -> Transcript:
    words = list(heard.words)
    for difference in sorted(chosen, key=lambda d: -d.start):
        ours = heard.words[difference.start : difference.end]
        alike = resemblance([w.text for w in ours], [w.text for w in difference.words])
        most = 1.0 if alike >= SAME_SOUND else LIKELY if alike >= SAME_CONSONANTS else GUESSED
        words[difference.start : difference.end] = [
            replace(word, confidence=min(word.confidence, most)) for word in difference.words
        ]
    return Transcript(" ".join(word.text for word in words), tuple(words), "home")


def confirmed(heard: Transcript, contest: Transcript) -> Transcript:
    """``heard`` after a contest that gave the same words: as certain as the two decodings are on the average."""
    if len(heard.words) != len(contest.words):
        return heard
    both = zip(heard.words, contest.words, strict=True)
    words = tuple(replace(ours, confidence=(ours.confidence + theirs.confidence) / 2) for ours, theirs in both)
    return replace(heard, words=words)


def _with_words(transcript: Transcript) -> Transcript:
    if len(transcript.words) == len(transcript.text.split()):
        return transcript
    return replace(_evenly(transcript.text, transcript.confidence), way=transcript.way)


def _evenly(text: str, confidence: float) -> Transcript:
    return Transcript(text, tuple(HeardWord(word, 0.0, 0.0, confidence) for word in text.split()))
