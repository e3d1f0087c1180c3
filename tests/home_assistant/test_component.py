"""The hub's integration in a real Home Assistant: the whole journey of a taught word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.home_assistant.assistants import make_pipeline, say, say_to_pipeline
from deploy.home_assistant.connection import Connection
from deploy.home_assistant.entries import entries
from deploy.home_assistant.house import add_component
from deploy.home_assistant.registries import until
from tests.home_assistant.stage import Stage, staged

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, models: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path_factory.mktemp("component"), models) as stage:
        yield stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(stage: Stage) -> str:
    return await add_component(stage.home, stage.hub)


async def test_it_is_added_with_address_and_token_and_can_be_chosen_as_agent(stage: Stage, agent: str) -> None:
    assert [entry.state for entry in await entries(stage.home, "teachable_hub")] == ["loaded"]
    listed = await stage.home.ask("conversation/agent/list", language="en")
    assert agent in {listed_agent["id"] for listed_agent in listed["agents"]}


async def test_a_word_is_learned_in_a_conversation_that_is_kept_open_and_known_after_both_have_restarted(
    stage: Stage, agent: str
) -> None:
    asked = await stage.say(agent, "set the living room light to study mode")
    assert "study mode" in asked.speech
    assert asked.continues
    learned = await stage.say(agent, "bright white at 80 percent", conversation_id=asked.conversation_id)
    assert not learned.continues
    assert learned.conversation_id == asked.conversation_id
    await stage.until_light("light.living_room_light", percent=80, kelvin=5000)

    await stage.say(agent, "put the bedroom lamp in study mode")
    await stage.until_light("light.bedroom_lamp", percent=80, kelvin=5000)

    await stage.hub.restart()
    await stage.restart_home_assistant()
    await stage.until_hub_is_there()
    known = await stage.say(agent, "put the desk lamp in study mode")
    assert not known.failed, known
    await stage.until_light("light.desk_lamp", percent=80, kelvin=5000)


async def test_an_assistant_keeps_listening_while_the_question_is_open(stage: Stage, agent: str) -> None:
    pipeline = await make_pipeline(stage.home, "The hub", agent)
    asked = await say_to_pipeline(stage.home, pipeline, "set the kitchen light to feast mode")
    assert asked.continues
    # Words that Home Assistant's own agent knows are the hub's while it waits for an answer.
    other = await say_to_pipeline(stage.home, pipeline, "never mind", conversation_id=asked.conversation_id)
    assert not other.continues
    assert not other.failed


async def test_what_is_said_at_a_device_is_meant_for_its_room(stage: Stage, agent: str) -> None:
    pipeline = await make_pipeline(stage.home, "The hub", agent)
    listed = await stage.home.ask("config/device_registry/list")
    there = next(device["id"] for device in listed if device["name"] == "bathroom fan")
    await stage.home.call("light", "turn_off", "light.bathroom_light")
    await until(stage.home, "light.bathroom_light", lambda state: state.value == "off")
    answer = await say_to_pipeline(stage.home, pipeline, "turn on the light", device=there)
    assert not answer.failed, answer
    await until(stage.home, "light.bathroom_light", lambda state: state.value == "on")


async def test_two_people_who_are_asked_at_the_same_time_each_answer_their_own_question(
    stage: Stage, agent: str
) -> None:
    async def lesson(home: Connection, lamp: str, word: str, percent: int) -> None:
        asked = await say(home, agent, f"set the {lamp} to {word} mode")
        assert asked.continues
        await asyncio.sleep(0.05)  # so that both questions are open
        learned = await say(home, agent, f"{percent} percent", conversation_id=asked.conversation_id)
        assert word in learned.speech

    async with stage.server.connection() as one, stage.server.connection() as other:
        await asyncio.gather(lesson(one, "counter light", "crumb", 35), lesson(other, "floor lamp", "couch", 65))
    await stage.until_light("light.counter_light", percent=35)
    await stage.until_light("light.floor_lamp", percent=65)


async def test_the_hub_is_killed_during_its_question_and_still_takes_the_answer(stage: Stage, agent: str) -> None:
    asked = await stage.say(agent, "set the hallway light to fog mode")
    assert asked.continues
    await stage.hub.restart(gently=False)
    await stage.until_hub_is_there()
    learned = await stage.say(agent, "30 percent", conversation_id=asked.conversation_id)
    assert "fog mode" in learned.speech
    await stage.until_light("light.hallway_light", percent=30)


async def test_home_assistant_is_killed_during_the_question_and_the_answer_still_counts(
    stage: Stage, agent: str
) -> None:
    asked = await stage.say(agent, "set the bedroom light to dune mode")
    assert asked.continues
    await stage.restart_home_assistant(gently=False)
    await stage.until_hub_is_there()
    learned = await stage.say(agent, "45 percent", conversation_id=asked.conversation_id)
    assert "dune mode" in learned.speech
    await stage.until_light("light.bedroom_light", percent=45)


async def test_while_the_hub_is_away_it_is_said_so_and_it_comes_back_by_itself(stage: Stage, agent: str) -> None:
    await stage.hub.stop()
    away = await stage.say(agent, "turn on the desk lamp")
    assert away.speech
    assert away.failed
    await until(stage.home, await stage.online_entity(), lambda state: state.value == "off")
    await stage.hub.start()
    await stage.until_hub_is_there()
    assert not (await stage.say(agent, "turn on the desk lamp")).failed
