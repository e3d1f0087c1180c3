"""Retrains the interpreters in the background when lessons have changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from dialogue.ports import Forget
from dialogue.reading.masking import mask
from dialogue.training.corpus import regression_examples
from dialogue.training.errors import TrainingError
from dialogue.training.examples import Example
from teaching.concepts import Concept
from teaching.training import lesson_sentences

LOG = logging.getLogger(__name__)
QUIET: Final = 20.0
"""Seconds without a new lesson before training starts, so that ten lessons in a row are one training."""
MOST_LESSONS: Final = 500
"""So many lesson sentences, of the most used concepts, are part of the regression."""


class Trainee(Protocol):
    """An interpreter that can be taught a household's words."""

    @property
    def name(self) -> str:
        """Its short name."""
        ...

    async def retrain(self, extra: Sequence[Example], regression: Sequence[Example]) -> bool:
        """Train with the extra sentences and promote the new model if no regression sentence is lost."""
        ...

    async def forget_household(self) -> int:
        """Remove every model that knows the household's words; how many there were."""
        ...


class Retrainer:
    """Waits for ``request`` and then retrains each trainee from the concepts as they are. Also a derived store of
    ``hub.storage``: what is forgotten leaves the models at once, and they are trained anew without it.
    """

    name = "trained models"

    def __init__(
        self,
        trainees: Sequence[Trainee],
        concepts: Callable[[], Awaitable[Sequence[Concept]]],
        *,
        language: str = "en",
        quiet: float = QUIET,
    ) -> None:
        self._trainees = trainees
        self._concepts = concepts
        self._language = language
        self._quiet = quiet
        self._asked = asyncio.Event()
        self._training: asyncio.Task[dict[str, bool]] | None = None

    def request(self) -> None:
        """Concepts have changed; returns at once."""
        self._asked.set()

    async def run(self) -> None:
        """Train when asked and quiet, until cancelled. A training that fails is logged; the old model stays."""
        while True:
            await self._asked.wait()
            while self._asked.is_set():
                self._asked.clear()
                await asyncio.sleep(self._quiet)
            self._training = asyncio.create_task(self.train_now(), name="retraining")
            try:
                await asyncio.wait([self._training])
            finally:
                self._training.cancel()

    async def train_now(self) -> dict[str, bool]:
        """Retrain every trainee; by name, whether its new model was promoted."""
        lessons = household_examples(await self._concepts())
        regression = [*regression_examples(self._language), *lessons[:MOST_LESSONS]]
        promoted: dict[str, bool] = {}
        for trainee in self._trainees:
            try:
                promoted[trainee.name] = await trainee.retrain(lessons, regression)
            except TrainingError as error:
                LOG.warning("%s was not retrained: %s", trainee.name, error)
                promoted[trainee.name] = False
        return promoted

    async def forget(self, forget: Forget) -> int:  # noqa: ARG002 (models cannot be told apart by person or time)
        """Remove every model that was trained on lessons, also one in the making, and train anew from what is left."""
        if self._training is not None:
            self._training.cancel()
            await asyncio.wait([self._training])
        gone = sum([await trainee.forget_household() for trainee in self._trainees])
        self.request()
        return gone


def household_examples(concepts: Sequence[Concept]) -> tuple[Example, ...]:
    """The sentences of a household's concepts, as the models are given them."""
    return tuple(
        Example(text, sentence.intent)
        for sentence in lesson_sentences(concepts)
        if (text := mask(sentence.text, ()).text)
    )
