"""Runs the fitting in a process of its own and knows under which name its result is kept."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import dialogue
from dialogue.training.errors import TrainingError
from dialogue.training.examples import Example

LOG = logging.getLogger(__name__)
PATIENCE: Final = 600.0
"""Seconds a fitting may take on a slow board."""

_DECIDING: Final = ("annotated", "corpus", "examples", "features", "fit", "model", "rasa_data", "templates")
_PACKAGE: Final = Path(dialogue.__file__).parent


@cache
def data_key(language: str = "en") -> str:
    """A name that changes when the sentences, the code that reads them or the libraries change."""
    digest = hashlib.sha256()
    sources = [_PACKAGE / "masking.py", *(_PACKAGE / "training" / f"{name}.py" for name in _DECIDING)]
    for path in sorted([*sources, *(_PACKAGE / "training" / language).iterdir()]):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    for library in ("numpy", "scikit-learn"):
        digest.update(f"{library}{version(library)}".encode())
    digest.update(f"{sys.version_info[:2]}".encode())
    return f"{language}-{digest.hexdigest()[:16]}"


async def fit_in_child(out: Path, extra: Sequence[Example] = ()) -> None:
    """Fit a model of the shipped sentences and ``extra`` into ``out``. Raises ``TrainingError``."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="fit-") as folder:
        arguments = [str(out)]
        if extra:
            sentences = Path(folder) / "extra.jsonl"
            sentences.write_text("".join(json.dumps({"text": e.text, "intent": e.intent}) + "\n" for e in extra))
            arguments.append(str(sentences))
        LOG.info("Training the embedded interpreter (a few seconds)")
        await _run("-m", "dialogue.training.fit", *arguments)


async def _run(*arguments: str) -> None:
    path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH", ""))))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            _, complaint = await process.communicate()
    except TimeoutError as error:
        raise TrainingError(f"training took longer than {PATIENCE:.0f} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()  # to the end of its pipe, which would stay open otherwise
    if process.returncode:
        raise TrainingError(f"training ended with code {process.returncode}: {complaint.decode()[-500:]}")
