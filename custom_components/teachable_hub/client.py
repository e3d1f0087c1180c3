"""Talks to the hub's HTTP API over Home Assistant's web session."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal, NoReturn, Self

from aiohttp import ClientError, ClientResponse, ClientSession, ClientSSLError, ClientTimeout
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .answers import Answer, HubEvent, HubInfo, Json
from .errors import (
    HubBusy,
    HubError,
    HubSlow,
    HubUnreachable,
    NotAHub,
    NotTrusted,
    RequestRefused,
    TokenRefused,
    TokenTooWeak,
)
from .event_stream import EventStream

API: Final = "/api/v1"
LOOK_S: Final = 10.0
SILENCE_S: Final = 45.0
"""The hub sends a comment every 15 seconds; three missing mean that it is gone."""

Ask = Literal["converse", "teach", "explain", "forget", "undo"]


@dataclass(frozen=True, slots=True)
class HubClient:
    """One hub: ``url`` without the API's path, ``token`` of any scope.

    Every method raises a ``HubError`` and nothing else when it fails.
    """

    session: ClientSession
    url: str
    token: str

    @classmethod
    def at(cls, hass: HomeAssistant, data: Mapping[str, Any]) -> Self:
        """The one that an entry's data lead to; without a word about its certificate, that is checked."""
        session = async_get_clientsession(hass, verify_ssl=data.get(CONF_VERIFY_SSL, True))
        return cls(session, data[CONF_URL], data[CONF_TOKEN].strip())

    async def hub(self) -> HubInfo:
        """Which hub answers there."""
        async with self._request("GET", "/hub", timeout=ClientTimeout(total=LOOK_S)) as response:
            return HubInfo.read(await _json(response))

    async def turn(self, ask: Ask, request: Mapping[str, object], *, timeout_s: float) -> Answer:
        """One turn of talk: what is said, taught, asked about, forgotten or undone."""
        timeout = ClientTimeout(total=timeout_s)
        body = {key: value for key, value in request.items() if value is not None}
        async with self._request("POST", f"/{ask}", timeout=timeout, json=body) as response:
            return Answer.read(await _json(response))

    @asynccontextmanager
    async def events(self, after: str | None) -> AsyncIterator[AsyncIterator[HubEvent]]:
        """The hub's events, from now on or after the one of that number; connected when the block is entered."""
        timeout = ClientTimeout(total=None, sock_connect=LOOK_S, sock_read=SILENCE_S)
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
        async with self._request("GET", "/events", timeout=timeout, headers=headers) as response:
            if response.content_type != "text/event-stream":
                raise NotAHub(f"GET /events answers with {response.content_type}")
            yield _events(response)

    @asynccontextmanager
    async def _request(
        self,
        method: str,
        path: str,
        *,
        timeout: ClientTimeout,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[ClientResponse]:
        try:
            async with self.session.request(
                method,
                f"{self.url}{API}{path}",
                json=json,
                headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
                timeout=timeout,
                allow_redirects=False,  # the token is for this address only
            ) as response:
                if response.status != HTTPStatus.OK:
                    await _refuse(response)
                yield response
        except TimeoutError as error:
            raise HubSlow("the hub did not answer in time") from error
        except ClientSSLError as error:
            raise NotTrusted(str(error)) from error
        except (ClientError, OSError, ValueError) as error:
            raise HubUnreachable(str(error) or type(error).__name__) from error


async def _events(response: ClientResponse) -> AsyncIterator[HubEvent]:
    stream = EventStream()
    async for piece in response.content.iter_any():
        for event in stream.feed(piece):
            yield event


async def _json(response: ClientResponse) -> Json:
    if not response.content_type.endswith("json"):
        raise NotAHub(f"the answer is {response.content_type}, not JSON")
    try:
        body = await response.json(content_type=None)
    except ValueError as error:
        raise NotAHub("the answer is no JSON") from error
    if not isinstance(body, dict):
        raise NotAHub("the answer is no object")
    return body


async def _refuse(response: ClientResponse) -> NoReturn:
    detail = await _detail(response)
    raise _error_of(response.status)(detail)


def _error_of(status: int) -> type[HubError]:
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return TokenRefused
        case HTTPStatus.FORBIDDEN:
            return TokenTooWeak
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return HubBusy
        case HTTPStatus.BAD_REQUEST | HTTPStatus.REQUEST_ENTITY_TOO_LARGE | HTTPStatus.UNPROCESSABLE_ENTITY:
            return RequestRefused
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return HubUnreachable
    return NotAHub


async def _detail(response: ClientResponse) -> str:
    """What the hub says about an error, for the person who can fix it."""
    if response.content_type == "application/problem+json":
        try:
            body = await response.json(content_type=None)
        except ValueError:
            body = None
        if isinstance(body, dict) and isinstance(detail := body.get("detail"), str):
            return detail
    return f"HTTP {response.status}"
