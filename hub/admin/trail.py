"""Writes every change made on the pages into the audit log: one line each, which tells whether it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.audit import Audit

_DEED: Final = "deed"
_REFUSED: Final = 400


@dataclass(slots=True)
class Deed:
    """What somebody is about to change. Its page may say it more exactly, until it has answered."""

    who: str
    action: str
    thing: str
    address: str


def begin(request: Request, deed: Deed) -> None:
    """Have it written down with the answer."""
    setattr(request.state, _DEED, deed)


def tell(request: Request, action: str, thing: str) -> None:
    """Say more exactly what was done, and to what."""
    deed = getattr(request.state, _DEED)
    assert isinstance(deed, Deed)
    deed.action, deed.thing = action, thing


@dataclass(frozen=True, slots=True)
class Trail:
    """ASGI middleware: the line is written before the answer goes out."""

    app: ASGIApp
    audit: Audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        state = scope.setdefault("state", {})

        async def with_line(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._write(state, "" if message["status"] < _REFUSED else ", refused")
            await send(message)

        try:
            await self.app(scope, receive, with_line)
        except Exception:
            await self._write(state, ", failed")
            raise

    async def _write(self, state: dict[str, object], how: str) -> None:
        deed = state.pop(_DEED, None)
        if isinstance(deed, Deed):
            await self.audit.note(deed.who, deed.action[: 80 - len(how)] + how, deed.thing, deed.address)
