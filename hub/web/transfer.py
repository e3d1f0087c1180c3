"""Export and import of what was taught."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, JsonValue

from hub.takeaway.files import zipped
from hub.web.access import MayAdmin, TheHub

router = APIRouter(tags=["concepts"])
_ZIP: Final = "application/zip"
Wanted = Annotated[Literal["json", "custom-sentences"], Query(alias="format")]


class Imported(BaseModel):
    """How many items were taken in."""

    concepts_added: int
    concepts_merged: int
    schedules: int
    people: int


@router.get("/export", response_model=dict[str, Any], responses={200: {"content": {_ZIP: {}}}})
async def export(hub: TheHub, _token: MayAdmin, wanted: Wanted = "json") -> Response:
    """Everything that was taught, as `teachable-hub export` writes it: JSON, or files for Home Assistant in a zip."""
    if wanted == "custom-sentences":
        packed = await hub.packing.packed()
        name = {"Content-Disposition": 'attachment; filename="teachable-hub-sentences.zip"'}
        return Response(await asyncio.to_thread(zipped, packed), media_type=_ZIP, headers=name)
    return Response(await hub.transfer.give(), media_type="application/json")


@router.post("/import")
async def import_(document: dict[str, JsonValue], hub: TheHub, _token: MayAdmin) -> Imported:
    """Take in an export, all or nothing. A concept that is there already gets the versions of both."""
    report = await hub.transfer.take(json.dumps(document).encode())
    await hub.follow()
    return Imported(
        concepts_added=report.concepts_added,
        concepts_merged=report.concepts_merged,
        schedules=report.schedules,
        people=report.people,
    )
