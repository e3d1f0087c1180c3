"""``GET /hub``: which hub this is."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from hub.tokens import Scope
from hub.web.access import MayRead, TheHub

router = APIRouter(tags=["hub"])


class HubOut(BaseModel):
    """Who answers, and how much it has learned."""

    id: str
    name: str
    version: str
    languages: list[str]
    concepts: int
    scope: Scope


@router.get("/hub")
async def read_hub(hub: TheHub, token: MayRead) -> HubOut:
    """Which hub this is, the same ``id`` after a restart, and what the token may do."""
    return HubOut(
        id=hub.identity.id,
        name=hub.identity.name,
        version=hub.identity.version,
        languages=[hub.settings.language],
        concepts=hub.feed.concepts(),
        scope=Scope(token.scope),
    )
