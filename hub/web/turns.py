"""The journal of turns, with their traces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict

from dialogue.ports import JournalEntry
from hub.web.access import MayAdmin, TheHub

router = APIRouter(tags=["journal"])


class TurnOut(BaseModel):
    """One turn: what was heard, read, resolved (with reasons), chosen and done."""

    model_config = ConfigDict(from_attributes=True)

    turn_id: str
    conversation_id: str
    at: datetime
    text: str
    speech: str
    kind: str
    person: str | None
    area: str | None
    satellite: str | None
    channel: str
    trace: Mapping[str, object]
    timings_ms: Mapping[str, float]


@router.get("/turns")
async def list_turns(
    hub: TheHub,
    _token: MayAdmin,
    conversation_id: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[TurnOut]:
    """The latest turns, newest first. Empty when the journal is switched off."""
    entries = await hub.store.journal(conversation_id=conversation_id, limit=limit)
    return [_turn_out(entry) for entry in entries]


@router.get("/turns/{turn_id}")
async def read_turn(turn_id: str, hub: TheHub, _token: MayAdmin) -> TurnOut:
    """One turn."""
    entry = await hub.store.journal_entry(turn_id)
    if entry is None:
        raise HTTPException(404, f"There is no turn {turn_id!r} in the journal.")
    return _turn_out(entry)


def _turn_out(entry: JournalEntry) -> TurnOut:
    return TurnOut.model_validate(entry, from_attributes=True)
