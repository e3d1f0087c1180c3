"""Home Assistant's WebSocket and REST, logged in as the hub does.

API: https://developers.home-assistant.io/docs/api/websocket and …/api/rest. What comes back is passed on as it is: each
module that asks reads the few fields it needs.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from types import TracebackType
from typing import Any, Final, Self

import httpx

from deploy.home_assistant.errors import RequestRefused
from devices.adapters.home_assistant.connection import Connection as Socket
from devices.adapters.home_assistant.connection import connected
from devices.adapters.home_assistant.errors import CommandFailed, HomeAssistantError
from devices.home_assistant_access import HomeAssistantAccess

_WITHIN_S: Final = 30.0


class Connection:
    """``async with Connection(address, token) as home``."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._access = HomeAssistantAccess.at(address, token)
        self._rest = httpx.AsyncClient(
            base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=_WITHIN_S, trust_env=False
        )
        self._stack = contextlib.AsyncExitStack()
        self._socket: Socket | None = None

    async def __aenter__(self) -> Self:
        with _refusals("the connection"):
            socket = await self._stack.enter_async_context(connected(self._access))
        reading = asyncio.create_task(_read(socket), name="reading from Home Assistant")
        self._stack.push_async_callback(_ended, reading)
        self._socket = socket
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave."""
        self._socket = None
        await self._stack.aclose()
        await self._rest.aclose()

    async def ask(self, kind: str, **fields: object) -> Any:  # noqa: ANN401 - whatever it answers
        """The result of a WebSocket command. Raises ``RequestRefused``."""
        with _refusals(kind):
            return await self._open.ask(kind, fields, timeout_s=_WITHIN_S)

    @contextlib.asynccontextmanager
    async def events(self, kind: str, **fields: object) -> AsyncIterator[AsyncIterator[Mapping[str, Any]]]:
        """The events that follow a command. Raises ``RequestRefused``."""
        queue: asyncio.Queue[object] = asyncio.Queue()
        with _refusals(kind):
            await self._open.subscribe(queue.put_nowait, kind, fields)
        yield _events(queue)

    async def call(self, domain: str, service: str, entity_id: str, **data: object) -> None:
        """Call a service. Its success says nothing about the entity: look at the state."""
        await self.ask(
            "call_service", domain=domain, service=service, service_data=data, target={"entity_id": entity_id}
        )

    async def get(self, path: str) -> Any:  # noqa: ANN401 - whatever it answers
        """The JSON at a path. Raises ``RequestRefused``."""
        return _checked(await self._rest.get(path), path)

    async def post(self, path: str, content: Mapping[str, object]) -> Any:  # noqa: ANN401 - whatever it answers
        """The JSON that a path answers with. Raises ``RequestRefused``."""
        return _checked(await self._rest.post(path, json=content), path)

    async def delete(self, path: str) -> None:
        """Remove what a path names. Raises ``RequestRefused``."""
        _checked(await self._rest.delete(path), path)

    @property
    def _open(self) -> Socket:
        assert self._socket is not None, "not connected"
        return self._socket


async def _read(socket: Socket) -> None:
    with contextlib.suppress(HomeAssistantError):
        await socket.read()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait((task,))


async def _events(queue: asyncio.Queue[object]) -> AsyncIterator[Mapping[str, Any]]:
    while True:
        async with asyncio.timeout(_WITHIN_S):
            event = await queue.get()
        if isinstance(event, dict):
            yield event


@contextlib.contextmanager
def _refusals(what: str) -> Iterator[None]:
    try:
        yield
    except CommandFailed as error:
        raise RequestRefused(what, error.code, error.reason) from error
    except HomeAssistantError as error:
        raise RequestRefused(what, type(error).__name__, str(error)) from error


def _checked(response: httpx.Response, path: str) -> Any:  # noqa: ANN401 - whatever it answers
    if response.is_error:
        raise RequestRefused(path, str(response.status_code), response.text[:500])
    return response.json() if response.content else None
