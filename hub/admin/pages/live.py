"""``/live``: what happens, for pages that are open. Without words: a page that wants them asks for itself again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from hub.admin.access import COOKIE, MayTalk, TheDoor
from hub.feed import Numbered
from hub.running import Hub
from hub.web.access import TheHub

router = APIRouter()

# How often a page hears that states have changed, and that the line is up.
_STATES_EVERY_S: Final = 1.0
_HEARTBEAT_S: Final = 15.0


@router.get("/live")
async def live(
    request: Request,
    hub: TheHub,
    door: TheDoor,
    _visitor: MayTalk,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> StreamingResponse:
    """Follow the hub: names of events as in the API, and ``states``; ``hello`` first when something was missed."""
    secret = request.cookies.get(COOKIE)

    async def is_welcome() -> bool:
        return await door.logins.visitor(secret) is not None

    stream = _events(hub, last_event_id, is_welcome)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _events(hub: Hub, last: str | None, is_welcome: Callable[[], Awaitable[bool]]) -> AsyncIterator[str]:
    states = asyncio.Event()
    stop = hub.registry.on_states(lambda *_: states.set())
    try:
        async with hub.feed.followed() as follower:
            missed = hub.feed.since(int(last)) if last and last.isdecimal() else None
            if missed is None:
                yield _sent("hello", hub.feed.number)
            for numbered in missed or ():
                yield _of(numbered)
            waited, changes = 0.0, hub.health.changes
            while True:
                try:
                    async with asyncio.timeout(_STATES_EVERY_S):
                        following = await follower.waiting.get()
                except TimeoutError:
                    waited += _STATES_EVERY_S
                    if states.is_set():
                        states.clear()
                        yield _sent("states")
                    elif hub.health.changes != changes:
                        changes = hub.health.changes
                        yield _sent("health")
                    elif waited >= _HEARTBEAT_S:
                        waited = 0.0
                        yield ": still here\n\n"
                    if not await is_welcome():
                        return
                    continue
                if following is None:
                    return
                yield _of(following)
    finally:
        stop()


def _of(numbered: Numbered) -> str:
    return _sent(numbered.event.name, numbered.number)


def _sent(name: str, number: int | None = None) -> str:
    place = f"id: {number}\n" if number is not None else ""
    return f"{place}event: {name}\ndata: {json.dumps(name)}\n\n"
