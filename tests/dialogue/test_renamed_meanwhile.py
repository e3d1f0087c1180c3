"""A thing or room gets another name while the hub waits for an answer about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest

from dialogue.response import Kind, Response
from tests.fakes.clocks import BERLIN
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with stage_of(home_file("demo"), listener(), time=EVENING) as stage:
        yield stage


def rename(stage: Stage, thing: str, name: str) -> None:
    sink, home = stage.gateway._sink, stage.registry.home()
    if thing in home.areas:
        sink.announce_area(replace(home.areas[thing], name=name, aliases=()))
    else:
        sink.announce(replace(home.entities[thing], name=name, aliases=()))


def acted_on(response: Response) -> list[str]:
    assert response.kind is Kind.CONFIRMS, response.speech
    return [action.entity_id for action in response.actions]


async def test_the_answer_is_about_the_thing_that_was_meant(stage: Stage) -> None:
    asked = await stage.say("set the Floor Lamp to dusk mode")
    assert asked.kind is Kind.ASKS_ABOUT
    rename(stage, "floor_lamp", "Old Bertha")
    assert acted_on(await stage.say("30 percent")) == ["floor_lamp"]


async def test_it_is_so_for_rooms_too(stage: Stage) -> None:
    asked = await stage.say("set the office lights to dusk mode")
    assert asked.kind is Kind.ASKS_ABOUT
    rename(stage, "office", "Study Den")
    assert acted_on(await stage.say("30 percent")) == ["desk_lamp"]


async def test_it_is_so_when_something_else_is_said_in_between(stage: Stage) -> None:
    await stage.say("set the floor lamp to dusk mode")
    await stage.say("what time is it")
    rename(stage, "floor_lamp", "Old Bertha")
    await stage.say("what time is it")
    rename(stage, "floor_lamp", "Young Bertha")
    assert acted_on(await stage.say("30 percent")) == ["floor_lamp"]


async def test_what_has_its_old_name_as_another_name_is_called_as_it_was(stage: Stage) -> None:
    await stage.say("set the floor lamp to dusk mode")
    sink, lamp = stage.gateway._sink, stage.registry.home().entities["floor_lamp"]
    sink.announce(replace(lamp, name="Old Bertha", aliases=("floor lamp",)))
    assert acted_on(await stage.say("30 percent")) == ["floor_lamp"]
    assert (await stage.say("what is dusk mode")).kind is Kind.ANSWERS


async def test_what_is_gone_is_asked_about(stage: Stage) -> None:
    await stage.say("set the floor lamp to dusk mode")
    stage.gateway._sink.withdraw("floor_lamp")
    gone = await stage.say("30 percent")
    assert gone.kind is Kind.ASKS_ABOUT
    assert "floor lamp" in gone.speech
