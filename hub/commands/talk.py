"""``talk``: a conversation with a running hub, or with a simulated home of its own."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from dialogue.response import Response
from hub.client import HubClient
from hub.commands.setup import settings_of
from hub.commands.simulated import simulated_hub
from hub.config import Settings
from hub.places import area_named, person_named
from hub.terminal import Terminal

Say: TypeAlias = Callable[[str], Awaitable[Response]]


async def talk(args: argparse.Namespace) -> int:
    """Talk until the input ends."""
    terminal = Terminal.standard()
    if args.home is not None:
        await _with_simulated(args, terminal)
    else:
        await _with_running(args, settings_of(args), terminal)
    return 0


async def _with_running(args: argparse.Namespace, settings: Settings, terminal: Terminal) -> None:
    async with HubClient.of(settings, args.url) as client:
        await client.parts()
        conversation_id: str | None = args.conversation

        async def say(text: str) -> Response:
            nonlocal conversation_id
            response = await client.converse(text, conversation_id=conversation_id, area=args.area, person=args.person)
            conversation_id = response.conversation_id
            return response

        terminal.note(f"Talking with the hub at {client.address}. Ctrl-D ends.")
        await _converse(terminal, say)


async def _with_simulated(args: argparse.Namespace, terminal: Terminal) -> None:
    async with simulated_hub(args, announce=terminal.note) as hub:
        home = hub.registry.home()
        area = area_named(home, args.area) or next((place.area for place in home.satellites), None)
        person = person_named(home, args.person)
        terminal.note(f"Talking with {hub.home_name}; nothing is kept. Ctrl-D ends.")
        conversation_id = args.conversation or "terminal"

        async def say(text: str) -> Response:
            return await hub.sessions.say(text, conversation_id=conversation_id, area=area, person=person)

        await _converse(terminal, say)


async def _converse(terminal: Terminal, say: Say) -> None:
    async for text in terminal.lines():
        terminal.show(await say(text))
