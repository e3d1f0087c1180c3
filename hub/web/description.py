"""``GET /openapi.json``: the API's own description, for whoever has a token."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from hub.web.access import MayRead

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def description(request: Request, _token: MayRead) -> JSONResponse:
    """The description in OpenAPI."""
    found: dict[str, Any] = request.app.openapi()
    return JSONResponse(found)
