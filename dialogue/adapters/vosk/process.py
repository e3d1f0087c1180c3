"""The recogniser's process as the hub holds it: one start, frames both ways, one end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

import dialogue
from dialogue.adapters.vosk.frames import Frame, NoFrame, Sort, receive_frame
from dialogue.adapters.vosk.worker import BROKEN_MODEL
from dialogue.errors import RecogniserUnavailable, SpeechModelFaulty

LOG = logging.getLogger(__name__)
LOAD_S: Final = 120.0
_ENDING_S: Final = 2.0
_COMPLAINTS: Final = 20
_PACKAGE: Final = Path(dialogue.__file__).parent

# Decoding threads live as long as an utterance: without these each one would begin by asking for its memory anew.
_MEMORY: Final = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": str(64 * 1024 * 1024),
    "MALLOC_TOP_PAD_": str(4 * 1024 * 1024),
}
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class DecodingProcess:
    """Started by ``start``; tells ``on_frame`` what comes, and ``None`` once when it is over."""

    def __init__(
        self, folder: Path, process: asyncio.subprocess.Process, on_frame: Callable[[Frame | None], None]
    ) -> None:
        self._folder = folder
        self._process = process
        self._on_frame = on_frame
        self._complaints: deque[str] = deque(maxlen=_COMPLAINTS)
        self._tasks: list[asyncio.Task[None]] = []
        self._reason = ""
        self._is_over = False

    @classmethod
    async def start(cls, folder: Path, on_frame: Callable[[Frame | None], None]) -> DecodingProcess:
        """Start one and wait until it has its model. Raises ``RecogniserUnavailable`` or ``SpeechModelFaulty``."""
        path = os.pathsep.join(filter(None, (str(_PACKAGE.parent), os.environ.get("PYTHONPATH", ""))))
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "dialogue.adapters.vosk.worker", str(folder),
                env={**os.environ, **_MEMORY, **_ONE_THREAD, "PYTHONPATH": path},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
        except OSError as error:
            raise RecogniserUnavailable(f"The recogniser can't be started: {error}") from error
        started = cls(folder, process, on_frame)
        try:
            await started._wait_ready()
        except BaseException:
            await started.stop()
            raise
        return started

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_up(self) -> bool:
        """Whether it takes frames."""
        return self._process.returncode is None and not self._is_over

    def send(self, message: Frame) -> None:
        """Send a frame. Raises ``RecogniserUnavailable``."""
        assert self._process.stdin is not None
        if not self.is_up or self._process.stdin.is_closing():
            raise RecogniserUnavailable("The recogniser is not running; it will be back in a moment.")
        self._process.stdin.write(message.encoded())

    async def drained(self) -> None:
        """Wait until what was sent has left. Raises ``ConnectionError`` when the process is gone."""
        assert self._process.stdin is not None
        await self._process.stdin.drain()

    def kill(self, reason: str = "") -> None:
        """End it; ``wait`` tells the reason, or without one how it ended by itself."""
        self._is_over = True
        self._reason = self._reason or reason
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def wait(self) -> str:
        """Wait until it has ended; how it did."""
        code = await self._process.wait()
        return self._reason or _ending(code)

    async def stop(self) -> None:
        """End it and everything that belongs to it."""
        self.kill("stopped")
        await self._process.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _wait_ready(self) -> None:
        assert self._process.stdout is not None
        self._tasks.append(asyncio.create_task(self._keep_complaints(), name="recogniser's complaints"))
        first = None
        try:
            async with asyncio.timeout(LOAD_S):
                first = await receive_frame(self._process.stdout)
        except TimeoutError:
            raise RecogniserUnavailable(f"The speech model was not loaded within {LOAD_S:.0f} s.") from None
        except NoFrame as error:
            self.kill(f"it said what is no frame: {error}")
        if first is None or first.sort is not Sort.READY:
            code = await self._process.wait()
            await asyncio.wait(self._tasks, timeout=1)
            last = self._complaints[-1] if self._complaints else self._reason or _ending(code)
            if code == BROKEN_MODEL or code < 0:
                raise SpeechModelFaulty(self._folder, f"Vosk can't load it ({last}). Unpack the model again.")
            raise RecogniserUnavailable(f"The recogniser can't be started: {last}")
        self._tasks.append(asyncio.create_task(self._receive(), name="recogniser"))

    async def _receive(self) -> None:
        assert self._process.stdout is not None
        try:
            while (message := await receive_frame(self._process.stdout)) is not None:
                self._on_frame(message)
        except NoFrame as error:
            self.kill(f"it said what is no frame: {error}")
        finally:
            self._is_over = True
            self._on_frame(None)
        # It has closed its output, so it is ending; killing it now could only hide how it ended.
        try:
            async with asyncio.timeout(_ENDING_S):
                await self._process.wait()
        except TimeoutError:
            self.kill("it closed its output")

    async def _keep_complaints(self) -> None:
        """Read its standard error, or it would stop at a full pipe."""
        assert self._process.stderr is not None
        # Lines may be of any length, so pieces are read.
        while piece := await self._process.stderr.read(4096):
            lines = [line for line in piece.decode(errors="replace").splitlines() if line.strip()]
            self._complaints.extend(line.strip()[:300] for line in lines)


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
