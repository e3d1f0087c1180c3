"""Taught names and routines, offered to Home Assistant and taken back."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from hub.running import Hub
from hub.takeaway.changes import AliasChange, Change, in_words
from hub.takeaway.offering import Wish
from hub.web.access import MayAdmin, TheHub

router = APIRouter(tags=["home assistant"], prefix="/home-assistant")


class OfferIn(BaseModel):
    """What to offer or take back; `dry_run` only tells what would change."""

    aliases: bool = True
    scenes: bool = True
    dry_run: bool = False


class ChangeOut(BaseModel):
    """One change in Home Assistant, also in words."""

    what: str = Field(description="entity, area, scene or script")
    id: str
    name: str
    change: str = Field(description="aliases, or what becomes of a scene or script: new, changed, gone")
    added: list[str] = []
    removed: list[str] = []
    text: str


class LeftOutOut(BaseModel):
    """A taught word that Home Assistant can't have."""

    term: str
    reason: str


class OfferOut(BaseModel):
    """The changes, whether they were made, and what was left out."""

    made: bool
    changes: list[ChangeOut]
    left_out: list[LeftOutOut]


@router.post("/offer")
async def offer(wanted: OfferIn, hub: TheHub, _token: MayAdmin) -> OfferOut:
    """Offer taught names as aliases and routines as scenes or scripts; what is taught no more is taken back."""
    return await _change(hub, wanted, withdraw=False)


@router.post("/withdraw")
async def withdraw(wanted: OfferIn, hub: TheHub, _token: MayAdmin) -> OfferOut:
    """Take back what was offered."""
    return await _change(hub, wanted, withdraw=True)


async def _change(hub: Hub, wanted: OfferIn, *, withdraw: bool) -> OfferOut:
    if hub.offering is None:
        raise HTTPException(409, "There is no Home Assistant: set home_assistant_url and home_assistant_token.")
    plan = await hub.offering.plan(Wish(aliases=wanted.aliases, scenes=wanted.scenes), withdraw=withdraw)
    if not wanted.dry_run:
        await hub.offering.carry_out(plan)
    return OfferOut(
        made=not wanted.dry_run,
        changes=[_change_out(change) for change in plan.changes],
        left_out=[LeftOutOut(term=left.term, reason=left.reason) for left in plan.left_out],
    )


def _change_out(change: Change) -> ChangeOut:
    text = in_words(change)
    if isinstance(change, AliasChange):
        added, removed = list(change.added), list(change.removed)
        return ChangeOut(
            what=change.sort, id=change.id, name=change.name, change="aliases", added=added, removed=removed, text=text
        )
    return ChangeOut(what=change.sort, id=change.id, name=change.name, change=change.change, text=text)
