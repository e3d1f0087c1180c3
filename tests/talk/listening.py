"""The interpreter that listens in the tests: trained once and kept by the hash of its data."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from dialogue.adapters.embedded import EmbeddedInterpreter
from dialogue.errors import InterpreterUnavailable
from dialogue.ports import Parse
from tests.tools import ROOT

KEPT = Path(os.environ.get("XDG_CACHE_HOME", ROOT / ".tools")) / "test-models"


@cache
def listener() -> EmbeddedInterpreter:
    """The embedded interpreter as it is shipped; the first call may take the time of a training."""
    interpreter = EmbeddedInterpreter(KEPT)
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(interpreter.prepare())).result()
    return interpreter


class DeafInterpreter:
    """An interpreter that never answers, as when none could be trained or started."""

    @property
    def name(self) -> str:
        """Its name."""
        return "deaf"

    async def parse(self, text: str) -> Parse:
        """Raises."""
        raise InterpreterUnavailable(self.name, f"nobody listens to {len(text)} characters")
