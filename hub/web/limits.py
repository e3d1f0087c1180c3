"""Bounds on what a client may send: the size of a request and how many of them."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.web.problems import problem

BODY_LIMIT = 64 * 1024
IMPORT_LIMIT = 32 * 1024 * 1024
BACKUP_LIMIT = 256 * 1024 * 1024
SOUND_LIMIT = 10 * 1024 * 1024
_REMEMBERED_CLIENTS = 2000


@dataclass(slots=True)
class RateLimit:
    """A token bucket per client: ``per_minute`` requests on average, a quarter of that at once."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait_s(self, client: str) -> float:
        """Take one request from the client's bucket; seconds to wait when it is empty, else 0."""
        capacity = max(self.per_minute / 4, 1.0)
        rate = self.per_minute / 60
        now = self.clock()
        level, at = self._buckets.pop(client, (capacity, now))
        level = min(capacity, level + (now - at) * rate)
        allowed = level >= 1
        self._buckets[client] = (level - 1 if allowed else level, now)
        while len(self._buckets) > _REMEMBERED_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - level) / rate


@dataclass(slots=True)
class BodyLimit:
    """ASGI middleware that answers 413 to bodies over ``limit`` bytes, announced or not; ``larger`` are paths."""

    app: ASGIApp
    limit: int = BODY_LIMIT
    larger: Mapping[str, int] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, counting its bytes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.larger.get(scope["path"], self.limit)
        refusal = f"A request may have {limit // 1024} KB."
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await problem(413, refusal, headers={"Connection": "close"})(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, refusal, headers={"Connection": "close"})
            return message

        await self.app(scope, counted, send)
