"""How well the hub understands, day by day, room by room, person by person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from hub.admin.access import MayAdmin, TheHub
from hub.admin.charts import POLICY, Line, drawn
from hub.admin.views import render
from hub.running import Hub
from hub.storage.figures import Figures, HourFigures

router = APIRouter()
Asked = Annotated[str, Query(max_length=400)]
Days = Annotated[int, Query(ge=1, le=400)]

SPANS: Final = (7, 30, 90, 365)
CHARTS: Final = {
    "understood": "Share of turns understood, in per cent",
    "turns": "Turns",
    "lessons": "Questions asked, lessons taken in, uses of what was taught",
    "latency": "Milliseconds until the answer",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """The figures of the days that are looked at, oldest first."""

    hours: Sequence[HourFigures]
    days: tuple[tuple[date, Figures], ...]

    def by(self, part: Callable[[HourFigures], str]) -> list[tuple[str, Figures]]:
        """Added up by a person or a room, the most talkative first."""
        found: dict[str, Figures] = {}
        for one in self.hours:
            found[part(one)] = found.get(part(one), Figures()) + one.figures
        return sorted(found.items(), key=lambda item: (-item[1].turns, item[0]))

    @property
    def total(self) -> Figures:
        """All of them together."""
        return sum((figures for _, figures in self.days), Figures())


@router.get("/insight")
async def insight(
    request: Request, hub: TheHub, visitor: MayAdmin, days: Days = 30, person: Asked = "", area: Asked = ""
) -> Response:
    """The figures as charts and as tables."""
    looked = await _looked(hub, days, person, area)
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
        looked=looked,
        by_person=looked.by(lambda one: one.person),
        by_area=looked.by(lambda one: one.area),
        most_used=await hub.records.most_used(),
        people=sorted(home.persons.values(), key=lambda one: one.name),
        areas=sorted(home.areas.values(), key=lambda one: one.name),
        home=home,
        journal=hub.settings.journal,
    )


@router.get("/insight/{name}.svg")
async def chart(
    hub: TheHub, _visitor: MayAdmin, name: str, days: Days = 30, person: Asked = "", area: Asked = ""
) -> Response:
    """One chart."""
    if name not in CHARTS:
        raise HTTPException(404, "There is no such chart.")
    looked = await _looked(hub, days, person, area)
    labels = [f"{day:%-d %b}" for day, _ in looked.days]
    svg = await asyncio.to_thread(
        drawn,
        CHARTS[name],
        labels,
        _lines(name, [figures for _, figures in looked.days]),
        unit={"understood": " %", "latency": " ms"}.get(name, ""),
        bars=name == "turns",
    )
    return Response(svg, media_type="image/svg+xml", headers={"Content-Security-Policy": POLICY})


async def _looked(hub: Hub, days: int, person: str, area: str) -> Looked:
    now = hub.clock.now()
    first = now.date() - timedelta(days=days - 1)
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    found = await hub.records.figures(begin, now + timedelta(hours=1))
    hours = [one for one in found if person in ("", one.person) and area in ("", one.area)]
    by_day = {first + timedelta(days=number): Figures() for number in range(days)}
    for one in hours:
        day = one.hour.astimezone(now.tzinfo).date()
        by_day[day] = by_day.get(day, Figures()) + one.figures
    return Looked(hours, tuple(sorted(by_day.items())))


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
