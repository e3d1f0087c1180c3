"""Puts the API together."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.admin.app import create_pages
from hub.admin.headers import BehindProxy, StrictHeaders
from hub.running import Hub
from hub.web import (
    concepts,
    converse,
    description,
    events,
    health,
    home,
    identity,
    listen,
    offers,
    requests,
    schedules,
    tokens,
    transfer,
    turns,
)
from hub.web.limits import BACKUP_LIMIT, IMPORT_LIMIT, SOUND_LIMIT, BodyLimit, RateLimit
from hub.web.problems import PROBLEMS, explain_errors

PREFIX = "/api/v1"
MODULES = (
    converse,
    requests,
    listen,
    events,
    concepts,
    transfer,
    offers,
    home,
    turns,
    schedules,
    tokens,
    identity,
    health,
    description,
)


# Where the web admin takes in a backup from elsewhere.
BACKUP_PATH = "/privacy/backups/take-in"


def create_app(hub: Hub) -> FastAPI:
    """The API as an ASGI app over a composed hub, with the web admin beside it where that is switched on."""
    app = FastAPI(
        title="Teachable Hub",
        version="1",
        summary="Talk to the home, and see and change what it was taught.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.hub = hub
    app.state.listeners = set()
    app.state.rate_limit = RateLimit(hub.settings.api_rate_per_minute)
    larger = {f"{PREFIX}/import": IMPORT_LIMIT, f"{PREFIX}/hear": SOUND_LIMIT, BACKUP_PATH: BACKUP_LIMIT}
    app.add_middleware(BodyLimit, larger=larger)
    explain_errors(app)
    for module in MODULES:
        app.include_router(module.router, prefix=PREFIX, responses=PROBLEMS)
    if hub.door is not None:
        app.router.default = _Pages(create_pages(hub, hub.door), app.router.default)
    app.add_middleware(StrictHeaders)
    app.add_middleware(BehindProxy, proxies=hub.settings.web_proxies)
    return app


@dataclass(frozen=True, slots=True)
class _Pages:
    """What is not the API's is the web admin's."""

    pages: ASGIApp
    unknown: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["path"].startswith(f"{PREFIX}/") or scope["type"] not in {"http", "websocket"}
        await (self.unknown if is_api else self.pages)(scope, receive, send)


def routes() -> tuple[tuple[str, str], ...]:
    """Method and path of every route; a WebSocket's method is ``WS``."""
    found: list[tuple[str, str]] = []
    for module in MODULES:
        for route in module.router.routes:
            if isinstance(route, APIRoute):
                found.extend((method, PREFIX + route.path) for method in route.methods or ())
            elif isinstance(route, APIWebSocketRoute):
                found.append(("WS", PREFIX + route.path))
    return tuple(found)
