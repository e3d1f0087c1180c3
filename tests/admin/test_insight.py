"""Insight: figures as charts and as tables."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from hub.admin.pages.insight import CHARTS
from tests.admin.conftest import Visit
from tests.hub.conftest import Parts
from tests.storage.samples import a_concept, a_turn


async def tell(parts: Parts) -> None:
    now = parts.clock.now()
    for number in range(4):
        turn = replace(
            a_turn(f"t{number}", at=now, kind="ignores" if number == 3 else "acts"), timings_ms={"total": 40}
        )
        await parts.store.note(replace(turn, area="kitchen" if number < 2 else "office"))
    await parts.store.put_concepts([replace(a_concept("k1", "<i>cosy"), uses=7)])


async def test_the_figures_stand_in_tables(admin: Visit, parts: Parts) -> None:
    await tell(parts)
    page = re.sub(r"\s+", " ", (await admin.get("/insight")).text)
    assert "4 turns, 75 % of them understood, answered in 40 ms on average" in page
    assert re.search(r'<th scope="row" dir="auto">kitchen</th><td>2</td><td>100 %</td>', page)
    assert re.search(r'<th scope="row" dir="auto">office</th><td>2</td><td>50 %</td>', page)
    assert '<a href="/learned/k1" dir="auto">&lt;i&gt;cosy</a></th><td>value</td><td>7</td>' in page
    here = (await admin.get("/insight?area=kitchen&days=7")).text
    assert "2 turns, 100 % of them" in here
    assert "area=kitchen" in here


async def test_without_turns_there_is_something_to_look_at_too(admin: Visit) -> None:
    page = await admin.get("/insight?days=365")
    assert page.status_code == 200
    assert "nothing yet" in page.text
    assert "the charts begin with the first thing that is said" in page.text
    assert ".svg?" not in page.text


@pytest.mark.parametrize("name", CHARTS)
async def test_each_chart_is_an_image_without_script(admin: Visit, parts: Parts, name: str) -> None:
    await tell(parts)
    answer = await admin.get(f"/insight/{name}.svg?days=30")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    ET.fromstring(answer.content)
    assert b"<script" not in answer.content
    assert b"href=" not in answer.content.replace(b'xlink:href="#', b"")
    narrow = await admin.get(f"/insight/{name}.svg?days=30&narrow=true")
    assert b'viewBox="0 0 400 300"' in narrow.content
    assert b"prefers-color-scheme: dark" in narrow.content
    assert (await admin.get("/insight/secrets.svg")).status_code == 404


async def test_too_many_days_are_refused(admin: Visit) -> None:
    assert (await admin.get("/insight?days=100000")).status_code == 422
