"""The interpreter inside the hub: trained once by scikit-learn in a child process, applied with numpy."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dialogue.errors import InterpreterUnavailable
from dialogue.ports import Parse
from dialogue.reading.masking import LONGEST
from dialogue.training.child import data_key, fit_in_child
from dialogue.training.errors import ModelFileError
from dialogue.training.examples import Example
from dialogue.training.model import IntentModel, read_model
from dialogue.training.promotion import SURE, Reading, lost, understood

LOG = logging.getLogger(__name__)
NAME: Final = "embedded"


class EmbeddedInterpreter:
    """An ``IntentParser`` that needs nothing but a model file in ``folder``.

    ``prepare`` loads the household's model, or the shipped sentences' one, or trains that one first (some seconds, in
    a child process). A damaged file, or one of another version, is never loaded.
    """

    def __init__(self, folder: Path, language: str = "en") -> None:
        self._folder = folder
        self._language = language
        self._model: IntentModel | None = None

    @property
    def name(self) -> str:
        """``embedded``."""
        return NAME

    @property
    def ready(self) -> bool:
        """Whether a model is loaded."""
        return self._model is not None

    @property
    def base_file(self) -> Path:
        """Where the model of the shipped sentences is kept."""
        return self._folder / f"embedded-{data_key(self._language)}.model"

    @property
    def household_file(self) -> Path:
        """Where the model that also knows this household's lessons is kept."""
        return self._folder / f"embedded-{data_key(self._language)}.household.model"

    async def prepare(self) -> None:
        """Make it able to answer. Raises ``TrainingError`` when no model can be made."""
        try:
            self._model = await asyncio.to_thread(self._load)
        except ModelFileError:
            await fit_in_child(self.base_file)
            self._model = await asyncio.to_thread(read_model, self.base_file)
            self._drop_old_files()

    async def retrain(self, extra: Sequence[Example], regression: Sequence[Example]) -> bool:
        """Train with a household's sentences and promote the model if nothing understood is lost; whether it was.

        Raises ``TrainingError``; the model in use then stays.
        """
        trial = self.household_file.with_suffix(".trial")
        try:
            await fit_in_child(trial, extra)
            candidate = await asyncio.to_thread(read_model, trial)
            before = (
                frozenset[Example]()
                if self._model is None
                else await understood(_reader(self._model), regression, SURE)
            )
            missing = lost(before, await understood(_reader(candidate), regression))
            if missing:
                LOG.warning("The new embedded model is refused: it loses %d of %d sentences", len(missing), len(before))
                return False
            trial.replace(self.household_file)
            self._model = candidate
            return True
        finally:
            trial.unlink(missing_ok=True)

    async def forget_household(self) -> int:
        """Answer with the shipped sentences' model and remove what was derived from lessons; how many files went."""
        gone = 0
        for path in self._folder.glob("embedded-*.household.*"):
            path.unlink(missing_ok=True)
            gone += 1
        for path in self._folder.glob("fit-*/*"):
            path.unlink(missing_ok=True)  # a killed hub leaves the sentences that it was training with
            gone += 1
        if self._model is not None:
            await self.prepare()
        return gone

    async def parse(self, text: str) -> Parse:
        """See ``IntentParser.parse``; ``text`` may be unmasked, numbers and unknown words are hidden here."""
        if self._model is None:
            raise InterpreterUnavailable(NAME, "no model is loaded yet")
        return Parse(intents=self._model.probabilities(text[:LONGEST]), interpreter=NAME)

    def _load(self) -> IntentModel:
        for path in (self.household_file, self.base_file):
            if path.exists():
                try:
                    return read_model(path)
                except ModelFileError as error:
                    LOG.warning("Model file left aside: %s", error)
        return read_model(self.base_file)

    def _drop_old_files(self) -> None:
        key = data_key(self._language)
        for path in self._folder.glob(f"embedded-{self._language}-*.model"):
            if key not in path.name:
                path.unlink(missing_ok=True)


def _reader(model: IntentModel) -> Reading:
    async def read(text: str) -> Parse:
        return Parse(intents=model.probabilities(text), interpreter=NAME)

    return read
