"""Upstairs and downstairs where the home says how high its storeys are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from devices.home import Floor
from dialogue.response import Kind
from tests.fakes.clocks import BERLIN
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)
CELLAR, GROUND, FIRST, ROOF = (
    Floor(name, name, level=level) for level, name in enumerate(("cellar", "eg", "og", "dg"), -1)
)
ROOMS = {"kitchen": "eg", "hallway": "eg", "bedroom": "og", "office": "dg", "bathroom": "cellar"}


@asynccontextmanager
async def house(*floors: Floor) -> AsyncIterator[Stage]:
    """The demonstration, its rooms on these storeys."""
    file = home_file("demo")
    known = {floor.id: floor for floor in floors}
    areas = {k: replace(a, floor=ROOMS.get(k) if ROOMS.get(k) in known else None) for k, a in file.home.areas.items()}
    file = replace(file, home=replace(file.home, floors=known, areas=areas))
    async with stage_of(file, listener(), time=EVENING) as stage:
        yield stage


@pytest.mark.parametrize(
    ("floors", "text", "rooms"),
    [
        ((CELLAR, GROUND, FIRST, ROOF), "turn on the lights upstairs", {"bedroom", "office"}),
        ((CELLAR, GROUND, FIRST, ROOF), "downstairs lights on", {"kitchen", "hallway"}),
        ((GROUND, FIRST), "lights on downstairs", {"kitchen", "hallway"}),
        ((CELLAR, GROUND), "lights on downstairs", {"bathroom"}),
    ],
)
async def test_what_is_up_or_down_is_told_by_the_storeys(floors: tuple[Floor, ...], text: str, rooms: set[str]) -> None:
    async with house(*floors) as stage:
        response = await stage.say(text, room="garden")
        assert response.kind is Kind.ACTS, response.speech
        home = home_file("demo").home
        assert {home.entities[action.entity_id].area for action in response.actions} == rooms


@pytest.mark.parametrize("floors", [(), (GROUND,), (CELLAR, GROUND), (replace(FIRST, level=None),)])
async def test_upstairs_is_asked_about_where_nothing_is_above(floors: tuple[Floor, ...]) -> None:
    async with house(*floors) as stage:
        response = await stage.say("turn on all the lights upstairs", room="kitchen")
        assert response.kind is Kind.ASKS_ABOUT, response.speech
        assert [span.text for span in response.unknown_spans] == ["upstairs"]
