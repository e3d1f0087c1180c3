from __future__ import annotations

import asyncio
import io
import json
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import httpx
import numpy as np
import pytest
import soundfile
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hub.running import Hub
from hub.tokens import Scope, make_token
from hub.voice.mouth import Mouth
from hub.voice.turns import Voice
from hub.web import listen, listener
from hub.web.api import create_app
from hub.web.limits import SOUND_LIMIT
from hub.web.listener import LONGEST_FRAME
from hub.web.server import bind, serving
from tests.hub.conftest import Parts as HubParts
from tests.hub.conftest import client_with, settings
from tests.hub.conftest import parts as hub_parts
from tests.voice.doors.conftest import MAKE_IT_FIFTY, STUDY_MODE, Parts, Tone

__all__ = ["hub_parts", "settings"]


@dataclass(slots=True)
class Browser:
    """A page with a microphone, and the tokens it might have."""

    address: str
    talk: str
    read: str

    @asynccontextmanager
    async def listening(self, *, token: str | None = None, **hello: Any) -> AsyncIterator[ClientConnection]:
        """A connection that has said hello; the token goes as a subprotocol."""
        offered = [listen.PROTOCOL, listen.TOKEN_PREFIX + (token or self.talk)]
        url = self.address.replace("http", "ws") + "/api/v1/listen"
        async with connect(url, subprotocols=cast("Any", offered), max_size=None) as socket:
            await socket.send(json.dumps({"type": "hello"} | hello))
            yield socket

    async def hear(self, content: bytes, **query: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=f"{self.address}/api/v1", timeout=20) as client:
            headers = {"Authorization": f"Bearer {self.talk}", "Content-Type": "audio/wav"}
            return await client.post("/hear", content=content, params=query, headers=headers)


@pytest.fixture
async def admin(hub_parts: HubParts) -> AsyncIterator[httpx.AsyncClient]:
    async with await client_with(hub_parts, Scope.ADMIN) as client:
        yield client


@pytest.fixture
async def home(hub_parts: HubParts, parts: Parts) -> Hub:
    return replace(
        hub_parts.hub,
        settings=hub_parts.hub.settings.model_copy(update={"api_port": 0}),
        sessions=parts.sessions,
        voice=cast("Voice", parts.voice),
        mouth=Mouth([Tone()]),
    )


@asynccontextmanager
async def browser_of(hub: Hub) -> AsyncIterator[Browser]:
    secrets = []
    for scope in (Scope.TALK, Scope.READ):
        token, secret = make_token(f"test {scope}", scope, hub.clock.now())
        await hub.store.put_token(token)
        secrets.append(secret)
    async with serving(create_app(hub), bind(hub.settings), hub.settings) as address:
        yield Browser(address, *secrets)


@pytest.fixture
async def browser(home: Hub) -> AsyncIterator[Browser]:
    async with browser_of(home) as found:
        yield found


def samples_of(path: Path) -> bytes:
    with wave.open(str(path), "rb") as recording:
        return recording.readframes(recording.getnframes())


async def say(socket: ClientConnection, path: Path) -> None:
    await socket.send(json.dumps({"type": "start"}))
    samples = samples_of(path)
    for start in range(0, len(samples), 3200):
        await socket.send(samples[start : start + 3200])
    await socket.send(json.dumps({"type": "stop"}))


