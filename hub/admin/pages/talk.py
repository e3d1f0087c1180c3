"""The conversation with the hub."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, WebSocket

from hub.admin.access import COOKIE, MayTalk, is_of_this_site
from hub.admin.chats import Chats
from hub.admin.door import Door
from hub.admin.lessons import conversation_of, speaker_of
from hub.admin.logins import Visitor
from hub.admin.roles import Right
from hub.admin.views import back, by_name, render
from hub.errors import HubBusy
from hub.places import area_named, if_known
from hub.running import Hub
from hub.voice.turns import Place
from hub.web.access import TheHub
from hub.web.listener import FULL, Hello, Listening, Refusal, serve

router = APIRouter()
LONGEST_SENTENCE = 2000


@router.get("/talk")
async def talk(request: Request, hub: TheHub, visitor: MayTalk, area: str = "", say: str = "") -> Response:
    """The conversation of this log-in; ``say`` is put into the field, for "try it"."""
    return _page(request, visitor, area=if_known(area_named, hub.registry.home(), area) or "", typed=say)


@router.post("/talk")
async def say(
    request: Request,
    hub: TheHub,
    visitor: MayTalk,
    text: Annotated[str, Form(max_length=LONGEST_SENTENCE)] = "",
    area: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Say something."""
    if not text.strip():
        return back(request, "/talk", area=area)
    home = hub.registry.home()
    try:
        await hub.sessions.say(
            text,
            conversation_id=conversation_of(visitor),
            area=if_known(area_named, home, area),
            person=speaker_of(hub, visitor),
            channel="web",
            role=visitor.home_role,
        )
    except HubBusy as error:
        return _page(request, visitor, area=area, typed=text, status=503, error=str(error))
    return back(request, "/talk", area=area)


@router.websocket("/talk/listen")
async def listen(socket: WebSocket) -> None:
    """Talk by microphone: the protocol of the API's ``/listen``, with the cookie instead of a token."""
    if not is_of_this_site(socket):
        await socket.close()
        return
    hub, door = socket.app.state.hub, socket.app.state.door
    assert isinstance(hub, Hub)
    assert isinstance(door, Door)
    secret = socket.cookies.get(COOKIE)

    async def visitor() -> Visitor | None:
        found = await door.logins.visitor(secret)
        return found if found is not None and found.may(Right.TALK) else None

    async def is_welcome() -> bool:
        return await visitor() is not None

    async def admit(hello: Hello) -> Listening:
        speaker = await visitor()
        if speaker is None:
            raise Refusal("you are not logged in any more")
        if hub.voice is None:
            raise Refusal(hub.no_voice or "nothing is heard here", FULL)
        home = hub.registry.home()
        place = Place(
            conversation_of(speaker),
            if_known(area_named, home, hello.area),
            speaker_of(hub, speaker),
            language=hub.settings.language,
            role=speaker.home_role,
        )
        return Listening(socket, hub.voice, place, mouth=hub.mouth if hello.speech else None, is_welcome=is_welcome)

    await serve(socket, socket.app.state.listeners, admit)


def _page(
    request: Request, visitor: Visitor, *, area: str, typed: str = "", status: int = 200, error: str = ""
) -> Response:
    hub, chats = request.app.state.hub, request.app.state.chats
    assert isinstance(chats, Chats)
    home = hub.registry.home()
    conversation = conversation_of(visitor)
    chat = chats.of(conversation)
    return render(
        request,
        visitor,
        "talk.html",
        status=status,
        error=error,
        typed=typed,
        area=area,
        areas=by_name(home.areas.values()),
        chat=chat,
        question=chat[-1].response.speech if chat and chat[-1].response.expects_reply else "",
        elsewhere=chats.elsewhere(conversation) if visitor.may(Right.TEACH) else (),
        people=home.persons,
        rooms=home.areas,
        hears=hub.voice is not None,
    )
