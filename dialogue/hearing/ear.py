"""Hears one utterance: decodes it openly while it comes in, and once more with the home's vocabulary when in doubt.

The second look is a contest: the recogniser may give what can be said in this home and what it heard openly. Several
open readings are decoded beside it; those that only write the same sounds differently are weighed as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

from dialogue.decision import Decision
from dialogue.hearing.choice import Candidate, Sense, choose, confirmed, needs_second_look, readings
from dialogue.ports import Listening, Recogniser
from dialogue.response import Kind
from dialogue.saying.telling import ASKS
from dialogue.transcript import HeardWord, Hearing, Partial, Transcript

Weigh: TypeAlias = Callable[[str], Awaitable[Decision]]

READINGS: Final = 4
_QUESTIONS: Final = ASKS | {Kind.REFUSES}


class Ear:
    """Uses a ``Recogniser``; ``respelled`` maps words as its list has them to words as this home writes them."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._respelled: dict[str, list[tuple[tuple[str, ...], str]]] = {}

    def respell(self, respelled: Sequence[tuple[tuple[str, ...], str]]) -> None:
        """Write these heard words (longest first) as this home does."""
        by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for heard, written in respelled:
            by_first.setdefault(heard[0], []).append((heard, written))
        self._respelled = by_first

    async def hear(self, audio: AsyncIterator[bytes], weigh: Weigh | None = None) -> AsyncIterator[Hearing]:
        """Partial results while ``audio`` comes in, and the transcript in the end. Raises ``RecogniserUnavailable``.

        ``weigh`` says what a text would lead to now; without it the open decoding is taken as it is.
        """
        kept: list[bytes] = []
        heard = Transcript("")
        async for hearing in self._recogniser.hear(_recorded(audio, kept)):
            if isinstance(hearing, Partial):
                yield hearing
            else:
                heard = hearing
        if heard.text:
            heard = replace(heard, find_alternatives=partial(self._others, kept, heard.text))
        if weigh is not None and heard.text:
            heard = await self._second_look(heard, kept, weigh)
        yield self._as_written(heard)

    async def _others(self, kept: Sequence[bytes], text: str) -> tuple[str, ...]:
        several = await self._decode(kept, Listening(alternatives=READINGS))
        return tuple(dict.fromkeys(one for one in (several.text, *several.alternatives) if one and one != text))

    async def _second_look(self, heard: Transcript, kept: Sequence[bytes], weigh: Weigh) -> Transcript:
        first = await self._candidate(heard, weigh)
        if not needs_second_look(first):
            return heard
        contest, others = await asyncio.gather(
            self._decode(kept, Listening(home=True, phrases=(heard.text,))), self._others(kept, heard.text)
        )
        if contest.text == heard.text:
            first = replace(first, transcript=confirmed(heard, contest))
        found = readings(heard, contest, others)[:READINGS]
        chosen = choose(first, [await self._candidate(reading, weigh) for reading in found])
        heard_too = dict.fromkeys((*chosen.alternatives, contest.text, *others))
        left = tuple(text for text in heard_too if text and text != chosen.text)
        return replace(chosen, alternatives=left, find_alternatives=None)

    async def _decode(self, kept: Sequence[bytes], listening: Listening) -> Transcript:
        found = Transcript("")
        async for hearing in self._recogniser.hear(_played(kept), listening=listening):
            if isinstance(hearing, Transcript):
                found = hearing
        return found

    async def _candidate(self, transcript: Transcript, weigh: Weigh) -> Candidate:
        if not transcript.text:
            return Candidate(transcript, Sense.NOTHING)
        decision = await weigh(self._as_written(transcript).text)
        if decision.kind is Kind.IGNORES or (decision.kind is Kind.CANCELS and not decision.understood):
            sense = Sense.NOTHING
        else:
            sense = Sense.QUESTION if decision.kind in _QUESTIONS else Sense.DEED
        return Candidate(transcript, sense)

    def _as_written(self, transcript: Transcript) -> Transcript:
        """The transcript with the home's own spellings in place of the recogniser's."""
        text = self._rewritten(transcript.text)
        if text == transcript.text:
            return transcript
        confidence = transcript.confidence
        words = tuple(HeardWord(word, 0.0, 0.0, confidence) for word in text.split())
        if len(words) == len(transcript.words):
            words = tuple(replace(old, text=new.text) for old, new in zip(transcript.words, words, strict=True))
        return replace(transcript, text=text, words=words)

    def _rewritten(self, text: str) -> str:
        words = text.split()
        position = 0
        written: list[str] = []
        while position < len(words):
            for heard, meant in self._respelled.get(words[position], ()):
                if tuple(words[position : position + len(heard)]) == heard:
                    written.append(meant)
                    position += len(heard)
                    break
            else:
                written.append(words[position])
                position += 1
        return " ".join(written)


async def _recorded(audio: AsyncIterator[bytes], kept: list[bytes]) -> AsyncIterator[bytes]:
    async for chunk in audio:
        kept.append(chunk)
        yield chunk


async def _played(kept: Sequence[bytes]) -> AsyncIterator[bytes]:
    for chunk in kept:
        yield chunk
