"""``hear``: a turn for each sound file, in one conversation."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from rich.text import Text

from dialogue.errors import RecogniserUnavailable
from dialogue.response import Response
from hub.commands.setup import settings_of
from hub.commands.simulated import background, simulated_hub
from hub.errors import HubError, StartError
from hub.places import area_named, person_named
from hub.running import Hub
from hub.terminal import Terminal
from hub.voice.sound import chunks_of, read_sound
from hub.voice.turns import Attention, Place, SpokenTurn


async def hear(args: argparse.Namespace) -> int:
    """Take the turns in order; exit code 1 when a file could not be heard."""
    terminal = Terminal.standard()
    failed = 0
    async with own_hub(args, _silent if args.json else terminal.note) as hub:
        if hub.voice is None:
            raise StartError(hub.no_voice)
        place = place_of(args, hub, "hear")
        for path in args.files:
            try:
                sound = read_sound(path)
                turn = await hub.voice.take(chunks_of(sound), place, Attention("file"))
            except (HubError, RecogniserUnavailable) as error:
                failed += 1
                _show_fault(terminal, path, str(error), as_json=args.json)
            else:
                _show(terminal, path, turn, sound.remark, as_json=args.json)
    return 1 if failed else 0


def _silent(_text: str) -> None:
    return


@contextlib.asynccontextmanager
async def own_hub(args: argparse.Namespace, announce: Callable[[str], None]) -> AsyncIterator[Hub]:
    """A hub of its own: with a simulated home that keeps nothing, or as the settings say.

    It has no doors; its own microphone is left to the command.
    """
    overrides = {"speech_model": args.model}
    if args.home is not None:
        async with simulated_hub(args, **overrides) as hub, background(hub):
            yield hub
        return
    from hub.bootstrap.composition import composed  # noqa: PLC0415 - after the settings are known to be right

    settings = settings_of(args, log_file=True, api=False, **overrides)
    async with composed(settings, announce=announce) as hub, background(hub):
        yield hub


def place_of(args: argparse.Namespace, hub: Hub, conversation: str) -> Place:
    """Where the command line says that somebody speaks."""
    home = hub.registry.home()
    area = area_named(home, args.area) or next((place.area for place in home.satellites), None)
    return Place(args.conversation or conversation, area, person_named(home, args.person))


def _show(terminal: Terminal, path: Path, turn: SpokenTurn, remark: str, *, as_json: bool) -> None:
    transcript, response = turn.transcript, turn.response
    if as_json:
        heard: dict[str, object] = {
            "file": str(path),
            "text": transcript.text,
            "confidence": round(transcript.confidence, 3),
        }
        if remark:
            heard["remark"] = remark
        answered = {} if response is None else _answered(response)
        print(json.dumps({**heard, **answered}, default=str), flush=True)  # noqa: T201
        return
    terminal.console.print(Text("you  ", style="bold green").append(transcript.text or "…", style="not bold default"))
    if remark:
        terminal.note(f"     {path.name}: {remark}")
    if response is None:
        terminal.note(f"     nothing was said in {path.name}")
    else:
        terminal.show(response)


def _answered(response: Response) -> dict[str, object]:
    wanted = ("speech", "kind", "expects_reply", "unknown_spans", "actions", "learned", "scheduled", "timings_ms")
    content = dataclasses.asdict(dataclasses.replace(response, actions=(), timings_ms={}))
    content["actions"] = [
        {"entity": a.entity_id, "name": a.name, "settings": dict(a.settings), "outcome": a.outcome, "reason": a.reason}
        for a in response.actions
    ]
    content["timings_ms"] = {name: round(ms, 1) for name, ms in response.timings_ms.items()}
    return {"conversation_id": response.conversation_id} | {name: content[name] for name in wanted}


def _show_fault(terminal: Terminal, path: Path, error: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": str(path), "error": error}), flush=True)  # noqa: T201
    else:
        terminal.note(f"! {error}")
