"""The interpreter that listens in scenarios: trained once, kept by the hash of its data."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from dialogue.adapters.embedded import EmbeddedInterpreter
from tests.tools import ROOT

KEPT = Path(os.environ.get("XDG_CACHE_HOME", ROOT / ".tools")) / "test-models"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def listener() -> AsyncIterator[EmbeddedInterpreter]:
    """The embedded interpreter, as it is shipped."""
    interpreter = EmbeddedInterpreter(KEPT)
    await interpreter.prepare()
    yield interpreter
