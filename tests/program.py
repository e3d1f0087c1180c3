"""The hub as the program that people run, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools import ROOT


def environment(data: Path, **settings: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("TEACHABLE_HUB_")}
    own = {"DATA_DIR": str(data), "NLU": "embedded", "API_PORT": "0", "TIME_ZONE": "Europe/Berlin"} | settings
    return bare | {f"TEACHABLE_HUB_{name}": value for name, value in own.items()}


def hub(*arguments: str, data: Path, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub", *arguments],
        input=said,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(data, **settings),
        timeout=90,
        check=False,
    )


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A hub that serves while the block runs. What it says is in ``hub.log``, so that it never waits for a reader."""
    log = data / "hub.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hub", "run", "--serve"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            text=True,
            cwd=ROOT,
            env=environment(data, **settings),
        )
    try:
        deadline = time.monotonic() + 30
        while not (data / "api-address").exists():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()
