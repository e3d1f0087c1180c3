"""The hub as a Wyoming service of a real Home Assistant: nothing is installed there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.home_assistant.assistants import make_pipeline, say_to_pipeline
from deploy.home_assistant.house import add_wyoming
from deploy.home_assistant.registries import entities
from tests.home_assistant.hearing import heard
from tests.home_assistant.stage import SPEECH, Stage, staged

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, models: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path_factory.mktemp("wyoming"), models, through="broker", hears=True) as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(stage: Stage) -> str:
    return await add_wyoming(stage.home, stage.hub)


async def told_id(stage: Stage, conversation_id: str | None) -> str | None:
    """The conversation, as what people talk with keeps it, where Home Assistant tells it to Wyoming's agents.

    An older one tells them the text alone, so the hub goes by where its question is open; then it must do without.
    """
    config = await stage.home.ask("get_config")
    year, month = (int(part) for part in config["version"].split(".")[:2])
    return conversation_id if (year, month) >= (2025, 7) else None


async def test_it_is_a_conversation_agent_once_its_address_is_entered(stage: Stage, agent: str) -> None:
    listed = await stage.home.ask("conversation/agent/list", language="en")
    assert agent in {listed_agent["id"] for listed_agent in listed["agents"]}


async def test_a_word_is_learned_in_the_dialogue_and_known_after_both_have_restarted(stage: Stage, agent: str) -> None:
    asked = await stage.say(agent, "set the living room light to study mode")
    assert "study mode" in asked.speech
    assert asked.speech.endswith("?")
    learned = await stage.say(
        agent, "bright white at 80 percent", conversation_id=await told_id(stage, asked.conversation_id)
    )
    assert "study mode" in learned.speech
    await stage.until_light("light.living_room_light", percent=80, kelvin=5000)

    await stage.say(agent, "put the bedroom lamp in study mode")
    await stage.until_light("light.bedroom_lamp", percent=80, kelvin=5000)

    await stage.hub.restart()
    await stage.restart_home_assistant()
    await stage.say(agent, "put the desk lamp in study mode")
    await stage.until_light("light.desk_lamp", percent=80, kelvin=5000)


async def test_an_assistant_answers_with_it(stage: Stage, agent: str) -> None:
    pipeline = await make_pipeline(stage.home, "The hub over Wyoming", agent)
    asked = await say_to_pipeline(stage.home, pipeline, "set the kitchen light to feast mode")
    assert "feast mode" in asked.speech
    told = await told_id(stage, asked.conversation_id)
    await say_to_pipeline(stage.home, pipeline, "warm white at 40 percent", conversation_id=told)
    await stage.until_light("light.kitchen_light", percent=40)


async def test_an_answer_given_by_an_id_that_home_assistant_kept_counts_too(stage: Stage, agent: str) -> None:
    asked = await stage.say(agent, "set the desk lamp to owl mode", conversation_id="01JOWLOWLOWLOWLOWLOWLOWLOW")
    assert asked.speech.endswith("?")
    await stage.say(agent, "20 percent", conversation_id=asked.conversation_id)
    await stage.until_light("light.desk_lamp", percent=20)


async def test_a_word_is_learned_by_voice_with_the_hub_as_ears_and_agent(stage: Stage, agent: str) -> None:
    ears = next(entity.id for entity in await entities(stage.home) if entity.id.startswith("stt."))
    pipeline = await make_pipeline(stage.home, "The hub that hears", agent, ears=ears)
    for word in ("study mode", "feast mode", "owl mode"):  # by ear they might be taken for one another
        await stage.tell_hub(f"forget {word}")
    await stage.home.call("light", "turn_off", "light.living_room_light")
    asked = await heard(stage.server, pipeline, SPEECH / "recordings" / "003.wav")
    assert asked.text == "set the living room light to study mode"
    assert 'I don\'t know "study mode"' in asked.speech
    there = await told_id(stage, asked.conversation_id)
    told = await heard(stage.server, pipeline, SPEECH / "recordings" / "004.wav", conversation_id=there)
    assert told.text == "that means thirty percent and warm white"
    assert "study mode" in told.speech
    await stage.until_light("light.living_room_light", percent=30)


async def test_while_the_hub_is_away_home_assistant_says_that_it_cannot_reach_it(stage: Stage, agent: str) -> None:
    await stage.hub.stop()
    away = await stage.say(agent, "turn on the desk lamp")
    assert away.failed
    await stage.hub.start()
    assert not (await stage.say(agent, "turn on the desk lamp")).failed
