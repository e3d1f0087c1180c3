"""The notes on which of Rasa's models are in use."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path


def shipped_models(folder: Path) -> frozenset[str]:
    """Names of the model files that know no household's words, by the notes in ``folder``."""
    names = set()
    for note in folder.glob("rasa-*.base.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            names.add(Path(json.loads(note.read_text())["path"]).name)
    return frozenset(names)
