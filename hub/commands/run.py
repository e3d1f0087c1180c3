"""``run``: the hub, with a conversation in the terminal."""

from __future__ import annotations

import argparse
import sys
import time

from hub.app import run_hub
from hub.commands.setup import settings_of
from hub.places import area_named, person_named
from hub.running import Hub
from hub.scheduler import ScheduleReport
from hub.terminal import Terminal


async def run(args: argparse.Namespace) -> int:
    """Run until the input ends, or with ``--serve`` until stopped."""
    began = time.perf_counter()
    settings = settings_of(args, log_file=not args.serve, home_file=args.home)
    terminal = Terminal.standard()
    from hub.bootstrap.composition import composed  # noqa: PLC0415 - after the settings are known to be right

    async with composed(settings, announce=terminal.note) as hub:
        hub.scheduler.on_report(lambda report: show_report(terminal, report))
        face = None if args.serve else _Conversation(terminal, args.area, args.person, began)
        if args.serve:
            hub_line(terminal, hub, None, began)

        def ready(address: str) -> None:
            web_line(terminal, hub, address)
            sys.stdout.flush()

        await run_hub(hub, face, ready=ready)
    return 0


class _Conversation:
    """The conversation of this terminal."""

    def __init__(self, terminal: Terminal, area: str | None, person: str | None, began: float) -> None:
        self._terminal = terminal
        self._area = area
        self._person = person
        self._began = began

    async def __call__(self, hub: Hub, address: str | None) -> None:
        """Greet, then take turns until the input ends."""
        home = hub.registry.home()
        area = area_named(home, self._area) or next((place.area for place in home.satellites), None)
        person = person_named(home, self._person)
        hub_line(self._terminal, hub, address, self._began)
        where = f" You are in the {home.areas[area].name}." if area else ""
        self._terminal.show_hub(f"Hello.{where} Tell me what to do, or teach me a word.")
        async for text in self._terminal.lines():
            response = await hub.sessions.say(text, conversation_id="terminal", area=area, person=person)
            self._terminal.show(response)
        self._terminal.note("Goodbye.")


def hub_line(terminal: Terminal, hub: Hub, address: str | None, began: float) -> None:
    """What the hub is connected to."""
    seconds = time.perf_counter() - began
    terminal.note(
        f"Teachable Hub · {hub.home_name} · ready in {seconds:.1f} s" + (f" · API {address}/api/v1" if address else "")
    )


def web_line(terminal: Terminal, hub: Hub, address: str) -> None:
    """Where the web admin is, and with which code its first account is made."""
    if hub.door is None:
        return
    code = hub.door.first_run.code
    terminal.note(f"Web admin: {address}/" + (f" · one-time code for the first account: {code}" if code else ""))


def show_report(terminal: Terminal, report: ScheduleReport) -> None:
    """What became of a schedule."""
    terminal.show_hub(f"{report.schedule.text}: {report.detail}", when=f"{report.schedule.due:%H:%M}")
