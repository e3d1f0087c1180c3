"""Home Assistant's WebSocket and REST, logged in.

API: https://developers.home-assistant.io/docs/api/websocket and …/api/rest. What comes back is passed on as it is: each
module that asks reads the few fields it needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Final, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from deploy.home_assistant.errors import RequestRefused

_WITHIN_S: Final = 30.0


class Connection:
    """``async with Connection(address, token) as home``: one question at a time."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._token = token
        self._rest = httpx.AsyncClient(
            base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=_WITHIN_S, trust_env=False
        )
        self._socket: ClientConnection | None = None
        self._turn = asyncio.Lock()
        self._id = 0

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self.address.replace("http", "ws", 1) + "/api/websocket", max_size=None, compression=None, proxy=None
        )
        await self._read()
        await self._socket.send(json.dumps({"type": "auth", "access_token": self._token}))
        answer = await self._read()
        if answer["type"] != "auth_ok":
            await self.close()
            raise RequestRefused("the token", answer["type"], answer.get("message", ""))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None
        await self._rest.aclose()

    async def ask(self, kind: str, **fields: object) -> Any:  # noqa: ANN401 - whatever it answers
        """The result of a WebSocket command. Raises ``RequestRefused``."""
        async with self._turn:
            number = await self._send(kind, fields)
            return await self._result(number, kind)

    @contextlib.asynccontextmanager
    async def events(self, kind: str, **fields: object) -> AsyncIterator[AsyncIterator[Mapping[str, Any]]]:
        """The events that follow a command. Nothing else is asked meanwhile."""
        async with self._turn:
            number = await self._send(kind, fields)
            await self._result(number, kind)
            yield self._events(number)

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

    async def _send(self, kind: str, fields: Mapping[str, object]) -> int:
        assert self._socket is not None, "not connected"
        self._id += 1
        await self._socket.send(json.dumps({"id": self._id, "type": kind, **fields}))
        return self._id

    async def _result(self, number: int, kind: str) -> Any:  # noqa: ANN401 - whatever it answers
        while True:
            message = await self._read()
            if message.get("id") == number and message["type"] == "result":
                if not message["success"]:
                    raise RequestRefused(kind, message["error"]["code"], message["error"]["message"])
                return message["result"]

    async def _events(self, number: int) -> AsyncIterator[Mapping[str, Any]]:
        while True:
            message = await self._read()
            if message.get("id") == number and message["type"] == "event":
                yield message["event"]

    async def _read(self) -> dict[str, Any]:
        assert self._socket is not None, "not connected"
        try:
            async with asyncio.timeout(_WITHIN_S):
                message: dict[str, Any] = json.loads(await self._socket.recv())
        except ConnectionClosed as error:
            raise RequestRefused("the connection", "closed", str(error)) from error
        return message


def _checked(response: httpx.Response, path: str) -> Any:  # noqa: ANN401 - whatever it answers
    if response.is_error:
        raise RequestRefused(path, str(response.status_code), response.text[:500])
    return response.json() if response.content else None
