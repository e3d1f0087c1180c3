"""Talk by microphone: ``WebSocket /listen`` for browsers, and ``POST /hear`` for a recording."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Coroutine, Mapping
from typing import Annotated, Any, Final, Literal
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Query, Request, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogue.errors import RecogniserUnavailable
from dialogue.response import Kind, Response
from dialogue.transcript import Transcript
from hub.errors import HubBusy, NotInHome, SoundFileFaulty, SpeakerUnavailable
from hub.places import area_named, person_named
from hub.ports import Token
from hub.running import Hub
from hub.tokens import Scope
from hub.voice.flow import Flow
from hub.voice.manners import Hearer
from hub.voice.sound import RATE, WIDTH, chunks_of, sound_in
from hub.voice.stream import SoundStream
from hub.voice.turns import Attention, Place, SpokenTurn
from hub.web.access import MayTalk, TheHub
from hub.web.converse import Answer, Name
from hub.web.limits import RateLimit

LOG = logging.getLogger(__name__)

router = APIRouter(tags=["talk"])

PATH: Final = "/listen"
PROTOCOL: Final = "teachable-hub"
TOKEN_PREFIX: Final = "token."  # noqa: S105 - what stands before one
LISTENERS: Final = 16
HELLO_S: Final = 10.0
SEND_S: Final = 10.0
IDLE_S: Final = 600.0
LONGEST_FRAME: Final = 64 * 1024
# Sound at up to a quarter more than real time with 15 s at once; 20 messages a second with 100 at once.
_SOUND: Final = (1.25, 15.0)
_MESSAGES: Final = (20.0, 100.0)
_REFUSED: Final = 1008
_STRANGE: Final = 1003
_FULL: Final = 1013


class WordOut(BaseModel):
    """One word, with its place in the sound in seconds."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    start_s: float
    end_s: float
    confidence: float


class TranscriptOut(BaseModel):
    """What was heard; an empty text for silence and noise."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    confidence: float
    words: list[WordOut]


class HeardAnswer(Answer):
    """The answer of ``/converse``, and what was heard. When nothing was, the kind is ``ignores``."""

    transcript: TranscriptOut


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
    attention = await asyncio.to_thread(Attention.to_recording, sound)
    try:
        transcript = await voice.transcript(chunks_of(sound), place)
        turn = await voice.answer(transcript, place, attention)
    except RecogniserUnavailable as error:
        raise HTTPException(503, str(error), headers={"Retry-After": "2"}) from error
    return _heard(turn, place)


class Hello(BaseModel):
    """The first message on ``/listen``. ``token`` where the browser could not give it as a subprotocol."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["hello"]
    token: Annotated[str, Field(max_length=200)] | None = None
    conversation_id: Name | None = None
    area: Name | None = None
    person: Name | None = None
    satellite: Name | None = None
    speech: bool = True


@router.websocket(PATH)
async def listen(socket: WebSocket) -> None:
    """Push to talk: ``start``, binary frames of sound, ``stop``; see docs/api.md."""
    hub: Hub = socket.app.state.hub
    limit: RateLimit = socket.app.state.rate_limit
    open_now: set[WebSocket] = socket.app.state.listeners
    offered = socket.scope.get("subprotocols") or []
    await socket.accept(PROTOCOL if PROTOCOL in offered else None)
    if len(open_now) >= LISTENERS:
        await socket.close(_FULL, "too many listen")
        return
    open_now.add(socket)
    try:
        with contextlib.suppress(WebSocketDisconnect, TimeoutError, RuntimeError):
            place, speech = await _admitted(socket, hub, limit, offered)
            await _Listening(socket, hub, place, speech=speech).run()
    except _Refusal as refusal:
        with contextlib.suppress(RuntimeError):
            await socket.close(refusal.code, refusal.reason)
    finally:
        open_now.discard(socket)


class _Refusal(Exception):
    def __init__(self, reason: str, code: int = _REFUSED) -> None:
        super().__init__(reason)
        self.reason = reason[:120]
        self.code = code


async def _admitted(socket: WebSocket, hub: Hub, limit: RateLimit, offered: list[str]) -> tuple[Place, bool]:
    """Who and where it is. Raises ``_Refusal`` without a token that may talk."""
    async with asyncio.timeout(HELLO_S):
        message = await socket.receive()
    hello = _hello(message)
    given = next((name.removeprefix(TOKEN_PREFIX) for name in offered if name.startswith(TOKEN_PREFIX)), hello.token)
    token = await hub.doorkeeper.identify(given) if given else None
    client = f"token {token.id}" if token else f"address {socket.client.host if socket.client else ''}"
    if limit.wait_s(client) > 0:
        raise _Refusal("too many requests; wait a little", _FULL)
    _check_scope(token)
    if hub.voice is None:
        raise _Refusal(hub.no_voice or "nothing is heard here", _FULL)
    home = hub.registry.home()
    try:
        area, person = area_named(home, hello.area), person_named(home, hello.person)
    except NotInHome as error:
        raise _Refusal(str(error)) from error
    return Place(hello.conversation_id or _new_id(), area, person, hello.satellite, _language(hub)), hello.speech


def _hello(message: Mapping[str, Any]) -> Hello:
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    try:
        return Hello.model_validate_json(str(message.get("text") or ""))
    except ValidationError as error:
        raise _Refusal("the first message must be a hello", _STRANGE) from error


def _check_scope(token: Token | None) -> None:
    if token is None:
        raise _Refusal("a token is needed")
    if not Scope(token.scope).includes(Scope.TALK):
        raise _Refusal(f"this token may only {token.scope}")


