"""The face of a conversation in the terminal: what was understood, why, and what changed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from devices.capabilities import Value
from dialogue.response import ActionReport, Response

_PERCENT = " %"
_UNITS = {
    "brightness": _PERCENT,
    "volume": _PERCENT,
    "position": _PERCENT,
    "percentage": _PERCENT,
    "target_humidity": _PERCENT,
    "target_temperature": " °C",
    "color_temp": " K",
}
ENDINGS = frozenset({"/quit", "/exit", "quit", "exit"})
_MARKS = {"confirmed": "✓", "assumed": "✓ (no state to confirm it)", "unconfirmed": "? not confirmed", "failed": "✗"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """Writes to the person and reads what they type."""

    console: Console
    is_interactive: bool

    @classmethod
    def standard(cls) -> Terminal:
        """Standard input and output."""
        is_interactive = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        return cls(Console(highlight=False, soft_wrap=True), is_interactive)

    def note(self, text: str) -> None:
        """Say something about the program itself."""
        self.console.print(Text(text, style="dim"))

    def show_hub(self, speech: str, *, when: str = "") -> None:
        """What the hub says."""
        line = Text("hub  ", style="bold cyan")
        if when:
            line.append(f"[{when}] ", style="dim")
        self.console.print(line.append(speech, style="not bold default"))

    def show(self, response: Response) -> None:
        """An answer with its reasons."""
        self.show_hub(response.speech or "…")
        for detail in details(response):
            self.console.print(Text(f"     {detail}", style="dim"))

    async def lines(self) -> AsyncIterator[str]:
        """What is typed or piped in, line by line, until the end of input or ``/quit``."""
        source = _typed() if self.is_interactive else _piped()
        async for line in _in_thread(source):
            text = line.strip()
            if text.casefold() in ENDINGS:
                return
            if not text:
                continue
            if not self.is_interactive:
                self.console.print(Text("you  ", style="bold green").append(text, style="not bold default"))
            yield text

    async def presses(self) -> AsyncIterator[None]:
        """Once for each Enter, until the end of input."""
        async for _ in _in_thread(_piped()):
            yield


def details(response: Response) -> Iterator[str]:
    """What was understood, why, and what changed, one line each."""
    head = [response.kind.value.replace("_", " ")]
    head += [f"“{span.text}” unknown ({span.role})" for span in response.unknown_spans]
    total = response.timings_ms.get("total")
    if total is not None:
        head.append(f"{total:.0f} ms")
    if response.interpreter:
        head.append(response.interpreter)
    yield " · ".join(head)
    for action in response.actions:
        yield _action_line(action)
    for learned in response.learned:
        yield f"{learned.change}: “{learned.term}” ({learned.type})"
    if response.scheduled:
        yield "kept for later; `teachable-hub schedules` lists it"
    if response.reasons:
        yield "because " + "; ".join(response.reasons)


def _action_line(action: ActionReport) -> str:
    settings = ", ".join(setting_text(name, value) for name, value in action.settings.items())
    mark = _MARKS.get(action.outcome, action.outcome)
    return f"{action.name}: {settings} {mark}" + (f" {action.reason}" if action.reason else "")


def setting_text(attribute: str, value: Value) -> str:
    """One attribute and its value as people write them."""
    name = attribute.replace("_", " ")
    match value:
        case bool() if attribute == "on":
            return "on" if value else "off"
        case bool():
            return name if value else f"not {name}"
        case int() | float():
            return f"{name} {value:g}{_UNITS.get(attribute, '')}"
        case None:
            return f"{name} unknown"
        case _:
            return f"{name} {value}"


def _typed() -> Iterator[str]:
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - gives input() a history
    while True:
        try:
            yield input("you  ")
        except (EOFError, KeyboardInterrupt):
            return


def _piped() -> Iterator[str]:
    # Read unbuffered: a thread that is still inside sys.stdin would keep the program from ending.
    rest = b""
    while chunk := os.read(0, 65_536):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole)
    if rest:
        yield rest.decode("utf-8", "replace")


async def _in_thread(source: Iterator[str]) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    came: asyncio.Queue[str | None] = asyncio.Queue()
    ready = threading.Semaphore(0)

    def tell(line: str | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(came.put_nowait, line)

    def read() -> None:
        ready.acquire()
        with contextlib.suppress(OSError):
            for line in source:
                tell(line)
                ready.acquire()
        tell(None)

    threading.Thread(target=read, name="terminal", daemon=True).start()
    while True:
        ready.release()
        line = await came.get()
        if line is None:
            return
        yield line
