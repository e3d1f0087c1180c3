"""``GET /hub``: which hub this is."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from hub.web.access import MayRead, TheHub

router = APIRouter(tags=["hub"])


class HubOut(BaseModel):
    """Who answers, and how much it has learned."""

    id: str
    name: str
    version: str
    languages: list[str]
    concepts: int


@router.get("/hub")
async def read_hub(hub: TheHub, _token: MayRead) -> HubOut:
    """Which hub this is; ``id`` stays the same after a restart."""
    return HubOut(
        id=hub.identity.id,
        name=hub.identity.name,
        version=hub.identity.version,
        languages=[hub.settings.language],
        concepts=hub.feed.concepts(),
    )
