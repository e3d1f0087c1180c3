"""The Rasa interpreter: a server, the model it should serve, and parsing within a budget."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Final

import httpx

from dialogue.adapters.rasa_api import NAME, RasaApi, RasaHangs, RasaPlace
from dialogue.errors import InterpreterUnavailable
from dialogue.ports import Parse, Span
from dialogue.reading.masking import hidden
from dialogue.training.child import data_key
from dialogue.training.corpus import base_examples
from dialogue.training.errors import ModelRefused, TrainingError
from dialogue.training.examples import Example
from dialogue.training.promotion import SURE, Reading, lost, understood
from dialogue.training.rasa_data import chosen, shares_of, training_document, vocabulary_of

LOG = logging.getLogger(__name__)
BUDGET: Final = 0.15
TRIAL_PATIENCE: Final = 5.0
CHAT_ODDS: Final = 1 / 6
"""Rasa's model sees stray talk everywhere; with this the same thresholds hold for both interpreters."""
LOOK_EVERY: Final = 1.0
REST: Final = 600.0
"""Seconds until a server that refused to train is asked again."""
MISSES: Final = 3
"""Status questions that a server took and did not answer, each within 5 s, after which it is killed."""


@dataclass(frozen=True, slots=True)
class RasaModel:
    """A trained model: the path Rasa loads it by, the words it knows, and the share of each class in its sentences."""

    path: str
    vocabulary: frozenset[str]
    shares: Mapping[str, float]

    @property
    def name(self) -> str:
        """Its file name, as ``/status`` shows it."""
        return self.path.rpartition("/")[2]


