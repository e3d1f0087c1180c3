"""What is to be done later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException

from devices.capabilities import Value
from devices.home import Home
from hub.admin.access import MaySee, MayTeach
from hub.admin.forms import status_of
from hub.admin.logins import Visitor
from hub.admin.plans import NeedsYes, Plan, days_ahead, make_plan
from hub.admin.views import Typed, back, render
from hub.errors import HubError
from hub.running import Hub
from hub.web.access import TheHub
from teaching.schedules import Schedule

router = APIRouter()
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOTHING_TYPED: Final = Plan()
OVER: Final = 200
"""How many of those that are over are shown, the latest first."""


@router.get("/schedules")
async def schedules(request: Request, visitor: MaySee, hub: TheHub, over: bool = False) -> Response:
    """Those that wait, by time; with ``over`` also those that are done, late, failed or cancelled."""
    return await _page(request, visitor, hub, over=over)


@router.post("/schedules")
async def add_schedule(
    request: Request,
    visitor: MayTeach,
    hub: TheHub,
    what: Annotated[str, Form(max_length=1000)] = "",
    day: Typed = "",
    time: Typed = "",
    sure: Typed = "",
) -> Response:
    """Plan something: what it is, in words, is taken as if it were said with the time before it."""
    again = tuple(str(one) for one in (await request.form()).getlist("weekday"))
    plan = Plan(what, day, time, again)
    try:
        await make_plan(hub, visitor, plan, is_sure=sure == "yes")
    except NeedsYes as question:
        return await _page(request, visitor, hub, plan=plan, asked=str(question))
    except HubError as error:
        return await _page(request, visitor, hub, plan=plan, status=status_of(error), error=str(error))
    return back(request, "/schedules", done="added")


async def _page(
    request: Request,
    visitor: Visitor,
    hub: Hub,
    *,
    status: int = 200,
    error: str = "",
    over: bool = False,
    plan: Plan = NOTHING_TYPED,
    asked: str = "",
) -> Response:
    now = hub.clock.now()
    pending = await hub.store.schedules()
    ids = {one.id for one in pending}
    past = [one for one in await hub.store.schedules(pending_only=False) if one.id not in ids] if over else []
    home = hub.registry.home()
    return render(
        request,
        visitor,
        "schedules.html",
        status=status,
        error=error,
        plan=plan,
        asked=asked,
        days=[(one.isoformat(), _day_name(one, now.date())) for one in days_ahead(now)],
        weekdays=DAYS,
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


def _day_name(day: date, today: date) -> str:
    number = (day - today).days
    return ("today", "tomorrow")[number] if number < 2 else f"{DAYS[day.weekday()]} {day:%-d %b}"


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


def _commands(schedule: Schedule, home: Home) -> list[tuple[str, str, Mapping[str, Value]]]:
    """The things it moves, by name and id, and how."""
    names = {one.id: one.name for one in home.entities.values()}
    return [(names.get(one.entity_id, one.entity_id), one.entity_id, one.settings) for one in schedule.commands]
