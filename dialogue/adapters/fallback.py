"""Two interpreters as one: the second votes beside the first, and answers alone when the first cannot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from dialogue.errors import InterpreterUnavailable
from dialogue.ports import IntentParser, Parse

LOG = logging.getLogger(__name__)
BUDGET: Final = 0.15
"""Seconds a turn waits for the first interpreter."""
PATIENCE: Final = 2
"""Failures in a row after which it is left alone for a while."""
FIRST_REST: Final = 2.0
LONGEST_REST: Final = 30.0
SHARE: Final = 1 / 10
"""The first one's share of the pooled vote: alone it takes three times as much stray talk for requests."""
LEAST: Final = 1e-4
"""No vote is so sure that the other one could not matter."""


@dataclass(frozen=True, slots=True)
class InterpreterStatus:
    """Who answers now, and what is wrong with the one that should."""

    answering: str
    trouble: str = ""


class FallbackInterpreter:
    """An ``IntentParser`` that asks ``primary`` and ``fallback``, and ``fallback`` alone when that is down or slow.

    Where both answer their votes are pooled: they err on different sentences, and the second costs a tenth of a
    millisecond. ``Parse.interpreter`` is the primary's name then.

    After two turns that it kept waiting the primary rests for 2 s, doubling to 30 s, so that a hung one costs few turns
    its budget. One that refuses at once is asked again every time, which costs nothing.
    """

    def __init__(
        self,
        primary: IntentParser | None,
        fallback: IntentParser,
        *,
        budget: float = BUDGET,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._primary = primary
        self._fallback = fallback
        self._budget = budget
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0
        self._trouble = "" if primary is not None else "not set up"

    @property
    def name(self) -> str:
        """The name of the one that answers now."""
        return self.status.answering

    @property
    def status(self) -> InterpreterStatus:
        """For ``check``, the web admin and health."""
        if self._primary is None or self._trouble:
            return InterpreterStatus(self._fallback.name, self._trouble)
        return InterpreterStatus(self._primary.name)

    async def parse(self, text: str) -> Parse:
        """See ``IntentParser.parse``; ``Parse.interpreter`` says who answered."""
        if self._primary is not None and self._clock() >= self._rests_until:
            begun = self._clock()
            try:
                async with asyncio.timeout(self._budget):
                    parse = await self._primary.parse(text)
            except TimeoutError:
                self._note_failure(f"no answer within {self._budget * 1000:.0f} ms", waited=True)
            except InterpreterUnavailable as error:
                self._note_failure(error.reason, waited=self._clock() - begun > self._budget / 5)
            else:
                self._note_success()
                return await self._pooled(parse, text)
        return await self._fallback.parse(text)

    async def _pooled(self, parse: Parse, text: str) -> Parse:
        try:
            second = await self._fallback.parse(text)
        except InterpreterUnavailable:
            return parse
        return replace(parse, intents=pooled(parse.intents, second.intents))

    def _note_failure(self, reason: str, *, waited: bool) -> None:
        if not self._trouble and self._primary is not None:
            LOG.warning("%s answers instead of %s: %s", self._fallback.name, self._primary.name, reason)
        self._trouble = reason
        if not waited:
            return
        self._failures += 1
        if self._failures >= PATIENCE:
            doublings = min(self._failures - PATIENCE, 8)
            self._rests_until = self._clock() + min(FIRST_REST * 2**doublings, LONGEST_REST)

    def _note_success(self) -> None:
        if self._trouble and self._primary is not None:
            LOG.warning("%s answers again", self._primary.name)
        self._failures, self._trouble, self._rests_until = 0, "", 0.0


def pooled(first: Mapping[str, float], second: Mapping[str, float]) -> Mapping[str, float]:
    """The logarithmic pool of two sets of probabilities: their weighted geometric mean, made to add up to 1."""
    together = {
        intent: max(first.get(intent, 0.0), LEAST) ** SHARE * max(second.get(intent, 0.0), LEAST) ** (1 - SHARE)
        for intent in first.keys() | second.keys()
    }
    total = sum(together.values())
    return {intent: value / total for intent, value in together.items()}
