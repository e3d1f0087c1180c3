"""Rasa's HTTP interface, as much of it as the hub uses (Rasa 3.6: https://rasa.com/docs/rasa/pages/http-api)."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import httpx

from dialogue.errors import InterpreterUnavailable
from dialogue.ports import Parse, Span
from dialogue.training.errors import ModelRefused, TrainingError
from dialogue.training.examples import CLASSES

NAME: Final = "rasa"
STATUS_PATIENCE: Final = 5.0
LOAD_PATIENCE: Final = 60.0
TRAIN_PATIENCE: Final = 1_800.0


class RasaHangs(InterpreterUnavailable):
    """It took the question and does not answer in time."""


class RasaPlace(Protocol):
    """Where a Rasa server is to be found now."""

    @property
    def url(self) -> str | None:
        """Its address; ``None`` while there is none."""
        ...

    @property
    def token(self) -> str | None:
        """What it asks callers for."""
        ...

    async def restart(self) -> None:
        """End a server that no longer answers; does nothing for a server that is not ours."""
        ...


@dataclass(frozen=True, slots=True)
class RasaStatus:
    """``model`` is the file name of the loaded model, ``None`` when there is none; ``training`` jobs under way."""

    model: str | None
    training: int


class RasaApi:
    """Calls one server. Everything it answers is checked; nothing of it is believed."""

    def __init__(self, place: RasaPlace, client: httpx.AsyncClient) -> None:
        self._place = place
        self._client = client
        # httpx logs whole addresses, and Rasa takes its token only in the address
        logging.getLogger("httpx").setLevel(logging.WARNING)

    async def parse(self, text: str, patience: float) -> Parse:
        """Classes and spans of a text. Raises ``InterpreterUnavailable`` on silence, refusal and nonsense."""
        answer = await self._call("POST", "/model/parse", patience, json={"text": text})
        if answer.status_code != httpx.codes.OK:
            raise InterpreterUnavailable(NAME, f"it answers {answer.status_code}")
        try:
            return _parse_of(answer.json(), text)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InterpreterUnavailable(NAME, f"it answers nonsense ({type(error).__name__})") from error

    async def status(self) -> RasaStatus:
        """What is loaded. Raises ``InterpreterUnavailable`` when it does not say."""
        answer = await self._call("GET", "/status", STATUS_PATIENCE)
        if answer.status_code == httpx.codes.CONFLICT:
            return RasaStatus(model=None, training=0)
        try:
            content = answer.raise_for_status().json()
            return RasaStatus(str(content["model_file"]), int(content["num_active_training_jobs"]))
        except (httpx.HTTPStatusError, ValueError, KeyError, TypeError) as error:
            raise InterpreterUnavailable(NAME, f"it has no status ({type(error).__name__})") from error

    async def train(self, document: str) -> str:
        """Train; returns the new model's file name in the server's ``models`` folder.

        Raises ``ModelRefused`` when the server does not want to, otherwise ``TrainingError``.
        """
        try:
            answer = await self._call(
                "POST",
                "/model/train",
                TRAIN_PATIENCE,
                content=document.encode(),
                headers={"Content-Type": "application/yaml"},
                params={"save_to_default_model_directory": "true"},
            )
        except InterpreterUnavailable as error:
            raise TrainingError(str(error)) from error
        name = answer.headers.get("filename", "")
        if answer.status_code != httpx.codes.OK or not name or "/" in name:
            raise ModelRefused(f"rasa refuses to train ({answer.status_code})")
        return str(name)

    async def load(self, model_file: str) -> None:
        """Serve this model from now on. Raises ``ModelRefused`` (the one before stays) or ``TrainingError``."""
        try:
            answer = await self._call("PUT", "/model", LOAD_PATIENCE, json={"model_file": model_file})
            loaded = await self.status()
        except InterpreterUnavailable as error:
            raise TrainingError(str(error)) from error
        if answer.status_code != httpx.codes.NO_CONTENT or loaded.model != model_file.rpartition("/")[2]:
            raise ModelRefused(f"rasa does not load {model_file} ({answer.status_code}, serves {loaded.model})")

    async def _call(
        self, method: str, path: str, patience: float, params: Mapping[str, str] | None = None, **content: Any
    ) -> httpx.Response:
        url, token = self._place.url, self._place.token
        if url is None:
            raise InterpreterUnavailable(NAME, "the server is not up")
        query = {**(params or {}), **({"token": token} if token else {})}
        try:
            return await self._client.request(method, url + path, params=query, timeout=patience, **content)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            hangs = isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout)
            raise (RasaHangs if hangs else InterpreterUnavailable)(NAME, type(error).__name__) from error


def _parse_of(content: Mapping[str, Any], text: str) -> Parse:
    intents = {str(entry["name"]): float(entry["confidence"]) for entry in content["intent_ranking"]}
    sane = all(math.isfinite(share) and 0.0 <= share <= 1.0 for share in intents.values())
    total = sum(intents.values())
    if not sane or not intents.keys() <= set(CLASSES) or not 0.9 <= total <= 1.1:
        raise ValueError("not a distribution over our classes")
    spans = tuple(_span_of(entity, text) for entity in content.get("entities") or ())
    return Parse({name: share / total for name, share in intents.items()}, spans, NAME)


def _span_of(entity: Mapping[str, Any], text: str) -> Span:
    start, end = int(entity["start"]), int(entity["end"])
    if not 0 <= start < end <= len(text):
        raise ValueError("a span outside of the text")
    confidence = float(entity.get("confidence_entity", 0.0))
    return Span(str(entity["entity"]), text[start:end], start, end, min(max(confidence, 0.0), 1.0))
