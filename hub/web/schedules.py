"""What is to be done later."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from devices.capabilities import Value
from hub.web.access import MayRead, MayTalk, TheHub
from teaching.schedules import Schedule, ScheduleStatus

router = APIRouter(tags=["schedules"])


class CommandOut(BaseModel):
    """One command of a schedule."""

    entity_id: str
    settings: dict[str, Value]


class ScheduleOut(BaseModel):
    """Commands that are performed at ``due``; recurring with ``weekdays`` (0 Monday … 6 Sunday)."""

    id: str
    due: datetime
    text: str
    weekdays: list[int]
    person: str | None
    status: ScheduleStatus
    commands: list[CommandOut]


@router.get("/schedules")
async def list_schedules(hub: TheHub, _token: MayRead, *, all: bool = False) -> list[ScheduleOut]:  # noqa: A002
    """Pending schedules by due time; ``all`` adds those that were done, late, failed or cancelled."""
    return [_schedule_out(schedule) for schedule in await hub.store.schedules(pending_only=not all)]


@router.delete("/schedules/{schedule_id}", status_code=204)
async def cancel_schedule(schedule_id: str, hub: TheHub, _token: MayTalk) -> None:
    """Cancel a pending schedule."""
    if await hub.store.cancel_schedule(schedule_id) is None:
        raise HTTPException(404, f"No schedule {schedule_id!r} is pending.")
    await hub.follow()


def _schedule_out(schedule: Schedule) -> ScheduleOut:
    return ScheduleOut(
        id=schedule.id,
        due=schedule.due,
        text=schedule.text,
        weekdays=list(schedule.weekdays),
        person=schedule.person,
        status=schedule.status,
        commands=[
            CommandOut(entity_id=command.entity_id, settings=dict(command.settings)) for command in schedule.commands
        ],
    )
