"""Every error of the API as problem+json (RFC 9457), with a ``detail`` for the person who can fix it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from hub.errors import ConceptChanged, FixedMeaning, HubBusy, HubError, NotInHome, NotSpoken, NotTaught, TaughtAlready
from hub.storage.errors import StorageError

_log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """An error, as RFC 9457 writes it."""

    type: str
    title: str
    status: int
    detail: str = Field(description="For the person who can fix it.")
    errors: list[dict[str, str]] = Field([], description="The fields that are wrong: `field` and `reason`.")


def _described(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}


PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": _described("The request is refused; `detail` says why."),
    "5XX": _described("The hub can't do it now; `detail` says why."),
}


def problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, errors: list[dict[str, str]] | None = None
) -> JSONResponse:
    """The response for one error; ``errors`` names the fields that are wrong."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def explain_errors(app: FastAPI) -> None:
    """Make ``app`` answer every error this way."""

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        faults = [
            {"field": ".".join(str(part) for part in fault["loc"]), "reason": str(fault["msg"])}
            for fault in error.errors()[:20]
        ]
        detail = "; ".join(f"{fault['field']}: {fault['reason']}" for fault in faults[:3])
        return problem(422, detail or "The request is not valid.", errors=faults)

    @app.exception_handler(HubBusy)
    async def busy(_request: Request, error: HubBusy) -> JSONResponse:
        return problem(503, str(error), headers={"Retry-After": "2"})

    @app.exception_handler(NotTaught)
    async def gone(_request: Request, error: NotTaught) -> JSONResponse:
        return problem(404, str(error))

    @app.exception_handler(TaughtAlready)
    @app.exception_handler(ConceptChanged)
    async def at_odds(_request: Request, error: TaughtAlready | ConceptChanged) -> JSONResponse:
        return problem(409, str(error))

    @app.exception_handler(NotInHome)
    @app.exception_handler(NotSpoken)
    @app.exception_handler(FixedMeaning)
    async def strange(_request: Request, error: NotInHome | NotSpoken | FixedMeaning) -> JSONResponse:
        return problem(422, str(error))

    @app.exception_handler(StorageError)
    async def not_kept(_request: Request, error: StorageError) -> JSONResponse:
        _log.error("the store failed: %s", error)
        return problem(503, "The database does not answer; the hub's log says why.", headers={"Retry-After": "5"})

    @app.exception_handler(HubError)
    async def wrong(_request: Request, error: HubError) -> JSONResponse:
        return problem(400, str(error))

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        _log.error("%s %s failed", request.method, request.scope.get("path", ""), exc_info=error)
        return problem(500, "Something went wrong inside the hub; its log has the details.")
