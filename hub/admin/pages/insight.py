"""How well the hub understands, day by day, room by room, person by person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from hub.admin.access import MayAdmin
from hub.admin.charts import POLICY, Line, drawn
from hub.admin.views import Asked, by_name, render
from hub.running import Hub
from hub.storage.figures import Figures, FiguresQuery
from hub.web.access import TheHub

router = APIRouter()
Days = Annotated[int, Query(ge=1, le=400)]

SPANS: Final = (7, 30, 90, 365)
CHARTS: Final = {
    "understood": "Share of turns understood, in per cent",
    "turns": "Turns",
    "lessons": "Questions asked, lessons taken in, uses of what was taught",
    "latency": "Milliseconds until the answer",
}


@router.get("/insight")
async def insight(
    request: Request, hub: TheHub, visitor: MayAdmin, days: Days = 30, person: Asked = "", area: Asked = ""
) -> Response:
    """The figures as charts and as tables."""
    query = _query(hub, days, person, area)
    by_day, split, most_used = await asyncio.gather(
        _days(hub, query), hub.records.figures_by_person_and_area(query), hub.records.most_used()
    )
    home = hub.registry.home()
    return render(
        request,
        visitor,
        "insight.html",
        days=days,
        spans=SPANS,
        person=person,
        area=area,
        charts=CHARTS,
        by_day=by_day,
        total=Figures.of_all(figures for _, figures in by_day),
        by_person=_most_first((person, figures) for (person, _), figures in split.items()),
        by_area=_most_first((area, figures) for (_, area), figures in split.items()),
        most_used=most_used,
        people=by_name(home.persons.values()),
        areas=by_name(home.areas.values()),
        home=home,
        journal=hub.settings.journal,
    )


@router.get("/insight/{name}.svg")
async def chart(
    hub: TheHub,
    _visitor: MayAdmin,
    name: str,
    days: Days = 30,
    person: Asked = "",
    area: Asked = "",
    narrow: bool = False,
) -> Response:
    """One chart."""
    if name not in CHARTS:
        raise HTTPException(404, "There is no such chart.")
    by_day = await _days(hub, _query(hub, days, person, area))
    labels = [f"{day:%-d %b}" for day, _ in by_day]
    svg = await asyncio.to_thread(
        drawn,
        labels,
        _lines(name, [figures for _, figures in by_day]),
        unit={"understood": " %", "latency": " ms"}.get(name, ""),
        bars=name == "turns",
        narrow=narrow,
    )
    return Response(svg, media_type="image/svg+xml", headers={"Content-Security-Policy": POLICY})


def _query(hub: Hub, days: int, person: str, area: str) -> FiguresQuery:
    today = hub.clock.now().date()
    return FiguresQuery(today - timedelta(days=days - 1), today, person or None, area or None)


async def _days(hub: Hub, query: FiguresQuery) -> list[tuple[date, Figures]]:
    found = await hub.records.figures_by_day(query)
    days = (query.since + timedelta(days=number) for number in range((query.until - query.since).days + 1))
    return [(day, found.get(day, Figures())) for day in days]


def _most_first(parts: Iterable[tuple[str, Figures]]) -> list[tuple[str, Figures]]:
    found: dict[str, Figures] = {}
    for name, figures in parts:
        found[name] = found.get(name, Figures()) + figures
    return sorted(found.items(), key=lambda item: (-item[1].turns, item[0]))


def _lines(name: str, figures: Sequence[Figures]) -> tuple[Line, ...]:
    match name:
        case "understood":
            return (Line("understood", [100 * one.understood if one.turns else None for one in figures]),)
        case "turns":
            return (
                Line("understood", [one.turns - one.missed for one in figures]),
                Line("not understood", [one.missed for one in figures]),
            )
        case "lessons":
            return (
                Line("questions", [one.questions for one in figures]),
                Line("lessons", [one.lessons for one in figures]),
                Line("uses", [one.uses for one in figures]),
            )
        case _:
            return (
                Line("on average", [one.mean_ms if one.turns else None for one in figures]),
                Line("at most", [one.slowest if one.turns else None for one in figures]),
            )
