"""``hear``: a turn for each sound file, in one conversation."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

from rich.text import Text

from dialogue.errors import RecogniserUnavailable
from dialogue.response import Response
from hub.client import ADDRESS_FILE, HubClient
from hub.commands.setup import settings_of
from hub.commands.simulated import background, simulated_hub
from hub.errors import ApiError, HubError, StartError
from hub.places import area_named, person_named
from hub.running import Hub
from hub.terminal import Terminal
from hub.voice.sound import Sound, chunks_of, read_sound, wav_of
from hub.voice.turns import Attention, Place, SpokenTurn

_Take: TypeAlias = Callable[[Path, Sound], Awaitable[SpokenTurn]]


async def hear(args: argparse.Namespace) -> int:
    """Take the turns in order; exit code 1 when a file could not be heard."""
    terminal = Terminal.standard()
    announce = _beside if args.json else terminal.note
    client = await running_hub(args)
    if client is not None:
        async with client:
            announce(f"The running hub at {client.address} hears and answers.")
            if args.model is not None:
                announce("It hears with its own speech model; --model counts with --home, or while no hub runs.")
            return await _take_all(args, terminal, _heard_by(client, args))
    async with own_hub(args, announce) as hub:
        if hub.voice is None:
            raise StartError(hub.no_voice)
        voice, place = hub.voice, place_of(args, hub, "hear")

        async def take(_path: Path, sound: Sound) -> SpokenTurn:
            return await voice.take(chunks_of(sound), place, Attention("file"))

        return await _take_all(args, terminal, take)


async def _take_all(args: argparse.Namespace, terminal: Terminal, take: _Take) -> int:
    failed = 0
    for path in args.files:
        try:
            sound = await asyncio.to_thread(read_sound, path)
            turn = await take(path, sound)
        except (HubError, RecogniserUnavailable) as error:
            failed += 1
            _show_fault(terminal, path, str(error), as_json=args.json)
        else:
            _show(terminal, path, turn, sound.remark, as_json=args.json)
    return 1 if failed else 0


def _beside(text: str) -> None:
    """What is no answer is told beside the answers, which are for a program."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


async def running_hub(args: argparse.Namespace) -> HubClient | None:
    """The hub that runs with the same data: a second one beside it would act on a home of its own."""
    if args.home is not None:
        return None
    settings = settings_of(args, log_file=True)
    if not (settings.data_dir / ADDRESS_FILE).exists():
        return None
    client = HubClient.of(settings)
    try:
        await client.parts()
    except ApiError:
        await client.__aexit__(None, None, None)
        return None  # what has left its address behind runs no more
    return client


def _heard_by(client: HubClient, args: argparse.Namespace) -> _Take:
    conversation: str = args.conversation or uuid4().hex

    async def take(_path: Path, sound: Sound) -> SpokenTurn:
        content = wav_of(sound.samples)
        heard = await client.hear(content, conversation_id=conversation, area=args.area, person=args.person)
        return SpokenTurn(*heard)

    return take


@contextlib.asynccontextmanager
async def own_hub(args: argparse.Namespace, announce: Callable[[str], None]) -> AsyncIterator[Hub]:
    """A hub of its own: with a simulated home that keeps nothing, or as the settings say.

    It has no doors; its own microphone is left to the command.
    """
    overrides = {"speech_model": args.model}
    if args.home is not None:
        async with simulated_hub(args, announce=announce, **overrides) as hub, background(hub):
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
