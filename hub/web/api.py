"""Puts the API together."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from hub.running import Hub
from hub.web import concepts, converse, health, home, schedules, tokens, transfer, turns
from hub.web.limits import IMPORT_LIMIT, BodyLimit, RateLimit
from hub.web.problems import explain_errors

PREFIX = "/api/v1"


def create_app(hub: Hub) -> FastAPI:
    """The API as an ASGI app over a composed hub."""
    app = FastAPI(
        title="Teachable Hub",
        version="1",
        summary="Talk to the home, and see and change what it was taught.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.hub = hub
    app.state.rate_limit = RateLimit(hub.settings.api_rate_per_minute)
    app.add_middleware(BodyLimit, larger={f"{PREFIX}/import": IMPORT_LIMIT})
    explain_errors(app)
    doors = APIRouter(prefix=PREFIX)
    for module in (converse, concepts, transfer, home, turns, schedules, tokens, health):
        doors.include_router(module.router)
    app.include_router(doors)
    return app
