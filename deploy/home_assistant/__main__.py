"""``make home-assistant``: a real Home Assistant for trying, with a simulated home in it and the hub beside it."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import shutil
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from deploy.home_assistant.assistants import make_pipeline
from deploy.home_assistant.broker import home_on_a_broker
from deploy.home_assistant.environment import ROOT, find_home_assistant_python
from deploy.home_assistant.errors import TrialError
from deploy.home_assistant.house import add_component, add_wyoming, furnish
from deploy.home_assistant.hub import HubProgram
from deploy.home_assistant.onboarding import Login
from deploy.home_assistant.server import HomeAssistantServer
from devices.home_file import load_home_file
from hub.bootstrap.home import demo_home_file

FOLDER: Final = ROOT / "build" / "home-assistant"
PASSWORD_FILE: Final = "password"  # noqa: S105 - a file's name
FIRST_LESSON: Final = (
    "set the living room light to study mode",
    "bright white at 80 percent",
    "put the bedroom lamp in study mode",
)


@dataclass(frozen=True, slots=True)
class Ports:
    """Wished ports; another one where one is taken, any free one for 0."""

    home_assistant: int
    hub: int


class Progress:
    """Says on standard error what is being done, with the seconds since the start."""

    def __init__(self) -> None:
        self._start = monotonic()

    def tell(self, text: str) -> None:
        """Say it."""
        print(f"home-assistant {monotonic() - self._start:4.0f} s  {text}", file=sys.stderr, flush=True)


async def trial(python: Path, folder: Path, login: Login, ports: Ports) -> int:
    """Run everything until stopped; the exit code."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    starting = asyncio.create_task(_run(python, folder, login, ports), name="trial")
    stopped = asyncio.create_task(stopping.wait(), name="stop signal")
    await asyncio.wait((starting, stopped), return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
    stopped.cancel()
    try:
        return await starting
    except asyncio.CancelledError:
        return 0


async def _run(python: Path, folder: Path, login: Login, ports: Ports) -> int:
    progress = Progress()
    content = await asyncio.to_thread(load_home_file, demo_home_file())
    async with AsyncExitStack() as stack:
        stack.callback(progress.tell, "everything has ended")
        progress.tell(f"putting a simulated home with {len(content.home.spoken)} devices on an MQTT broker")
        broker = await stack.enter_async_context(home_on_a_broker(folder, content))
        server = HomeAssistantServer(python, folder / "config", login, port=ports.home_assistant)
        stack.push_async_callback(server.stop)
        progress.tell("starting Home Assistant")
        await server.start()
        progress.tell("furnishing it: MQTT, floors and rooms, what voice may touch")
        async with server.connection() as home:
            await furnish(home, broker, content.home)
        way = {"home_assistant_url": server.address, "home_assistant_token": server.token}
        hub = HubProgram(folder / "hub", port=ports.hub, settings=way)
        stack.push_async_callback(hub.stop)
        progress.tell("starting the hub (the first time it trains its interpreter, which takes some twenty seconds)")
        await hub.start()
        progress.tell("making the hub the assistant of this home")
        async with server.connection() as home:
            await make_pipeline(home, "Teachable Hub", await add_component(home, hub))
            over_wyoming = await add_wyoming(home, hub)
            await make_pipeline(home, "Teachable Hub over Wyoming", over_wyoming, preferred=False)
        _tell_how(server, hub)
        code = await server.kept_running()
        print(f"Home Assistant has ended with {code}:\n{server.log()}", file=sys.stderr)
        return 1


def _tell_how(server: HomeAssistantServer, hub: HubProgram) -> None:
    first, answer, then = FIRST_LESSON
    print(
        f"""
Home Assistant   {server.address}   log in as {server.login.username}, password: {server.login.password}
The hub          {hub.address}/api/v1   token in {hub.folder / "admin-token"}

The first lesson: log in, open Assist (the speech bubble at the top right), and type

  {first}
  {answer}          when the hub asks
  {then}

Ctrl-C ends all of it. The next start goes on with the same home; --new begins again.
""",
        flush=True,
    )


def _login(folder: Path, username: str, password: str | None) -> Login:
    """As given; otherwise as it was the last time, or with a new password, which is kept beside the configuration."""
    kept = folder / PASSWORD_FILE
    if kept.exists():
        return Login(*kept.read_text(encoding="utf-8").splitlines())
    login = Login(username, password or secrets.token_urlsafe(9))
    kept.touch(mode=0o600)
    kept.write_text(f"{login.username}\n{login.password}\n", encoding="utf-8")
    return login


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m deploy.home_assistant", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where it keeps everything (default: build/…)")
    parser.add_argument("--port", type=int, default=8123, help="Home Assistant's; another one where it is taken")
    parser.add_argument("--hub-port", type=int, default=8321, help="the hub's; another one where it is taken")
    parser.add_argument("--user", default="alex", metavar="NAME", help="who logs in (default: alex)")
    parser.add_argument("--password", help="the user's password (default: a new one)")
    parser.add_argument("--new", action="store_true", help="forget the last time")
    arguments = parser.parse_args()
    python = find_home_assistant_python()
    if python is None:
        print("Home Assistant's environment is not set up here; see above, or run make home-assistant-env.", flush=True)
        return 2
    folder = arguments.folder.resolve()
    if arguments.new:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    login = _login(folder, arguments.user, arguments.password)
    try:
        return asyncio.run(trial(python, folder, login, Ports(arguments.port, arguments.hub_port)))
    except TrialError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
