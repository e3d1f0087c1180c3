"""A recogniser's word list for tests: everything but some words."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue.hearing.spelling import spoken_words


class LackingWords:
    """``HeardWords`` that lacks these."""

    def __init__(self, lacks: Iterable[str]) -> None:
        self.unheard = frozenset(lacks)

    async def lacking(self, phrases: Iterable[str]) -> frozenset[str]:
        """See ``HeardWords``."""
        return self.unheard.intersection(word for phrase in phrases for word in spoken_words(phrase))
