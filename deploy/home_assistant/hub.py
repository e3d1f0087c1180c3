"""The hub as a child process beside Home Assistant."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.home_assistant.environment import ROOT
from deploy.home_assistant.ports import LOOPBACK, free_port, listens
from deploy.home_assistant.program import Program, bare_environment

READY_WITHIN_S: Final = 120.0
"""The first start trains the embedded interpreter."""


class HubProgram:
    """``python -m hub run --serve`` with its data in ``folder``; it keeps its ports over restarts.

    ``settings`` are named as in docs/settings.md.
    """

    def __init__(self, folder: Path, *, port: int = 0, settings: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.port = free_port(port)
        self.wyoming_port = free_port()
        own = {
            "data_dir": str(folder),
            "time_zone": "Europe/Berlin",
            "api_port": str(self.port),
            "wyoming": "true",
            "wyoming_port": str(self.wyoming_port),
            **settings,
        }
        named = {f"TEACHABLE_HUB_{name.upper()}": value for name, value in own.items()}
        self._program = Program(
            "the hub",
            [sys.executable, "-m", "hub", "run", "--serve"],
            log=folder / "output.log",
            folder=ROOT,
            environment=bare_environment() | named,
        )

    @property
    def address(self) -> str:
        """Where its API is."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def token(self) -> str:
        """The admin's, once it has been started."""
        return (self.folder / "admin-token").read_text(encoding="utf-8").strip()

    async def start(self) -> None:
        """Start it and wait until it serves. Raises ``ServerFailed``."""
        (self.folder / "api-address").unlink(missing_ok=True)
        await self._program.start(self._serves, within_s=READY_WITHIN_S)

    async def restart(self, *, gently: bool = True) -> None:
        """Stop it, or kill it, and start it again."""
        await (self._program.stop() if gently else self._program.kill())
        await self.start()

    async def stop(self) -> None:
        """Stop it."""
        await self._program.stop()

    async def kill(self) -> None:
        """End it at once."""
        await self._program.kill()

    def log(self) -> str:
        """The end of what it has written."""
        return self._program.log()

    async def _serves(self) -> bool:
        return (self.folder / "api-address").exists() and await listens(self.wyoming_port)