class RasaInterpreter:
    """An ``IntentParser`` over a Rasa server. ``run`` keeps the right model loaded: trains it where there is none,
    brings it back after a restart, and has a hung server killed. Until then ``parse`` refuses at once.

    ``models`` is the server's ``models`` folder when it is ours, ``None`` for a server by URL, whose models stay there
    under the names it gave them. ``folder`` keeps the notes on which models hold.
    """

    def __init__(
        self,
        place: RasaPlace,
        folder: Path,
        *,
        models: Path | None = None,
        language: str = "en",
        budget: float = BUDGET,
    ) -> None:
        self._place = place
        self._folder = folder
        self._models = models
        self._language = language
        self._budget = budget
        self._client = httpx.AsyncClient(trust_env=False)
        self._api = RasaApi(place, self._client)
        self._serving: RasaModel | None = None
        self._answers = asyncio.Event()
        self._trouble = "the server is starting"
        self._misses = 0
        self._rests_until = 0.0
        self._litter = False
        self._changing = asyncio.Lock()

    @property
    def name(self) -> str:
        """``rasa``."""
        return NAME

    @property
    def ready(self) -> bool:
        """Whether it answers."""
        return self._serving is not None

    @property
    def trouble(self) -> str:
        """Why it does not answer; empty when it does."""
        return "" if self._serving is not None else self._trouble

    async def wait_ready(self) -> None:
        """Return as soon as it answers; the first training takes about a minute."""
        await self._answers.wait()

    async def parse(self, text: str) -> Parse:
        """See ``IntentParser.parse``. Takes at most the budget."""
        model = self._serving
        if model is None:
            raise InterpreterUnavailable(NAME, self._trouble)
        return await self._read(text, model, self._budget)

    async def run(self) -> None:
        """Look after the server until cancelled."""
        try:
            while True:
                await self._look()
                await asyncio.sleep(LOOK_EVERY)
        finally:
            self._stop_answering("the hub is ending")
            await self._client.aclose()

    async def retrain(self, extra: Sequence[Example], regression: Sequence[Example]) -> bool:
        """Train with a household's sentences and promote the model if nothing understood is lost; whether it was.

        While the candidate is tried, parsing refuses, so that nobody is answered by a model on trial. Raises
        ``TrainingError``; the model in use then stays.
        """
        before = self._serving
        if before is None:
            raise TrainingError(f"rasa: {self._trouble}")
        try:
            candidate = await self._train(extra)
        except BaseException:
            # the server may still be at it, and will leave a model that nobody waits for
            self._litter = True
            raise
        async with self._changing:
            understood_before = await understood(self._reader(before), regression, SURE)
            try:
                promoted = await self._try_out(candidate, regression, understood_before)
            except (TrainingError, InterpreterUnavailable) as error:
                promoted = False
                LOG.warning("Rasa's new model fails its trial: %s", error)
            if promoted:
                self._note(candidate, household=True)
                self._answer_with(candidate)
                await asyncio.to_thread(self._remove_other_models)
            else:
                await self._serve(before)
                await asyncio.to_thread(self._remove_other_models)
            return promoted

    async def forget_household(self) -> int:
        """Serve the shipped sentences' model again and remove what was derived from lessons; how many models went."""
        async with self._changing:
            notes = list(self._folder.glob("rasa-*.household.json"))
            for note in notes:
                note.unlink(missing_ok=True)
            if notes:
                self._stop_answering("a model is being forgotten")
            await asyncio.to_thread(self._remove_other_models)
            return len(notes)

    def _answer_with(self, model: RasaModel) -> None:
        self._serving = model
        self._answers.set()

    def _stop_answering(self, trouble: str) -> None:
        self._serving, self._trouble = None, trouble
        self._answers.clear()

    async def _look(self) -> None:
        if self._changing.locked():
            return
        try:
            status = await self._api.status()
        except InterpreterUnavailable as error:
            await self._note_miss(error)
            return
        self._misses = 0
        if self._litter and not status.training:
            self._litter = False
            await asyncio.to_thread(self._remove_other_models)
        if self._serving is None or status.model != self._serving.name:
            self._stop_answering("a model is being loaded")
            async with self._changing:
                await self._bring_model(status.model)

    async def _note_miss(self, error: InterpreterUnavailable) -> None:
        self._stop_answering(f"the server does not answer ({error.reason})")
        self._misses += isinstance(error, RasaHangs)
        if self._misses >= MISSES:
            self._misses = 0
            await self._place.restart()

    async def _bring_model(self, loaded: str | None) -> None:
        for household in (True, False):
            model = self._noted(household=household)
            if model is not None and model.name == loaded:
                self._answer_with(model)
                return
            if model is not None:
                try:
                    await self._serve(model)
                except TrainingError as error:
                    LOG.warning("Rasa's model is left aside: %s", error)
                    if not isinstance(error, ModelRefused):
                        return
                    self._note_file(household=household).unlink(missing_ok=True)
                else:
                    return
        if monotonic() >= self._rests_until:
            await self._train_first_model()

    async def _train_first_model(self) -> None:
        self._trouble = "its first model is being trained"
        try:
            model = await self._train(())
            await self._serve(model)
        except TrainingError as error:
            self._stop_answering(str(error))
            LOG.warning("Rasa could not be trained: %s", error)
            if isinstance(error, ModelRefused):
                self._rests_until = monotonic() + REST
        else:
            self._note(model, household=False)
            await asyncio.to_thread(self._remove_other_models)

    async def _serve(self, model: RasaModel) -> None:
        self._stop_answering("a model is being loaded")
        await self._api.load(model.path)
        self._answer_with(model)

    async def _try_out(self, candidate: RasaModel, regression: Sequence[Example], before: frozenset[Example]) -> bool:
        self._stop_answering("a new model is on trial")
        await self._api.load(candidate.path)
        missing = lost(before, await understood(self._reader(candidate), regression))
        if missing:
            LOG.warning("Rasa's new model is refused: it loses %d of %d sentences", len(missing), len(before))
        return not missing

    async def _train(self, extra: Sequence[Example]) -> RasaModel:
        document, vocabulary, shares = await asyncio.to_thread(_document, tuple(extra), self._language)
        LOG.info("Training Rasa (about a minute)")
        name = await self._api.train(document)
        path = str((self._models / name).absolute()) if self._models is not None else f"models/{name}"
        return RasaModel(path, vocabulary, shares)

    async def _read(self, text: str, model: RasaModel, patience: float) -> Parse:
        shown = hidden(text, model.vocabulary)
        parse = await self._api.parse(shown.text, patience)
        spans = (_moved(span, text, *shown.original(span.start, span.end)) for span in parse.spans)
        return replace(parse, intents=_weighted(parse.intents, model.shares), spans=tuple(spans))

    def _reader(self, model: RasaModel) -> Reading:
        async def read(text: str) -> Parse:
            return await self._read(text, model, TRIAL_PATIENCE)

        return read

    def _note_file(self, *, household: bool) -> Path:
        kind = "household" if household else "base"
        return self._folder / f"rasa-{data_key(self._language)}.{kind}.json"

    def _note(self, model: RasaModel, *, household: bool) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._note_file(household=household)
        part = path.with_suffix(".part")
        content = {"path": model.path, "vocabulary": sorted(model.vocabulary), "shares": dict(model.shares)}
        part.write_text(json.dumps(content))
        part.replace(path)

    def _noted(self, *, household: bool) -> RasaModel | None:
        try:
            content = json.loads(self._note_file(household=household).read_text())
            shares = {str(intent): float(share) for intent, share in content["shares"].items()}
            model = RasaModel(str(content["path"]), frozenset(content["vocabulary"]), shares)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        # Rasa serves another model where the named one is missing, so it is not asked to
        return model if self._models is None or Path(model.path).is_file() else None

    def _remove_other_models(self) -> None:
        if self._models is None:
            return
        for note in self._folder.glob("rasa-*.json"):
            if note not in (self._note_file(household=True), self._note_file(household=False)):
                note.unlink(missing_ok=True)
        kept = {model.name for household in (True, False) if (model := self._noted(household=household)) is not None}
        for path in self._models.glob("*.tar.gz"):
            if path.name not in kept:
                path.unlink(missing_ok=True)


def _document(extra: Sequence[Example], language: str) -> tuple[str, frozenset[str], Mapping[str, float]]:
    examples = [*chosen(base_examples(language)), *extra]
    vocabulary = vocabulary_of(examples)
    return training_document(examples, vocabulary), vocabulary, shares_of(examples)


def _weighted(intents: Mapping[str, float], shares: Mapping[str, float]) -> Mapping[str, float]:
    weighed = {intent: probability * shares.get(intent, 0.0) for intent, probability in intents.items()}
    weighed["chat"] = weighed.get("chat", 0.0) * CHAT_ODDS
    total = sum(weighed.values())
    return {intent: weight / total for intent, weight in weighed.items()} if total > 0 else intents


def _moved(span: Span, text: str, start: int, end: int) -> Span:
    return replace(span, text=text[start:end], start=start, end=end)
