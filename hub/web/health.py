"""How the hub is."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from hub.web.access import MayRead, TheHub, limit_address

router = APIRouter(tags=["health"])


class HealthOut(BaseModel):
    """All that anybody may know."""

    status: Literal["ok", "degraded"]


class PartOut(BaseModel):
    """One part of the hub."""

    works: bool
    detail: str


class HealthDetails(HealthOut):
    """Every part."""

    uptime_s: float
    conversations: int
    parts: dict[str, PartOut]


@router.get("/health", dependencies=[Depends(limit_address)])
async def health(hub: TheHub, response: Response) -> HealthOut:
    """Whether the hub as a whole works (503 when not). Needs no token."""
    is_well = hub.health.is_well(await hub.health.parts())
    response.status_code = 200 if is_well else 503
    return HealthOut(status="ok" if is_well else "degraded")


@router.get("/health/parts")
async def health_parts(hub: TheHub, _token: MayRead) -> HealthDetails:
    """Each part: database, broker, interpreter, gateways."""
    parts = await hub.health.parts()
    return HealthDetails(
        status="ok" if hub.health.is_well(parts) else "degraded",
        uptime_s=round(hub.health.uptime_s, 1),
        conversations=hub.sessions.open_conversations,
        parts={name: PartOut(works=part.works, detail=part.detail) for name, part in parts.items()},
    )