class _Listening:
    """One microphone: a sentence at a time, and the answer to it aloud."""

    def __init__(self, socket: WebSocket, hub: Hub, place: Place, *, speech: bool) -> None:
        self._socket = socket
        self._voice = _voice(hub)
        self._mouth = hub.mouth if speech else None
        self._place = place
        self._sound: SoundStream | None = None
        self._turn: asyncio.Task[None] | None = None
        self._speaking: asyncio.Task[None] | None = None
        self._sound_flow = Flow(*_SOUND)
        self._message_flow = Flow(*_MESSAGES)
        self._sending = asyncio.Lock()
        self._partials: asyncio.Queue[str] = asyncio.Queue(1)

    async def run(self) -> None:
        """Until the client goes or is refused; what it was saying is then forgotten."""
        await self._tell("ready", conversation_id=self._place.conversation_id, speaks=self._mouth is not None)
        try:
            while True:
                async with asyncio.timeout(IDLE_S):
                    message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                if (samples := message.get("bytes")) is not None:
                    self._hear(samples)
                else:
                    await self._take(message.get("text") or "")
        finally:
            await self._end(self._turn)
            await self._end(self._speaking)

    def _hear(self, samples: bytes) -> None:
        if len(samples) > LONGEST_FRAME:
            raise _Refusal("a frame may have 64 KB")
        if not self._sound_flow.takes(len(samples) / (RATE * WIDTH)):
            raise _Refusal("more sound than time passes")
        if self._sound is not None:
            self._sound.push(samples[: len(samples) - len(samples) % WIDTH])

    async def _take(self, text: str) -> None:
        if not self._message_flow.takes():
            raise _Refusal("too many messages")
        match _type_of(text):
            case "start":
                await self._start()
            case "stop":
                if self._sound is not None:
                    self._sound.end()
            case "cancel":
                await self._end(self._turn)
                await self._end(self._speaking)
                self._sound = None
            case _:
                await self._tell("error", detail="A message is start, stop or cancel, or sound in a binary frame.")

    async def _start(self) -> None:
        await self._end(self._speaking)
        if self._turn is not None and not self._turn.done():
            await self._tell("error", detail="The sentence before is not answered yet.")
            return
        self._sound = SoundStream()
        self._turn = asyncio.create_task(self._answered(self._sound), name="sentence of a browser")
        self._turn.add_done_callback(_note_fault)

    async def _answered(self, sound: SoundStream) -> None:
        turn = await self._heard(sound)
        if turn is None:
            return
        answer = _heard(turn, self._place)
        await self._tell("response", **answer.model_dump(mode="json"))
        text = self._mouth.aloud(turn.response) if self._mouth is not None and turn.response is not None else ""
        if text:
            self._speaking = asyncio.create_task(self._speak(text), name="speech to a browser")
            self._speaking.add_done_callback(_note_fault)

    async def _heard(self, sound: SoundStream) -> SpokenTurn | None:
        partials = asyncio.create_task(self._tell_partials())
        try:
            transcript = await self._voice.transcript(sound, self._place, on_partial=self._partly)
            partials.cancel()
            await self._tell("transcript", **_transcript(transcript).model_dump(mode="json"))
            return await self._voice.answer(transcript, self._place, Attention("push"))
        except (RecogniserUnavailable, HubBusy) as error:
            await self._tell("error", detail=str(error))
            return None
        finally:
            await self._end(partials)

    def _partly(self, text: str) -> None:
        """Keep only the newest: a slow client misses some."""
        if self._partials.full():
            self._partials.get_nowait()
        self._partials.put_nowait(text)

    async def _tell_partials(self) -> None:
        while True:
            await self._tell("partial", text=await self._partials.get())

    async def _speak(self, text: str) -> None:
        assert self._mouth is not None
        try:
            speech = await self._mouth.speak(text)
            await self._tell("speech", rate=speech.rate, text=text)
            async for chunk in speech.chunks:
                for start in range(0, len(chunk), LONGEST_FRAME):
                    await self._send(self._socket.send_bytes(chunk[start : start + LONGEST_FRAME]))
        except SpeakerUnavailable as error:
            await self._tell("error", detail=str(error))
        else:
            await self._tell("spoken")

    async def _tell(self, kind: str, /, **content: object) -> None:
        await self._send(self._socket.send_text(json.dumps({"type": kind, **content})))

    async def _send(self, sending: Coroutine[None, None, None]) -> None:
        async with self._sending:
            try:
                async with asyncio.timeout(SEND_S):
                    await sending
            finally:
                sending.close()

    async def _end(self, task: asyncio.Task[None] | None) -> None:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _note_fault(task: asyncio.Task[None]) -> None:
    fault = None if task.cancelled() else task.exception()
    if fault is not None and not isinstance(fault, WebSocketDisconnect | TimeoutError | RuntimeError):
        LOG.error("%s failed", task.get_name(), exc_info=fault)


def _type_of(text: str) -> str:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(content.get("type")) if isinstance(content, dict) else ""


def _heard(turn: SpokenTurn, place: Place) -> HeardAnswer:
    response = turn.response or Response(place.conversation_id, "", "", Kind.IGNORES)
    return HeardAnswer.model_validate({**Answer.of(response).model_dump(), "transcript": _transcript(turn.transcript)})


def _transcript(transcript: Transcript) -> TranscriptOut:
    return TranscriptOut.model_validate(transcript, from_attributes=True)


def _voice(hub: Hub) -> Hearer:
    if hub.voice is None:
        raise HTTPException(503, hub.no_voice or "Nothing is heard here.")
    return hub.voice


def _language(hub: Hub) -> str:
    return hub.settings.language


def _new_id() -> str:
    return uuid4().hex
