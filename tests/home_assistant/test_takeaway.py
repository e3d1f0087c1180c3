"""What was taught, given to a real Home Assistant: offered while the hub runs, and taken along without the hub."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from deploy.home_assistant.assistants import BUILT_IN
from deploy.home_assistant.registries import State, change_entity, ensure_area, until
from tests.home_assistant.stage import Stage, staged

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

STAR = "light.star_lamp"
READING = "light.reading_light"
LESSONS = (
    "study mode means eighty percent and cool white",
    "call the star lamp moonlamp",
    "call the loft the crows nest",
    "movie night means set the star lamp to 20 percent and turn off the reading light",
    "lumosify means turn on",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, models: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path_factory.mktemp("takeaway"), models) as stage:
        for lesson in LESSONS:
            answer = await stage.tell_hub(lesson)
            assert answer["kind"] == "confirms", answer
        yield stage


async def asked(stage: Stage, method: str, route: str, **options: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {stage.hub.token}"}
    async with httpx.AsyncClient(base_url=stage.hub.address, headers=headers, timeout=30, trust_env=False) as rest:
        response = await rest.request(method, f"/api/v1/{route}", **options)
    assert response.is_success, response.text
    return response


def is_now(value: str, state: State) -> bool:
    return state.value == value


async def aliases(stage: Stage) -> list[str]:
    found: list[str] = (await stage.home.ask("config/entity_registry/get", entity_id=STAR))["aliases"]
    return sorted(found)


async def test_what_is_offered_is_understood_by_its_own_agent_and_can_be_withdrawn(stage: Stage) -> None:
    await change_entity(stage.home, STAR, aliases=["northern star"])
    loft = await ensure_area(stage.home, "Loft", aliases=["attic room"])
    made = (await asked(stage, "POST", "home-assistant/offer", json={})).json()
    assert len(made["changes"]) == 3, made
    assert await aliases(stage) == ["moonlamp", "northern star"]

    assert not (await stage.say(BUILT_IN, "turn on moonlamp")).failed
    await until(stage.home, STAR, lambda now: now.value == "on")
    assert not (await stage.say(BUILT_IN, "turn off the lights in the crows nest")).failed
    await until(stage.home, STAR, lambda now: now.value == "off")
    routine = next(change["id"] for change in made["changes"] if change["what"] == "scene")
    listed = await stage.home.ask("config/entity_registry/list")
    scene = next(entity["entity_id"] for entity in listed if entity["unique_id"] == routine)
    await stage.home.call("scene", "turn_on", scene)
    await stage.until_light(STAR, percent=20)

    assert (await asked(stage, "POST", "home-assistant/offer", json={})).json()["changes"] == []
    withdrawn = (await asked(stage, "POST", "home-assistant/withdraw", json={})).json()
    assert len(withdrawn["changes"]) == 3
    assert await aliases(stage) == ["northern star"]
    areas = {area["area_id"]: area["aliases"] for area in await stage.home.ask("config/area_registry/list")}
    assert areas[loft] == ["attic room"]
    listed = await stage.home.ask("config/entity_registry/list")
    assert routine not in {entity["unique_id"] for entity in listed}


async def test_what_was_taken_along_works_without_the_hub(stage: Stage) -> None:
    packed = await asked(stage, "GET", "export", params={"format": "custom-sentences"})
    await stage.hub.stop()
    await asyncio.to_thread(_unpack, packed.content, stage.server.folder)
    await stage.restart_home_assistant()

    answer = await stage.say(BUILT_IN, "set the star lamp to study mode")
    assert not answer.failed, answer
    await stage.until_light(STAR, percent=80, kelvin=5000)
    for said, entity_id, value in (
        ("lumosify the reading light", READING, "on"),
        ("turn off moonlamp", STAR, "off"),
        ("turn on the lights in the crows nest", STAR, "on"),
        ("it's movie night", READING, "off"),
    ):
        answer = await stage.say(BUILT_IN, said)
        assert not answer.failed, (said, answer)
        await until(stage.home, entity_id, partial(is_now, value))
    await stage.until_light(STAR, percent=20)
    await stage.say(BUILT_IN, "set moonlamp to 55 percent")
    await stage.until_light(STAR, percent=55)
    await stage.say(BUILT_IN, "set the lights in the loft to study mode")
    await stage.until_light(READING, percent=80)


def _unpack(packed: bytes, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    configuration = folder / "configuration.yaml"
    included = "homeassistant:\n  packages:\n    teachable_hub: !include packages/teachable_hub.yaml\n"
    configuration.write_text(configuration.read_text().replace("homeassistant:\n", included, 1))
