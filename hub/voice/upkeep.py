"""Keeps the recogniser's vocabulary in step with lessons and with the home."""

from __future__ import annotations

import asyncio
import logging

from devices.home import Home
from devices.registry import Registry
from dialogue.errors import RecogniserUnavailable
from dialogue.hearing.home_words import HomeWords
from dialogue.turn import Turn

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 2.0


class VocabularyUpkeep:
    """Builds it anew after a lesson at once, and within seconds when the home itself changed."""

    def __init__(self, words: HomeWords, turn: Turn, registry: Registry) -> None:
        self._words = words
        self._turn = turn
        self._registry = registry
        self._woken = asyncio.Event()
        self._home: Home | None = None

    def wake(self) -> None:
        """Something was learned or forgotten."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._woken.wait()
            except TimeoutError:
                if self._registry.home() is self._home:
                    continue
            self._woken.clear()
            self._home = self._registry.home()
            self._turn.lexicon.follow(self._home)
            try:
                await self._words.follow(self._turn.lexicon)
            except RecogniserUnavailable as error:
                _log.warning("The vocabulary of the home is not taken in yet: %s", error)
                await asyncio.sleep(_LOOK_EVERY_S)
                self._woken.set()
