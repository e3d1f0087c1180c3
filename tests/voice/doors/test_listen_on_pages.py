"""The microphone of the web admin's conversation: the API's protocol, with the cookie of a log-in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from devices.home import Role
from hub.admin.access import COOKIE
from hub.admin.door import Door
from hub.admin.roles import AccountRole
from hub.running import Hub
from hub.web.api import create_app
from hub.web.server import bind, serving
from tests.voice.doors.conftest import MAKE_IT_FIFTY, STUDY_MODE, Parts
from tests.voice.doors.test_listen import home, hub_parts, say, settings, told

__all__ = ["home", "hub_parts", "settings"]


@dataclass(slots=True)
class Page:
    """The page with the conversation, in a browser that is logged in."""

    address: str
    door: Door
    cookie: str

    @asynccontextmanager
    async def listening(
        self, *, cookie: str | None = None, origin: str | None = None, asked: str = "", **hello: Any
    ) -> AsyncIterator[ClientConnection]:
        """A connection that has said hello; ``asked`` is the host that a proxy says it was asked for."""
        headers = {"Cookie": f"{COOKIE}={self.cookie if cookie is None else cookie}"}
        if asked:
            headers["X-Forwarded-Host"] = asked
        url = self.address.replace("http", "ws") + "/talk/listen"
        page = self.address if origin is None else origin
        async with connect(url, origin=page, additional_headers=headers, max_size=None) as socket:  # type: ignore[arg-type] # a plain text, as it comes
            await socket.send(json.dumps({"type": "hello"} | hello))
            yield socket


@asynccontextmanager
async def page_of(hub: Hub, role: AccountRole, person: str | None = None) -> AsyncIterator[Page]:
    assert hub.door is not None
    account = await hub.door.add(f"the {role}", "four words of nonsense", role, person)
    async with serving(create_app(hub), bind(hub.settings), hub.settings) as address:
        yield Page(address, hub.door, await hub.door.logins.begin(account))


async def test_a_sentence_is_a_turn_of_the_conversation_on_the_page_and_answered_aloud(home: Hub, parts: Parts) -> None:
    async with page_of(home, AccountRole.ADULT, "sam") as page, page.listening(area="kitchen") as socket:
        ready = json.loads(await socket.recv())
        assert ready["conversation_id"].startswith("web-")
        assert ready["speaks"] is True
        await say(socket, STUDY_MODE)
        messages = await told(socket, "spoken")
    kinds = list(dict.fromkeys(message["type"] for message in messages))
    assert kinds == ["partial", "transcript", "response", "speech", "sound", "spoken"]
    (utterance,) = parts.converser.taken
    assert (utterance.area, utterance.person, utterance.channel) == ("kitchen", "sam", "voice")
    assert utterance.conversation_id == ready["conversation_id"]
    assert utterance.role is Role.ADULT


async def test_a_guest_who_speaks_is_a_guest_to_the_home_whoever_they_say_they_are(home: Hub, parts: Parts) -> None:
    async with page_of(home, AccountRole.GUEST) as page, page.listening(person="sam", conversation_id="c1") as socket:
        await socket.recv()
        await say(socket, MAKE_IT_FIFTY)
        await told(socket, "response")
    (utterance,) = parts.converser.taken
    assert (utterance.role, utterance.person) == (Role.GUEST, None)
    assert utterance.conversation_id != "c1"


async def test_nobody_listens_who_is_not_logged_in(home: Hub) -> None:
    async with page_of(home, AccountRole.ADULT) as page:
        for cookie in ("", "guessed"):
            with pytest.raises(ConnectionClosed) as closed:
                async with page.listening(cookie=cookie) as socket:
                    await socket.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.reason == "you are not logged in any more"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_no_page_of_another_site_opens_the_microphone(home: Hub, origin: str) -> None:
    async with page_of(home, AccountRole.ADULT) as page:
        with pytest.raises(InvalidStatus) as refused:
            async with page.listening(origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_the_page_behind_a_proxy_is_heard_where_the_proxy_is_trusted(home: Hub) -> None:
    trusting = replace(home, settings=home.settings.model_copy(update={"web_proxies": ("127.0.0.1",)}))
    async with (
        page_of(trusting, AccountRole.ADULT) as page,
        page.listening(origin="https://home.example", asked="home.example") as socket,
    ):
        assert json.loads(await socket.recv())["type"] == "ready"
    async with page_of(home, AccountRole.CHILD) as page:
        with pytest.raises(InvalidStatus):
            async with page.listening(origin="https://home.example", asked="home.example"):
                pass


async def test_who_was_logged_out_meanwhile_is_not_heard_any_more(home: Hub, parts: Parts) -> None:
    async with page_of(home, AccountRole.ADULT) as page, page.listening() as socket:
        await socket.recv()
        await say(socket, MAKE_IT_FIFTY)
        await told(socket, "response")
        await page.door.logins.end(page.cookie)
        await socket.send(json.dumps({"type": "start"}))
        with pytest.raises(ConnectionClosed) as closed:
            await told(socket, "transcript")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.reason == "you are not logged in any more"
    assert len(parts.converser.taken) == 1


async def test_without_a_speech_model_the_reason_is_told_on_the_page(home: Hub) -> None:
    deaf = replace(home, voice=None, no_voice="There is no speech model.")
    async with page_of(deaf, AccountRole.ADULT) as page:
        with pytest.raises(ConnectionClosed) as closed:
            async with page.listening() as socket:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.reason == "There is no speech model."
