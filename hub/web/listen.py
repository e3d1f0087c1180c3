"""Talk by microphone: ``WebSocket /listen`` for browsers, and ``POST /hear`` for a recording."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated, Final
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Query, Request, WebSocket

from dialogue.errors import RecogniserUnavailable
from hub.errors import NotInHome, SoundFileFaulty
from hub.places import area_named, person_named
from hub.ports import Token
from hub.running import Hub
from hub.tokens import Scope
from hub.voice.manners import Hearer
from hub.voice.sound import chunks_of, sound_in
from hub.voice.turns import Attention, Place
from hub.web.access import MayTalk, TheHub, address_of
from hub.web.converse import Name
from hub.web.limits import RateLimit
from hub.web.listener import FULL, HeardAnswer, Hello, Listening, Refusal, heard, serve

router = APIRouter(tags=["talk"])

PATH: Final = "/listen"
PROTOCOL: Final = "teachable-hub"
TOKEN_PREFIX: Final = "token."  # noqa: S105 - what stands before one


@router.post("/hear", openapi_extra={"requestBody": {"content": {"audio/wav": {}}, "required": True}})
async def hear(
    request: Request,
    hub: TheHub,
    _token: MayTalk,
    conversation_id: Annotated[Name | None, Query()] = None,
    area: Annotated[Name | None, Query()] = None,
    person: Annotated[Name | None, Query()] = None,
    satellite: Annotated[Name | None, Query()] = None,
) -> HeardAnswer:
    """Take one spoken sentence, a WAV (or FLAC, OGG) of up to a minute, as a turn."""
    voice = _voice(hub)
    try:
        sound = await asyncio.to_thread(sound_in, await request.body())
    except SoundFileFaulty as error:
        raise HTTPException(422, str(error)) from error
    home = hub.registry.home()
    place = Place(
        conversation_id or _new_id(), area_named(home, area), person_named(home, person), satellite, _language(hub)
    )
    try:
        transcript = await voice.transcript(chunks_of(sound), place)
        turn = await voice.answer(transcript, place, Attention("file"))
    except RecogniserUnavailable as error:
        raise HTTPException(503, str(error), headers={"Retry-After": "2"}) from error
    return heard(turn, place)


@router.websocket(PATH)
async def listen(socket: WebSocket) -> None:
    """Push to talk: ``start``, binary frames of sound, ``stop``; see docs/api.md."""
    hub: Hub = socket.app.state.hub
    limit: RateLimit = socket.app.state.rate_limit
    offered = socket.scope.get("subprotocols") or []

    async def admit(hello: Hello) -> Listening:
        given = next((one.removeprefix(TOKEN_PREFIX) for one in offered if one.startswith(TOKEN_PREFIX)), hello.token)
        token = await hub.doorkeeper.identify(given) if given else None
        client = f"token {token.id}" if token else f"address {address_of(socket)}"
        if limit.wait_s(client) > 0:
            raise Refusal("too many requests; wait a little", FULL)
        token = _checked(token)
        if hub.voice is None:
            raise Refusal(hub.no_voice or "nothing is heard here", FULL)
        home = hub.registry.home()
        try:
            area, person = area_named(home, hello.area), person_named(home, hello.person)
        except NotInHome as error:
            raise Refusal(str(error)) from error
        place = Place(hello.conversation_id or _new_id(), area, person, hello.satellite, _language(hub))
        return Listening(
            socket,
            hub.voice,
            place,
            mouth=hub.mouth if hello.speech else None,
            is_welcome=partial(hub.doorkeeper.is_welcome, token),
        )

    await serve(socket, socket.app.state.listeners, admit, PROTOCOL if PROTOCOL in offered else None)


def _checked(token: Token | None) -> Token:
    if token is None:
        raise Refusal("a token is needed")
    if not Scope(token.scope).includes(Scope.TALK):
        raise Refusal(f"this token may only {token.scope}")
    return token


def _voice(hub: Hub) -> Hearer:
    if hub.voice is None:
        raise HTTPException(503, hub.no_voice or "Nothing is heard here.")
    return hub.voice


def _language(hub: Hub) -> str:
    return hub.settings.language


def _new_id() -> str:
    return uuid4().hex
