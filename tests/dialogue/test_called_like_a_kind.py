"""Things whose own name is a word for things of another kind: a plug that is called "TV"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from devices.home_assistant_entities import entity_from
from dialogue.response import Kind
from tests.fakes.clocks import BERLIN
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)


@asynccontextmanager
async def home_with(entity_id: str, name: str, *, alone: bool = True) -> AsyncIterator[Stage]:
    """The demonstration with one more thing, and with ``alone`` without all that its name could mean too."""
    file, word = home_file("demo"), name.lower().split()[-1]
    kept = {
        key: entity
        for key, entity in file.home.entities.items()
        if not alone or (word not in entity.name.lower() and word not in entity.kind)
    }
    kept[entity_id] = entity_from(entity_id, name, {}, area="living_room", gateway="simulated")
    states = {key: values for key, values in file.states.items() if key in kept} | {entity_id: {"on": False}}
    file = replace(file, home=replace(file.home, entities=kept), states=states)
    async with stage_of(file, listener(), time=EVENING) as stage:
        yield stage


@pytest.mark.parametrize(
    ("entity_id", "name"),
    [
        ("switch.plug", "TV"),
        ("switch.plug", "Speaker"),
        ("switch.plug", "Vacuum"),
        ("switch.plug", "Thermostat"),
        ("switch.plug", "Blinds"),
        ("switch.plug", "Lock"),
        ("switch.plug", "Garage door"),
        ("light.strip", "TV"),
        ("fan.heating", "Heater"),
        ("input_boolean.mode", "Alarm"),
        ("remote.living_room", "TV"),
    ],
)
async def test_the_only_thing_of_that_name_is_meant_by_it(entity_id: str, name: str) -> None:
    async with home_with(entity_id, name) as stage:
        for text in (f"turn on the {name.lower()}", f"switch the {name} off"):
            answer = await stage.say(text)
            assert [action.entity_id for action in answer.actions] == [entity_id], answer.speech
        told = await stage.say(f"is the {name.lower()} on")
        assert told.kind is Kind.ANSWERS
        assert told.speech.startswith("No")


async def test_where_there_is_one_of_that_kind_the_word_means_that_one() -> None:
    async with home_with("switch.plug", "TV", alone=False) as stage:
        answer = await stage.say("turn on the tv", room="living_room")
        assert [action.entity_id for action in answer.actions] == ["tv"]


async def test_a_sensor_that_is_called_like_a_light_is_no_light() -> None:
    async with home_with("sensor.light", "Light", alone=False) as stage:
        answer = await stage.say("turn on the light", room="bathroom")
        assert [action.entity_id for action in answer.actions] == ["bathroom_light"]
