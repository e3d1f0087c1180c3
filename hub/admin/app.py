"""Puts the pages together."""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from hub.admin.access import LoginNeeded, PasswordNeeded, visitor_of
from hub.admin.chats import Chats
from hub.admin.door import Door
from hub.admin.pages import (
    concept,
    entry,
    health,
    history,
    home,
    insight,
    learned,
    live,
    missed,
    people,
    privacy,
    schedules,
    settings,
    talk,
    tokens,
)
from hub.admin.pages.entry import confirm_page, fields_to_confirm, fields_to_keep, login_page, sent_from
from hub.admin.trail import Trail
from hub.admin.views import back, render
from hub.errors import HubError
from hub.running import Hub
from hub.storage.errors import StorageError

_log = logging.getLogger(__name__)
_STATIC: Final = Path(__file__).parent / "static"

PAGES: Final = (
    entry,
    talk,
    learned,
    concept,
    missed,
    home,
    schedules,
    history,
    insight,
    people,
    tokens,
    settings,
    health,
    privacy,
    live,
)


def create_pages(hub: Hub, door: Door) -> FastAPI:
    """The pages as an ASGI app over a composed hub."""
    app = FastAPI(title="Teachable Hub", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.hub = hub
    app.state.door = door
    app.state.chats = Chats()
    app.state.listeners = set()
    hub.sessions.on_turn(app.state.chats.note)
    hub.store.register(app.state.chats)
    app.add_middleware(Trail, audit=door.audit)
    _explain_errors(app)
    for page in PAGES:
        app.include_router(page.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    return app


def _explain_errors(app: FastAPI) -> None:
    @app.exception_handler(LoginNeeded)
    async def login_needed(request: Request, _error: LoginNeeded) -> Response:
        where = request.scope["path"]
        if request.method == "GET":
            return back(request, "/login", next=_asked(request)) if where != "/live" else Response(status_code=401)
        if request.headers.get("content-type", "").startswith("multipart/"):
            return login_page(request, sent_from(request, "/privacy"), is_over=True, is_upload=True)
        return login_page(request, where, kept=fields_to_keep(await request.form()), is_over=True)

    @app.exception_handler(PasswordNeeded)
    async def password_needed(request: Request, needed: PasswordNeeded) -> Response:
        if request.method == "GET":
            return confirm_page(request, needed.visitor, _asked(request))
        kept = fields_to_confirm(await request.form())
        return confirm_page(request, needed.visitor, request.scope["path"], kept=kept, error=needed.error)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return await _fault(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return await _fault(request, 422, f"{first['loc'][-1]}: {first['msg']}.")

    @app.exception_handler(HubError)
    async def wrong(request: Request, error: HubError) -> Response:
        return await _fault(request, 422, str(error))

    @app.exception_handler(StorageError)
    async def not_kept(request: Request, error: StorageError) -> Response:
        _log.error("the store failed: %s", error)
        return await _fault(request, 503, "The database does not answer; the hub's log says why. Nothing was changed.")

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        _log.error("%s %s failed", request.method, request.scope.get("path", ""), exc_info=error)
        return await _fault(request, 500, "Something went wrong inside the hub; its log has the details.")


def _asked(request: Request) -> str:
    """What was asked for, with its query."""
    return str(request.scope["path"]) + (f"?{request.url.query}" if request.url.query else "")


async def _fault(request: Request, status: int, detail: str) -> Response:
    try:
        visitor = await visitor_of(request)
    except StorageError:
        visitor = None
    if status == 404 and detail == "Not Found":
        detail = "There is no such page."
    return render(request, visitor, "fault.html", status=status, title=HTTPStatus(status).phrase, detail=detail)