async def told(socket: ClientConnection, until: str, within_s: float = 15) -> list[dict[str, Any]]:
    """The messages up to one of that type; sound counts as messages of the type sound."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(within_s):
        while not found or found[-1]["type"] != until:
            message = await socket.recv()
            found.append({"type": "sound", "bytes": message} if isinstance(message, bytes) else json.loads(message))
    return found


async def test_a_sentence_is_written_down_answered_and_the_answer_spoken(browser: Browser, parts: Parts) -> None:
    async with browser.listening(area="kitchen", conversation_id="c1", satellite="tablet") as socket:
        assert socket.subprotocol == listen.PROTOCOL
        assert json.loads(await socket.recv()) == {"type": "ready", "conversation_id": "c1", "speaks": True}
        await say(socket, STUDY_MODE)
        messages = await told(socket, "spoken")
    kinds = list(dict.fromkeys(message["type"] for message in messages))
    assert kinds == ["partial", "transcript", "response", "speech", "sound", "spoken"]
    transcript, response = (next(m for m in messages if m["type"] == kind) for kind in ("transcript", "response"))
    assert transcript["text"] == "set the living room light to study mode"
    assert transcript["words"][-1]["text"] == "mode"
    assert response["speech"] == "set the living room light to study mode"
    assert response["conversation_id"] == "c1"
    rate = next(m["rate"] for m in messages if m["type"] == "speech")
    sound = b"".join(m["bytes"] for m in messages if m["type"] == "sound")
    assert len(sound) / 2 / rate == pytest.approx(0.3)
    (utterance,) = parts.converser.taken
    assert (utterance.area, utterance.satellite, utterance.channel) == ("kitchen", "tablet", "voice")


async def test_the_token_may_come_with_the_first_message(browser: Browser) -> None:
    url = browser.address.replace("http", "ws") + "/api/v1/listen"
    async with connect(url) as socket:
        await socket.send(json.dumps({"type": "hello", "token": browser.talk, "speech": False}))
        assert json.loads(await socket.recv())["speaks"] is False
        await say(socket, MAKE_IT_FIFTY)
        messages = await told(socket, "response")
    assert messages[-1]["transcript"]["text"] == "no make it fifty"


@pytest.mark.parametrize(
    ("hello", "reason"),
    [
        (json.dumps({"type": "hello"}), "a token is needed"),
        (json.dumps({"type": "hello", "token": "thub_wrong"}), "a token is needed"),
        (json.dumps({"type": "hello", "colour": "blue"}), "the first message must be a hello"),
        (json.dumps({"type": "start"}), "the first message must be a hello"),
        ("[", "the first message must be a hello"),
        (b"\x00\x00", "the first message must be a hello"),
    ],
)
async def test_nobody_listens_without_a_token(browser: Browser, hello: str | bytes, reason: str) -> None:
    url = browser.address.replace("http", "ws") + "/api/v1/listen"
    async with connect(url) as socket:
        await socket.send(hello)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason == reason


async def test_who_has_lost_the_token_is_refused_at_the_next_sentence(home: Hub, browser: Browser) -> None:
    async with browser.listening() as socket:
        await told(socket, "ready")
        [token] = [token for token in await home.store.tokens() if token.name == "test talk"]
        await home.doorkeeper.revoke(token.id)
        await socket.send(json.dumps({"type": "start"}))
        with pytest.raises(ConnectionClosed) as closed:
            await told(socket, "transcript")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_a_token_that_may_only_read_is_refused_and_so_is_a_strange_room(browser: Browser) -> None:
    assert await refusal(browser, token=browser.read) == "this token may only read"
    assert "moon base" in await refusal(browser, area="moon base")


async def test_without_a_speech_model_the_reason_is_told(home: Hub) -> None:
    async with browser_of(replace(home, voice=None, no_voice="There is no speech model.")) as browser:
        assert await refusal(browser) == "There is no speech model."
        answer = await browser.hear(STUDY_MODE.read_bytes())
        assert answer.status_code == 503
        assert answer.json()["detail"] == "There is no speech model."


async def refusal(browser: Browser, **hello: Any) -> str:
    with pytest.raises(ConnectionClosed) as closed:
        async with browser.listening(**hello) as socket:
            await socket.recv()
    return closed.value.rcvd.reason if closed.value.rcvd is not None else ""


async def test_starting_again_stops_the_answer(home: Hub) -> None:
    async with browser_of(replace(home, mouth=Mouth([Tone(3600)]))) as browser, browser.listening() as socket:
        await socket.recv()
        await say(socket, MAKE_IT_FIFTY)
        await told(socket, "sound")
        await say(socket, STUDY_MODE)
        messages = await told(socket, "transcript", within_s=20)
    assert messages[-1]["text"] == "set the living room light to study mode"


async def test_what_is_cancelled_or_left_unfinished_is_forgotten(browser: Browser, parts: Parts) -> None:
    async with browser.listening() as socket:
        await socket.recv()
        await socket.send(json.dumps({"type": "start"}))
        await socket.send(samples_of(STUDY_MODE)[:48_000])
        await socket.send(json.dumps({"type": "cancel"}))
        await say(socket, MAKE_IT_FIFTY)
        await told(socket, "response")
        await socket.send(json.dumps({"type": "start"}))
        await socket.send(samples_of(STUDY_MODE)[:48_000])
    await asyncio.sleep(0.3)
    assert [utterance.text for utterance in parts.converser.taken] == ["no make it fifty"]


async def test_silence_is_answered_with_nothing(browser: Browser, parts: Parts) -> None:
    async with browser.listening() as socket:
        await socket.recv()
        await socket.send(json.dumps({"type": "start"}))
        await socket.send(bytes(32_000))
        await socket.send(json.dumps({"type": "stop"}))
        messages = await told(socket, "response")
    assert messages[-1]["kind"] == "ignores"
    assert messages[-1]["speech"] == ""
    assert not parts.converser.taken


async def test_strange_messages_are_told_and_too_many_end_it(browser: Browser) -> None:
    async with browser.listening() as socket:
        await socket.recv()
        for strange in ("", "[]", "{", '{"type": 5}', "[" * 5_000):
            await socket.send(strange)
            assert json.loads(await socket.recv())["type"] == "error"
        with pytest.raises(ConnectionClosed):
            await flood(socket, lambda: "x")


async def test_a_flood_of_sound_ends_it(browser: Browser) -> None:
    async with browser.listening() as socket:
        await socket.recv()
        with pytest.raises(ConnectionClosed):
            await flood(socket, lambda: bytes(32_000))


async def test_a_frame_that_is_too_long_ends_it(browser: Browser) -> None:
    for size in (LONGEST_FRAME + 2, 1_000_000):
        async with browser.listening() as socket:
            await socket.recv()
            with pytest.raises(ConnectionClosed):
                await flood(socket, lambda size=size: bytes(size))  # type: ignore[misc]


async def flood(socket: ClientConnection, message: Callable[[], str | bytes]) -> None:
    async def drain() -> None:
        async for _ in socket:
            pass

    draining = asyncio.create_task(drain())
    try:
        for _ in range(2_000):
            await socket.send(message())
            await asyncio.sleep(0.001)
    finally:
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)


async def test_no_more_than_so_many_listen(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "LISTENERS", 1)
    async with browser.listening() as socket:
        await socket.recv()
        assert await refusal(browser) == "too many listen"
    await asyncio.sleep(0.1)
    async with browser.listening() as socket:
        assert json.loads(await socket.recv())["type"] == "ready"


async def test_a_recording_is_taken_as_a_turn(browser: Browser, parts: Parts) -> None:
    answer = await browser.hear(STUDY_MODE.read_bytes(), area="Kitchen", conversation_id="c1")
    assert answer.status_code == 200, answer.text
    heard = answer.json()
    assert heard["transcript"]["text"] == "set the living room light to study mode"
    assert heard["transcript"]["confidence"] > 0.5
    assert heard["speech"] == "set the living room light to study mode"
    assert heard["conversation_id"] == "c1"
    assert parts.converser.taken[0].area == "kitchen"


async def test_a_recording_of_silence_is_no_turn(browser: Browser, parts: Parts) -> None:
    answer = await browser.hear(recording(np.zeros(16_000)))
    assert answer.status_code == 200, answer.text
    assert answer.json()["kind"] == "ignores"
    assert not parts.converser.taken


async def test_recordings_that_cant_be_heard_are_told(browser: Browser) -> None:
    for content in (b"", b"no sound", STUDY_MODE.read_bytes()[:30]):
        answer = await browser.hear(content)
        assert answer.status_code == 422, content
        assert "sound file" in answer.json()["detail"]
    answer = await browser.hear(recording(np.zeros(8_000 * 70), 8_000))
    assert answer.status_code == 422
    assert "60 seconds" in answer.json()["detail"]
    assert (await browser.hear(STUDY_MODE.read_bytes(), area="moon base")).status_code == 422


async def test_a_recording_that_is_too_large_is_refused(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/hear", content=bytes(SOUND_LIMIT + 1))
    assert answer.status_code == 413
    assert "10240 KB" in answer.json()["detail"]


def recording(samples: np.ndarray[Any, Any], rate: int = 16_000) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV")
    return file.getvalue()
