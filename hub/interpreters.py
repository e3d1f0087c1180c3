"""Composes the statistical interpreter: Rasa where there is one, and the embedded one that takes over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.ports import IntentParser
from hub.config import Settings


@asynccontextmanager
async def interpreter_for_replay(settings: Settings, nlu: str) -> AsyncIterator[IntentParser]:
    """The interpreter a replay asks for: auto, rasa or embedded."""
    embedded = EmbeddedInterpreter(settings.data_dir / "models", settings.language)
    await embedded.prepare()
    yield embedded
