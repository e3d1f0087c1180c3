"""A microphone at the other end of a WebSocket: a sentence at a time, and the answer to it aloud; see docs/api.md."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogue.errors import RecogniserUnavailable
from dialogue.response import Kind, Response
from dialogue.transcript import Transcript
from hub.errors import HubBusy, SpeakerUnavailable
from hub.voice.flow import Flow
from hub.voice.manners import Hearer
from hub.voice.mouth import Mouth
from hub.voice.sound import RATE, WIDTH
from hub.voice.stream import SoundStream
from hub.voice.turns import Attention, Place, SpokenTurn
from hub.web.converse import Answer, Name

LOG = logging.getLogger(__name__)

LISTENERS: Final = 16
HELLO_S: Final = 10.0
SEND_S: Final = 10.0
IDLE_S: Final = 600.0
LONGEST_FRAME: Final = 64 * 1024
# Sound at up to a quarter more than real time with 15 s at once; 20 messages a second with 100 at once.
_SOUND: Final = (1.25, 15.0)
_MESSAGES: Final = (20.0, 100.0)
REFUSED: Final = 1008
STRANGE: Final = 1003
FULL: Final = 1013


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


class Refusal(Exception):
    """The connection is to be closed, and why."""

    def __init__(self, reason: str, code: int = REFUSED) -> None:
        super().__init__(reason)
        self.reason = reason[:120]
        self.code = code


class Hello(BaseModel):
    """The first message. ``token`` where the browser could not give it as a subprotocol."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["hello"]
    token: Annotated[str, Field(max_length=200)] | None = None
    conversation_id: Name | None = None
    area: Name | None = None
    person: Name | None = None
    satellite: Name | None = None
    speech: bool = True


async def serve(
    socket: WebSocket,
    open_now: set[WebSocket],
    admit: Callable[[Hello], Awaitable[Listening]],
    protocol: str | None = None,
) -> None:
    """Accept a connection, hear its hello, and listen as ``admit`` says, which may raise ``Refusal``."""
    await socket.accept(protocol)
    if len(open_now) >= LISTENERS:
        await socket.close(FULL, "too many listen")
        return
    open_now.add(socket)
    try:
        with contextlib.suppress(WebSocketDisconnect, TimeoutError, RuntimeError):
            async with asyncio.timeout(HELLO_S):
                message = await socket.receive()
            listening = await admit(_hello(message))
            await listening.run()
    except Refusal as refusal:
        with contextlib.suppress(RuntimeError):
            await socket.close(refusal.code, refusal.reason)
    finally:
        open_now.discard(socket)


def _hello(message: Mapping[str, Any]) -> Hello:
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    try:
        return Hello.model_validate_json(str(message.get("text") or ""))
    except ValidationError as error:
        raise Refusal("the first message must be a hello", STRANGE) from error


class Listening:
    """One microphone: a sentence at a time, and the answer to it aloud, where there is a ``mouth``.

    ``is_welcome`` is asked before each sentence: whoever has been logged out since is refused.
    """

    def __init__(
        self,
        socket: WebSocket,
        voice: Hearer,
        place: Place,
        *,
        mouth: Mouth | None,
        is_welcome: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._socket = socket
        self._voice = voice
        self._mouth = mouth
        self._is_welcome = is_welcome
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
            raise Refusal("a frame may have 64 KB")
        if not self._sound_flow.takes(len(samples) / (RATE * WIDTH)):
            raise Refusal("more sound than time passes")
        if self._sound is not None:
            self._sound.push(samples[: len(samples) - len(samples) % WIDTH])

    async def _take(self, text: str) -> None:
        if not self._message_flow.takes():
            raise Refusal("too many messages")
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
        if self._is_welcome is not None and not await self._is_welcome():
            raise Refusal("you are not logged in any more")
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
        answer = heard(turn, self._place)
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


def heard(turn: SpokenTurn, place: Place) -> HeardAnswer:
    """What is answered to a sentence."""
    response = turn.response or Response(place.conversation_id, "", "", Kind.IGNORES)
    return HeardAnswer.model_validate({**Answer.of(response).model_dump(), "transcript": _transcript(turn.transcript)})


def _transcript(transcript: Transcript) -> TranscriptOut:
    return TranscriptOut.model_validate(transcript, from_attributes=True)
