"""A Rasa server as a supervised child process, on loopback, in its own environment."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import shutil
import socket
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

LOG = logging.getLogger(__name__)
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
STEADY: Final = 60.0
"""Seconds after which a server counts as well and the next pause is short again."""
GRACE: Final = 5.0

# skops must come before TensorFlow, or every start takes 10 s more; and the server must not outlive the hub.
_LAUNCHER: Final = """\
import contextlib, ctypes, os, signal, sys
with contextlib.suppress(Exception):
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() != int(os.environ["TEACHABLE_HUB_PARENT"]):
    sys.exit(1)
import skops.io
sys.argv[0] = "rasa"
from rasa.__main__ import main
sys.exit(main())
"""
_QUIET: Final = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "OMP_NUM_THREADS": "1",
    # the cache would keep sentences of forgotten lessons
    "RASA_MAX_CACHE_SIZE": "0",
    "SANIC_WORKERS": "1",
    "PYTHONUNBUFFERED": "1",
}


def find_rasa_python(configured: Path | None = None) -> Path | None:
    """The interpreter of an environment that has Rasa: the configured one, or ``.venv-rasa`` beside the packages."""
    beside = Path(__file__).resolve().parents[2] / ".venv-rasa" / "bin" / "python"
    for python in (configured, beside):
        if python is not None and any(python.parent.parent.glob("lib/python3*/site-packages/rasa/__main__.py")):
            return python
    return None


@dataclass(frozen=True, slots=True)
class RasaAt:
    """A Rasa server that somebody else runs."""

    url: str
    token: str | None = None

    async def restart(self) -> None:
        """Not ours to restart."""


class RasaServer:
    """Keeps one Rasa server alive while ``run`` runs; it starts without a model (``PUT /model`` brings one).

    ``python`` is the interpreter of Rasa's environment, ``folder`` its working folder: what it trains lies in
    ``folder / "models"``. The token is in the command line, where other users of the machine can read it, and Rasa
    has one open webhook: hence loopback only.
    """

    def __init__(self, python: Path, folder: Path) -> None:
        self._python = python
        self.folder = folder
        self.token = secrets.token_urlsafe(24)
        self._url: str | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._last_words: deque[str] = deque(maxlen=8)
        self.starts = 0

    @property
    def url(self) -> str | None:
        """Its address while the process lives; it may not be listening yet."""
        return self._url

    @property
    def pid(self) -> int | None:
        """The process id of the running server."""
        return self._process.pid if self._process is not None else None

    async def run(self) -> None:
        """Start it, and start it again whenever it ends, with growing pauses; ends it when cancelled."""
        pause = FIRST_PAUSE
        while True:
            begun = monotonic()
            try:
                await self._live()
            except OSError as error:
                LOG.warning("Rasa cannot be started: %s", error)
            pause = FIRST_PAUSE if monotonic() - begun > STEADY else pause
            LOG.warning("Rasa ended; next start in %.0f s. Last words: %s", pause, " / ".join(self._last_words))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def restart(self) -> None:
        """Kill a server that no longer answers; ``run`` starts the next."""
        if self._process is not None and self._process.returncode is None:
            LOG.warning("Rasa (process %d) does not answer and is killed", self._process.pid)
            self._process.kill()

    async def _live(self) -> None:
        scratch = self.folder / "tmp"
        await asyncio.to_thread(_make_empty, scratch)
        port = _free_port()
        process = await asyncio.create_subprocess_exec(
            self._python, "-c", _LAUNCHER, "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port),
            f"--auth-token={self.token}",  # it may begin with a dash
            cwd=self.folder,
            env={**_bare_environment(), **_QUIET, "TEACHABLE_HUB_PARENT": str(os.getpid()), "TMPDIR": str(scratch)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        self._process, self._url = process, f"http://127.0.0.1:{port}"
        self.starts += 1
        LOG.info("Rasa is starting as process %d on port %d", process.pid, port)
        try:
            await self._drain(process)
            await process.wait()
        finally:
            self._url = None
            await _end(process)

    async def _drain(self, process: asyncio.subprocess.Process) -> None:
        while process.stderr is not None and (chunk := await process.stderr.read(4096)):
            self._last_words.extend(
                line.strip() for line in chunk.decode(errors="replace").splitlines() if line.strip()
            )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(GRACE):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _make_empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _bare_environment() -> dict[str, str]:
    """Our environment without what belongs to our own Python, and without proxies."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("PYTHON", "VIRTUAL_ENV", "TEACHABLE_HUB_")) and "PROXY" not in name.upper()
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
