"""``GET /events``: what happens in the hub, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from hub.events import Event
from hub.feed import HELLO, Follower, Numbered
from hub.ports import Token
from hub.running import Hub
from hub.tokens import Scope
from hub.web.access import MayRead, TheHub

router = APIRouter(tags=["events"])

LOOK_S: Final = 5.0
"""How often the token of a silent stream is looked at."""


@router.get("/events", response_class=EventSourceResponse)
async def events(
    hub: TheHub, token: MayRead, last_event_id: Annotated[str | None, Header(max_length=20)] = None
) -> AsyncIterator[ServerSentEvent]:
    """Follow the hub. Begins with ``hello``, or after ``Last-Event-ID`` while what came since is still there.

    Words of people are in it for admins only, and only while the journal is on. It ends when the token is revoked.
    """
    is_admin = Scope(token.scope).includes(Scope.ADMIN)

    def sent(numbered: Numbered) -> ServerSentEvent:
        return _sent(numbered, with_words=is_admin and hub.settings.journal)

    async with hub.feed.followed() as follower:
        missed = hub.feed.since(int(last_event_id)) if last_event_id and last_event_id.isdecimal() else None
        if missed is None:
            yield sent(Numbered(hub.feed.number, await _hello(hub)))
        for numbered in missed or ():
            yield sent(numbered)
        async for following in _welcome(hub, token, follower):
            yield sent(following)


async def _welcome(hub: Hub, token: Token, follower: Follower) -> AsyncIterator[Numbered]:
    """What happens, until the hub lets the follower go or its token is revoked."""
    while True:
        following: tuple[Numbered | None, ...] = ()
        try:
            async with asyncio.timeout(LOOK_S):
                following = (await follower.waiting.get(),)
        except TimeoutError:
            pass
        if not await hub.doorkeeper.is_welcome(token):
            return
        for numbered in following:
            if numbered is None:
                return
            yield numbered


async def _hello(hub: Hub) -> Event:
    feed = hub.feed
    is_well = hub.health.is_well(await hub.health.parts())
    last = feed.last_not_understood
    questions = [question.event(is_open=True) for question in feed.open_questions]
    data = {
        "id": hub.identity.id,
        "version": hub.identity.version,
        "status": "ok" if is_well else "degraded",
        "concepts": feed.concepts(),
    }
    plain = {
        "open_questions": [question.told(with_words=False) for question in questions],
        "last_not_understood": last.told(with_words=False) if last else None,
    }
    words = {
        "open_questions": [question.told(with_words=True) for question in questions],
        "last_not_understood": last.told(with_words=True) if last else None,
    }
    return Event(HELLO, {**data, **plain}, words)


def _sent(numbered: Numbered, *, with_words: bool) -> ServerSentEvent:
    event = numbered.event
    return ServerSentEvent(event=event.name, id=str(numbered.number), data=event.told(with_words=with_words))
