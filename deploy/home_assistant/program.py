"""A server as a child process: started, waited for, stopped, started again."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Final

from deploy.home_assistant.errors import ServerFailed

_POLL_S: Final = 0.05
_STOP_WITHIN_S: Final = 20.0


class Program:
    """``command``, with its output in the file ``log``.

    It is in a session of its own, so that Ctrl-C reaches only who started it, and who then stops it in order.
    """

    def __init__(
        self, name: str, command: Sequence[str | Path], *, log: Path, folder: Path, environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self._command = [str(part) for part in command]
        self._log = log
        self._folder = folder
        self._environment = dict(environment)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, is_ready: Callable[[], Awaitable[bool]], *, within_s: float) -> None:
        """Start it and wait until it is ready. Raises ``ServerFailed``; then it does not run."""
        await self.stop()
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        await self.wait(is_ready, within_s=within_s)

    async def wait(self, is_ready: Callable[[], Awaitable[bool]], *, within_s: float) -> None:
        """Until it is ready. Raises ``ServerFailed``; then it does not run."""
        deadline = monotonic() + within_s
        try:
            while not await is_ready():
                self._check(deadline, within_s)
                await asyncio.sleep(_POLL_S)
        except BaseException:
            await self.stop()
            raise

    def _check(self, deadline: float, within_s: float) -> None:
        if self._process is None or self._process.returncode is not None:
            code = "" if self._process is None else f" with {self._process.returncode}"
            raise ServerFailed(self.name, f"ended{code}", self.log())
        if monotonic() > deadline:
            raise ServerFailed(self.name, f"was not ready within {within_s:.0f} s", self.log())

    async def ended(self) -> int:
        """Its exit code, when it has ended by itself."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end, and after a while make it; nothing happens when it does not run."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def kill(self) -> None:
        """End it at once, as a power cut does."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    def log(self) -> str:
        """The end of what it has written."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-30:])


def bare_environment() -> dict[str, str]:
    """This process's environment without the hub's settings and a Python environment's traces."""
    ours = ("TEACHABLE_HUB_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
