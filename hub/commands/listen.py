"""``listen``: talk with the hub through this machine's microphone."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress

from rich.text import Text

from devices.tasks import ended
from hub.bootstrap.microphone import own_loudspeaker, own_microphone
from hub.commands.hear import own_hub, place_of, running_hub
from hub.errors import StartError
from hub.terminal import Terminal
from hub.voice.events import (
    Answered,
    CantHear,
    Heard,
    Idle,
    Interrupted,
    ListenerEvent,
    PartlyHeard,
    Speaking,
    SpeechStarted,
    Why,
    Woken,
)
from hub.voice.listener import Listener, Mode


async def listen(args: argparse.Namespace) -> int:
    """Until stopped; with ``--push`` until the input ends."""
    terminal = Terminal.standard()
    running = await running_hub(args)
    if running is not None:
        async with running:
            terminal.note(
                f"A hub runs with this data folder ({running.address}). What is said here is done by another beside "
                "it; to have that one listen, set TEACHABLE_HUB_MICROPHONE for it."
            )
    async with own_hub(args, terminal.note) as hub:
        if hub.listeners is None:
            raise StartError(hub.no_voice)
        async with own_microphone(args.microphone or hub.settings.microphone) as microphone:
            listener = hub.listeners.at(
                place_of(args, hub, "listen"),
                loudspeaker=own_loudspeaker(),
                on_event=Screen(terminal).show,
                finds_phrase=not args.push,
            )
            if not args.push:
                terminal.note(f"Listening with {microphone.name}. Say “{hub.settings.wake_phrase}”; Ctrl-C ends it.")
                await listener.run(microphone.chunks())
                return 0
            terminal.note(f"Listening with {microphone.name}. Press Enter and speak; Ctrl-D ends it.")
            listening = asyncio.create_task(listener.run(microphone.chunks()), name="microphone")
            pushing = asyncio.create_task(_push(terminal, listener), name="button")
            try:
                done, _ = await asyncio.wait({listening, pushing}, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                await ended((listening, pushing))
    return 0


async def _push(terminal: Terminal, listener: Listener) -> None:
    """Enter begins an utterance, and ends it for those who don't want to wait for the silence after it."""
    async for _ in terminal.presses():
        if listener.mode is Mode.LISTENING:
            listener.release()
        else:
            listener.attend()


class Screen:
    """Shows what happens at a place, partial results in place where the terminal can do that."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._partial = ""

    def show(self, event: ListenerEvent) -> None:
        """One event."""
        match event:
            case Woken(how="follow_up"):
                self._terminal.note("     (listening for an answer)")
            case Woken():
                self._terminal.note("     (listening)")
            case PartlyHeard(text):
                self._show_partial(text)
            case Heard(transcript):
                self._show_partial("")
                self._terminal.console.print(
                    Text("you  ", style="bold green").append(transcript.text, style="not bold default")
                )
            case Answered(response):
                self._terminal.show(response)
            case Interrupted():
                self._terminal.note("     (interrupted)")
            case CantHear(reason):
                self._show_partial("")
                self._terminal.note(f"! {reason}")
            case Idle(Why.NOTHING_SAID):
                self._show_partial("")
                self._terminal.note("     (nothing was said)")
            case Idle() | SpeechStarted() | Speaking():
                pass

    def _show_partial(self, text: str) -> None:
        """Over the one before, on a line of its own that goes away."""
        if not self._terminal.is_interactive:
            return
        with suppress(OSError):
            line = f"\r\x1b[2Kyou  {text} …" if text else "\r\x1b[2K"
            self._terminal.console.file.write(line)
            self._terminal.console.file.flush()
