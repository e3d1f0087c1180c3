"""Keeps the recogniser's vocabulary in step with the home: every lesson, every renamed device."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from dialogue.hearing.ear import Ear
from dialogue.hearing.phrases import UNKNOWN, home_names, phrases_of
from dialogue.hearing.spelling import respelled, spellings_of, spoken_words
from dialogue.ports import Recogniser
from dialogue.reading.vocabulary import Vocabulary
from teaching.lexicon import Lexicon

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The phrases a recogniser can hear, and the words of this home that it can't."""

    phrases: tuple[str, ...]
    respelled: dict[str, str]
    unheard: frozenset[str]


async def fit(recogniser: Recogniser, rows: tuple[tuple[str, ...], ...]) -> Fitted:
    """Leave out what the model lacks, under any spelling. Raises ``RecogniserUnavailable``."""
    other, unheard = await _found(recogniser, {word for row in rows for word in row})
    return await asyncio.to_thread(_fitted, rows, other, unheard)


async def _found(recogniser: Recogniser, words: set[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Words that the model has under another spelling, and those that it lacks under any."""
    lacking = await recogniser.missing(words)
    parts = {part for word in lacking for spelling in spellings_of(word) for part in spelling.split()}
    known = parts - await recogniser.missing(parts) if parts else set()
    other = respelled(words, known, lacking)
    return other, frozenset(lacking - other.keys())


def _fitted(rows: tuple[tuple[str, ...], ...], other: dict[str, str], unheard: frozenset[str]) -> Fitted:
    phrases = dict.fromkeys(" ".join(other.get(word, word) for word in row) for row in rows if unheard.isdisjoint(row))
    return Fitted((*phrases, UNKNOWN), other, unheard)


class HomeWords:
    """Builds the vocabulary anew when what can be said has changed, without a gap in listening."""

    def __init__(self, recogniser: Recogniser, ear: Ear, vocabulary: Vocabulary) -> None:
        self._recogniser = recogniser
        self._ear = ear
        self._vocabulary = vocabulary
        self._names: tuple[tuple[str, str], ...] = ()
        self.unheard: frozenset[str] = frozenset()

    async def lacking(self, phrases: Iterable[str]) -> frozenset[str]:
        """The words of phrases that the model lacks. Raises ``RecogniserUnavailable``."""
        return (await _found(self._recogniser, {word for phrase in phrases for word in spoken_words(phrase)}))[1]

    async def follow(self, lexicon: Lexicon) -> bool:
        """Take in the words of this lexicon; whether anything was new. Raises ``RecogniserUnavailable``."""
        names = home_names(lexicon, self._vocabulary)
        if names == self._names:
            return False
        # Thousands of names take a while: the hub goes on listening with the vocabulary it has.
        rows = await asyncio.to_thread(phrases_of, names, self._vocabulary.language)
        fitted = await fit(self._recogniser, rows)
        await self._recogniser.follow(fitted.phrases)
        # Where the home knows both spellings, what was heard stays as it was heard.
        both = {word for row in rows for word in row}
        pairs = [
            (tuple(h.split()), written) for written, h in fitted.respelled.items() if not both.issuperset(h.split())
        ]
        self._ear.respell(sorted(pairs, key=lambda pair: -len(pair[0])))
        new = fitted.unheard - self.unheard
        if new:
            LOG.info("%d words of this home are not in the speech model's word list", len(new))
        self._names, self.unheard = names, fitted.unheard
        return True
