"""One connection to the WebSocket API of Home Assistant: logged in, commands with their answers, subscriptions.

https://developers.home-assistant.io/docs/api/websocket
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket as socket_module
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from devices.adapters.home_assistant.errors import CommandFailed, Denied, TokenRefused, Unreachable
from devices.home_assistant_access import HomeAssistantAccess

logger = logging.getLogger(__name__)

Message: TypeAlias = Mapping[str, object]
Listener: TypeAlias = Callable[[object], None]

# Registries and states of thousands of entities come in one frame each.
_MAX_FRAME = 64 * 1024 * 1024
_LOGIN_S = 10.0
_ANSWER_S = 10.0
_CLOSE_S = 1.0
_FORBIDDEN = 403
_NO_FIELDS: Message = MappingProxyType({})


class Connection:
    """A logged-in connection. Answers are matched by id; events go to their listener in the order they come.

    Nothing is queued here: events are taken in while the frame is read, so a slow reader holds the socket back, and
    Home Assistant cuts who is too slow for it.
    """

    def __init__(self, socket: ClientConnection, version: str) -> None:
        self.version = version
        self.heard_s = time.monotonic()
        self._socket = socket
        self._last_id = 0
        self._answers: dict[int, asyncio.Future[object]] = {}
        self._listeners: dict[int, Listener] = {}

    async def ask(self, command: str, fields: Message = _NO_FIELDS, *, timeout_s: float = _ANSWER_S) -> object:
        """The result of a command. Raises ``CommandFailed`` or ``Unreachable``; ``TimeoutError`` when none comes."""
        command_id = self._next_id()
        answer = asyncio.get_running_loop().create_future()
        self._answers[command_id] = answer
        try:
            async with asyncio.timeout(timeout_s):
                await self._send({"id": command_id, "type": command, **fields})
                return await answer
        finally:
            self._answers.pop(command_id, None)

    async def subscribe(self, listener: Listener, command: str, fields: Message = _NO_FIELDS) -> None:
        """Have ``listener`` called with each event of a subscription from now on. Raises like ``ask``."""
        command_id = self._next_id()
        answer = asyncio.get_running_loop().create_future()
        self._answers[command_id] = answer
        self._listeners[command_id] = listener
        try:
            async with asyncio.timeout(_ANSWER_S):
                await self._send({"id": command_id, "type": command, **fields})
                await answer
        except BaseException:
            self._listeners.pop(command_id, None)
            raise
        finally:
            self._answers.pop(command_id, None)

    async def read(self) -> None:
        """Take in frames until the connection ends. Raises ``Unreachable`` when it does."""
        try:
            while True:
                self._take_frame(await self._socket.recv())
        except ConnectionClosed as error:
            raise Unreachable("the connection was closed") from error
        finally:
            self._give_up()

    def abort(self) -> None:
        """Drop the connection with all that waits in it: what wasn't sent yet must not run later."""
        self._socket.transport.abort()

    async def _send(self, message: Message) -> None:
        try:
            await self._socket.send(json.dumps(message))
        except ConnectionClosed as error:
            raise Unreachable("the connection was closed") from error

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _take_frame(self, frame: str | bytes) -> None:
        self.heard_s = time.monotonic()
        try:
            data: object = json.loads(frame)
        except (ValueError, RecursionError):
            logger.warning("Home Assistant sent something that isn't JSON; it is left out")
            return
        for message in data if isinstance(data, list) else (data,):
            if isinstance(message, dict):
                self._take(message)

    def _take(self, message: Message) -> None:
        command_id = message.get("id")
        if not isinstance(command_id, int):
            return
        if message.get("type") == "event":
            self._tell(command_id, message.get("event"))
            return
        answer = self._answers.get(command_id)
        if answer is None or answer.done():
            return
        if message.get("type") == "pong" or message.get("success") is True:
            answer.set_result(message.get("result"))
        elif message.get("type") == "result":
            answer.set_exception(_failure(message.get("error")))

    def _tell(self, command_id: int, event: object) -> None:
        listener = self._listeners.get(command_id)
        if listener is None:
            return
        try:
            listener(event)
        except Exception:  # one event of a shape nobody foresaw must not cost the connection
            logger.exception("an event of Home Assistant can't be taken in")

    def _give_up(self) -> None:
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(Unreachable("the connection was closed"))
                answer.exception()  # whoever waited may be gone


@contextlib.asynccontextmanager
async def connected(access: HomeAssistantAccess) -> AsyncIterator[Connection]:
    """A logged-in connection while the block runs; somebody has to run its ``read``.

    Raises ``Unreachable``, ``Denied`` or ``TokenRefused``.
    """
    trust = _trust(access)
    try:
        # A proxy of the environment is for the internet, not for a machine in the house.
        socket = await connect(
            access.url,
            ssl=trust,
            max_size=_MAX_FRAME,
            open_timeout=_LOGIN_S,
            close_timeout=_CLOSE_S,
            ping_interval=15,
            compression=None,  # within the house it costs more than it saves
            proxy=None,
        )
    except InvalidStatus as error:
        status = error.response.status_code
        raise Denied if status == _FORBIDDEN else Unreachable(f"there is no Home Assistant (HTTP {status})") from error
    except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
        raise Unreachable(_in_words(error)) from error
    try:
        version = await _log_in(socket, access.token)
        yield Connection(socket, version)
    finally:
        await socket.close()


def _trust(access: HomeAssistantAccess) -> ssl.SSLContext | None:
    """Whose certificates are trusted; ``None`` where there are none. Raises ``Unreachable``."""
    if not access.url.startswith("wss:"):
        return None
    try:
        return ssl.create_default_context(cafile=access.ca_file)
    except OSError as error:  # ssl.SSLError, for what is no certificate, is one too
        reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise Unreachable(f"home_assistant_ca_file {access.ca_file} can't be used: {reason}") from error


async def _log_in(socket: ClientConnection, token: str) -> str:
    try:
        async with asyncio.timeout(_LOGIN_S):
            greeting = _message(await socket.recv())
            if greeting.get("type") != "auth_required":
                raise Unreachable("it doesn't greet as Home Assistant does")
            await socket.send(json.dumps({"type": "auth", "access_token": token}))
            answer = _message(await socket.recv())
    except ConnectionClosed as error:
        raise Unreachable("it closed the connection before the login") from error
    except TimeoutError as error:
        raise Unreachable(f"it doesn't answer within {_LOGIN_S:g} s") from error
    if answer.get("type") == "auth_invalid":
        raise TokenRefused
    if answer.get("type") != "auth_ok":
        raise Unreachable("it doesn't answer the login as Home Assistant does")
    return str(answer.get("ha_version") or "")


def _message(frame: str | bytes) -> Message:
    try:
        data: object = json.loads(frame)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _failure(error: object) -> CommandFailed:
    told = error if isinstance(error, dict) else {}
    return CommandFailed(str(told.get("code") or "unknown_error"), str(told.get("message") or "no reason given"))


def _in_words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"it doesn't answer within {_LOGIN_S:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there. Is it running, and are host and port right?"
    if isinstance(error, socket_module.gaierror):
        return "no machine of that name is known here. Its IP address will do"
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "verify_message", None) or error.reason or error
        return f"its certificate is not trusted here ({reason}). The setting home_assistant_ca_file names its authority"
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
