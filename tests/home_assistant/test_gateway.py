"""The home of a real Home Assistant in the hub: what changes in its registries counts from the next sentence on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.home_assistant.registries import change_entity, ensure_area, expose, state, until
from tests.home_assistant.stage import Stage, staged

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

STAR = "light.star_lamp"
READING = "light.reading_light"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, models: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path_factory.mktemp("gateway"), models) as stage:
        yield stage


async def best_outcome(stage: Stage) -> str:
    """Since 2026 the star lamp only takes its state to be so, and says that it does."""
    now = await state(stage.home, STAR)
    assert now is not None
    return "assumed" if now.attributes.get("assumed_state") else "confirmed"


async def test_a_light_that_only_home_assistant_has_is_commanded_and_confirmed(stage: Stage) -> None:
    answer = await stage.tell_hub("set the star lamp to 40 percent")
    assert answer["kind"] == "acts", answer
    assert [action["outcome"] for action in answer["actions"]] == [await best_outcome(stage)]
    await stage.until_light(STAR, percent=40)


async def test_a_light_renamed_in_the_registry_answers_to_its_new_name(stage: Stage) -> None:
    await change_entity(stage.home, READING, name="Moon globe")
    await stage.until_hub_sees("moon globe")
    assert (await stage.tell_hub("set the moon globe to 70 percent"))["kind"] == "acts"
    await stage.until_light(READING, percent=70)
    await change_entity(stage.home, READING, name=None)


async def test_an_area_renamed_in_the_registry_answers_to_its_new_name(stage: Stage) -> None:
    loft = await ensure_area(stage.home, "Loft")
    await stage.home.ask("config/area_registry/update", area_id=loft, name="Observatory")
    await stage.until_hub_sees("observatory")
    assert (await stage.tell_hub("turn off the lights in the observatory"))["kind"] == "acts"
    await until(stage.home, STAR, lambda now: now.value == "off")
    await stage.home.ask("config/area_registry/update", area_id=loft, name="Loft")


async def test_what_is_no_longer_exposed_does_not_exist_for_the_hub(stage: Stage) -> None:
    await stage.tell_hub("turn on the star lamp")
    await until(stage.home, STAR, lambda now: now.value == "on")
    await expose(stage.home, [STAR], exposed=False)
    await stage.until_hub_sees("star lamp", gone=True)
    answer = await stage.tell_hub("turn off the star lamp")
    assert answer["kind"] != "acts", answer
    now = await state(stage.home, STAR)
    assert now is not None
    assert now.value == "on"
    await expose(stage.home, [STAR])
    await stage.until_hub_sees("star lamp")


async def test_a_taught_word_outlives_a_restart_of_home_assistant_under_the_hub(stage: Stage) -> None:
    await stage.tell_hub("owl mode means 15 percent")
    await stage.restart_home_assistant()
    answer = await stage.until_hub_acts("set the star lamp to owl mode")
    assert [action["outcome"] for action in answer["actions"]] == [await best_outcome(stage)]
    await stage.until_light(STAR, percent=15)
