"""A Home Assistant of its own: configuration folder, process, first user."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import httpx

from deploy.home_assistant.connection import Connection
from deploy.home_assistant.environment import COMPONENT
from deploy.home_assistant.onboarding import (
    TOKEN_FILE,
    Login,
    keep_address,
    make_first_user,
    skip_the_other_steps,
)
from deploy.home_assistant.ports import LOOPBACK, free_port
from deploy.home_assistant.program import Program, bare_environment

WISHES: Final = Path(__file__).parent / "config"
READY_WITHIN_S: Final = 120.0
RESTARTS: Final = 100
"""The exit code with which Home Assistant asks to be started again."""


class HomeAssistantServer:
    """A Home Assistant that listens on loopback and keeps everything in ``folder``.

    A folder that was used before is used again, with its users, entries and registries. ``component`` is linked into
    it, so that what is edited in the checkout runs after the next restart. ``configuration`` is YAML that is added to
    the one it has.
    """

    def __init__(
        self,
        python: Path,
        folder: Path,
        login: Login,
        *,
        port: int = 0,
        component: Path = COMPONENT,
        configuration: str = "",
    ) -> None:
        self.port = free_port(port)
        self.login = login
        self.folder = folder
        self.token = ""
        self._component = component
        self._configuration = configuration
        self._program = Program(
            "Home Assistant",
            [python, "-m", "homeassistant", "--skip-pip", "--config", folder],
            log=folder / "output.log",
            folder=folder,
            environment=bare_environment(),
        )

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        """Start it, make its user where there is none, wait until everything in it is up. Raises ``ServerFailed``."""
        self._write_configuration()
        await self._program.start(self._answers, within_s=READY_WITHIN_S)
        await self._log_in()

    async def restart(self, *, gently: bool = True) -> None:
        """Stop it, or kill it, and start it in the same place."""
        await (self.stop() if gently else self._program.kill())
        await self._program.start(self._is_running, within_s=READY_WITHIN_S)

    async def stop(self) -> None:
        """Stop it, so that it writes down what it knows."""
        await self._program.stop()

    async def kept_running(self) -> int:
        """Start it again as often as its user asks for that; its exit code when it has ended otherwise."""
        while (code := await self._program.ended()) == RESTARTS:
            await self._program.start(self._is_running, within_s=READY_WITHIN_S)
        return code

    def connection(self) -> Connection:
        """A connection as its first user."""
        return Connection(self.address, self.token)

    def log(self) -> str:
        """The end of what it has written."""
        return self._program.log()

    def _write_configuration(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        is_new = not (self.folder / ".storage").exists()
        for wish in WISHES.iterdir():
            target = self.folder / wish.name
            if is_new or wish.name == "configuration.yaml":
                shutil.copyfile(wish, target)
        if self._configuration:
            with (self.folder / "configuration.yaml").open("a", encoding="utf-8") as file:
                file.write(f"\n{self._configuration}\n")
        http = f"server_host: {LOOPBACK}\nserver_port: {self.port}\nip_ban_enabled: false\n"
        (self.folder / "http.yaml").write_text(http, encoding="utf-8")
        (self.folder / ".storage" / "http").unlink(missing_ok=True)  # newer versions would go by the last time's
        if is_new:
            skip_the_other_steps(self.folder)
        link = self.folder / "custom_components" / self._component.name
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(self._component)

    async def _log_in(self) -> None:
        kept = self.folder / TOKEN_FILE
        if not kept.exists():
            token = await make_first_user(self.address, self.login)
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(token)
        self.token = kept.read_text(encoding="utf-8")
        await self._program.wait(self._is_running, within_s=READY_WITHIN_S)
        async with self.connection() as home:
            await keep_address(home)

    async def _answers(self) -> bool:
        try:
            async with httpx.AsyncClient(base_url=self.address, timeout=5, trust_env=False) as rest:
                return (await rest.get("/manifest.json")).is_success
        except httpx.TransportError:
            return False

    async def _is_running(self) -> bool:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            async with httpx.AsyncClient(base_url=self.address, headers=headers, timeout=5, trust_env=False) as rest:
                answer = await rest.get("/api/config")
        except httpx.TransportError:
            return False
        return answer.is_success and answer.json()["state"] == "RUNNING"
