"""A hub that answers by a script, over HTTP on loopback, as ``tests/data/api_contract.json`` says."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from tests.api_contract import words
from tests.component.patience import until

HUB_ID: Final = "0123456789abcdef0123456789abcdef"
SCOPES: Final = ("read", "talk", "admin")
TOKENS: Final = {"read-token": "read", "talk-token": "talk", "admin-token": "admin"}
KNOWN: Final = {
    "converse": {"text"}, "teach": {"term", "meaning"}, "explain": {"term"}, "forget": {"term"}, "undo": set[str](),
}  # fmt: skip
WHERE: Final = {"conversation_id", "area", "person", "satellite", "language", "strict"}
AREAS: Final = {"Office", "Living room"}

BASE: Final = {
    "turn_id": "t1",
    "conversation_id": "c1",
    "at": "2026-11-26T08:30:00+01:00",
    "area": "office",
    "person": None,
    "satellite": None,
    "kind": "asks_about",
    "expects_reply": True,
}
SAID: Final = {
    "text": "set the lamp to study mode",
    "speech": 'I don\'t know "study mode" yet. What should the lamp do?',
}
EVENTS: Final[dict[str, dict[str, Any]]] = {
    "turn": {**BASE, **SAID, "actions": []},
    "not_understood": {**BASE, **SAID, "unknown_spans": [{"role": "value", "text": "study mode"}]},
    "lesson_offered": {**BASE, "role": "value", "term": "study mode", "speech": SAID["speech"]},
    "learned": {"concept_id": "k1", "type": "value", "change": "added", "concepts": 13, "term": "study mode"},
    "question": {
        "conversation_id": "c1", "area": "office", "since": BASE["at"], "open": True, "speech": SAID["speech"],
    },
    "notice": {
        "schedule_id": "s1", "conversation_id": "c1", "due": BASE["at"], "status": "failed", "area": "Office",
        "speech": "desk lamp on: It is not reachable.",
    },
    "health": {"status": "degraded"},
}  # fmt: skip

Told = bytes | tuple[str, dict[str, Any]] | None
"""What waits for a follower: bytes as they are, an event's name and data, or the end."""


