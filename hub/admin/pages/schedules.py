"""What is to be done later."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from devices.home import Home
from hub.admin.access import MaySee, MayTeach
from hub.admin.views import back, render
from hub.web.access import TheHub
from teaching.schedules import Schedule

router = APIRouter()
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OVER: Final = 200
"""How many of those that are over are shown, the latest first."""


@router.get("/schedules")
async def schedules(request: Request, visitor: MaySee, hub: TheHub, over: bool = False) -> Response:
    """Those that wait, by time; with ``over`` also those that are done, late, failed or cancelled."""
    pending = await hub.store.schedules()
    ids = {one.id for one in pending}
    past = [one for one in await hub.store.schedules(pending_only=False) if one.id not in ids] if over else []
    home = hub.registry.home()
    return render(
        request,
        visitor,
        "schedules.html",
        pending=pending,
        past=past[::-1][:OVER],
        is_over_shown=over,
        when=_days,
        what=lambda schedule: _commands(schedule, home),
        persons={one.id: one.name for one in home.persons.values()},
    )


@router.post("/schedules/{schedule_id}/cancel")
async def cancel_schedule(request: Request, _visitor: MayTeach, hub: TheHub, schedule_id: str) -> Response:
    """Take one back."""
    if await hub.store.cancel_schedule(schedule_id) is None:
        raise HTTPException(404, "This schedule does not wait any more: it was carried out or cancelled.")
    await hub.follow()
    return back(request, "/schedules", done="cancelled")


def _days(schedule: Schedule) -> str:
    """On which days it comes again; nothing for once."""
    days = sorted(set(schedule.weekdays))
    match days:
        case []:
            return ""
        case [0, 1, 2, 3, 4, 5, 6]:
            return "every day"
        case [0, 1, 2, 3, 4]:
            return "every weekday"
        case [5, 6]:
            return "every weekend"
        case _:
            return "every " + ", ".join(DAYS[day] for day in days)


def _commands(schedule: Schedule, home: Home) -> list[tuple[str, dict[str, object]]]:
    """The things it moves, by name, and how."""
    return [
        (home.entities[one.entity_id].name if one.entity_id in home.entities else one.entity_id, dict(one.settings))
        for one in schedule.commands
    ]