@dataclass(slots=True)
class FakeHub:
    """Set what it says in ``answers`` (by text or term); read what it was asked in ``asked``."""

    id: str = HUB_ID
    version: str = "0.1.0"
    concepts: int = 12
    tells_scope: bool = True
    tokens: dict[str, str] = field(default_factory=lambda: dict(TOKENS))
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    followed_after: list[str | None] = field(default_factory=list)
    hello: dict[str, Any] = field(default_factory=dict)
    event_type: str = "text/event-stream"
    delay_s: float = 0
    trouble: web.Response | None = None
    port: int = 0
    tls: ssl.SSLContext | None = None
    _runner: web.AppRunner | None = None
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)
    _followers: set[asyncio.Queue[Told]] = field(default_factory=set)
    _number: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    @property
    def is_followed(self) -> bool:
        """Whether anybody follows the events."""
        return bool(self._followers)

    async def start(self) -> None:
        """Listen, on the same port as before if it listened before."""
        self._stopped.clear()
        app = web.Application()
        app.router.add_get("/api/v1/hub", self._hub)
        app.router.add_get("/api/v1/events", self._events)
        app.router.add_post("/api/v1/{ask:converse|teach|explain|forget|undo}", self._turn)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self.tls)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Let everybody go."""
        if self._runner is not None:
            self._stopped.set()
            for follower in self._followers:
                follower.put_nowait(None)
            runner, self._runner = self._runner, None
            await runner.cleanup()

    def tell(self, name: str, /, **changes: Any) -> None:
        """An event to everybody who follows."""
        self._number += 1
        for waiting in self._followers:
            waiting.put_nowait((name, {**EVENTS[name], **changes}))

    def send(self, piece: bytes) -> None:
        """Bytes of the stream as they are."""
        for follower in self._followers:
            follower.put_nowait(piece)

    async def until_followed(self) -> None:
        """Wait for somebody to follow."""
        await until(lambda: self.is_followed)

    async def _hub(self, request: web.Request) -> web.Response:
        scope = self._admit(request, "read")
        about = {
            "id": self.id, "name": "Teachable Hub", "version": self.version, "languages": ["en"],
            "concepts": self.concepts,
        }  # fmt: skip
        return web.json_response({**about, **({"scope": scope} if self.tells_scope else {})})

    async def _turn(self, request: web.Request) -> web.Response:
        ask = request.match_info["ask"]
        self._admit(request, "admin" if ask in {"teach", "forget"} else "talk")
        body = await request.json()
        self.asked.append((ask, body))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), self.delay_s)
        if set(body) - WHERE != KNOWN[ask]:
            raise _problem(422, "These are not the fields of that request.")
        if body.get("strict", True) and body.get("area") not in {None, *AREAS}:
            raise _problem(422, f"There is no area {body['area']} here.")
        said = body.get("text") or body.get("term") or ask
        answer = {
            "conversation_id": body.get("conversation_id", "c1"), "turn_id": "t1", "speech": "Okay.", "kind": "acts",
            "expects_reply": False, "unknown_spans": [], "actions": [], "learned": [],
        }  # fmt: skip
        return web.json_response({**answer, **self.answers.get(said, {})})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        with_words = self._admit(request, "read") == "admin"
        response = web.StreamResponse(headers={"Content-Type": f"{self.event_type}; charset=utf-8"})
        await response.prepare(request)
        after = request.headers.get("Last-Event-ID")
        self.followed_after.append(after)
        if after is None:
            await response.write(self._event("hello", self._hello(), with_words=with_words))
        async with self._follower() as waiting:
            while (told := await waiting.get()) is not None:
                piece = told if isinstance(told, bytes) else self._event(*told, with_words=with_words)
                with suppress(ConnectionError):
                    await response.write(piece)
        return response

    @asynccontextmanager
    async def _follower(self) -> AsyncIterator[asyncio.Queue[Told]]:
        waiting: asyncio.Queue[Told] = asyncio.Queue()
        self._followers.add(waiting)
        try:
            yield waiting
        finally:
            self._followers.discard(waiting)

    def _hello(self) -> dict[str, Any]:
        about = {"id": self.id, "version": self.version, "status": "ok", "concepts": self.concepts}
        return {**about, "open_questions": [], "last_not_understood": None, **self.hello}

    def _event(self, name: str, data: dict[str, Any], *, with_words: bool) -> bytes:
        if not with_words:
            data = _plain(data)
        return f"id: {self._number}\nevent: {name}\ndata: {json.dumps(data)}\n\n".encode()

    def _admit(self, request: web.Request, wanted: str) -> str:
        if self.trouble is not None:
            raise _as_error(self.trouble)
        scope = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if scope is None:
            raise _problem(401, "This token is not known or was revoked.")
        if SCOPES.index(scope) < SCOPES.index(wanted):
            raise _problem(403, f"This token may only {scope}; {wanted} is needed.")
        return scope


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Without words of people, however deep they are."""
    plain: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            plain[key] = _plain(value)
        elif isinstance(value, list):
            plain[key] = [_plain(entry) if isinstance(entry, dict) else entry for entry in value]
        elif key not in words():
            plain[key] = value
    return plain


class _Refused(web.HTTPException):
    status_code = 400


def _as_error(response: web.Response) -> web.HTTPException:
    error = _Refused(text=response.text, content_type=response.content_type)
    error.set_status(response.status)
    return error


def problem(status: int, detail: str) -> web.Response:
    """An error as the hub words it."""
    body = {"type": "about:blank", "title": "Error", "status": status, "detail": detail}
    return web.Response(text=json.dumps(body), status=status, content_type="application/problem+json")


def _problem(status: int, detail: str) -> web.HTTPException:
    return _as_error(problem(status, detail))
