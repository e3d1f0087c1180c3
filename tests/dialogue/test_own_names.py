"""A word of a thing's own name beats what it is a synonym for elsewhere: "the extractor" is a switch called so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from dialogue.response import Kind
from tests.fakes.clocks import BERLIN
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)


@asynccontextmanager
async def with_switch(name: str, *aliases: str) -> AsyncIterator[Stage]:
    """The demonstration, its kettle a switch of another name, and no other thing called extractor."""
    file = home_file("demo")
    entities = dict(file.home.entities)
    entities["kettle"] = replace(entities["kettle"], kind="switch", name=name, aliases=aliases)
    entities["bathroom_fan"] = replace(entities["bathroom_fan"], aliases=())
    file = replace(file, home=replace(file.home, entities=entities))
    async with stage_of(file, listener(), time=EVENING) as stage:
        yield stage


@pytest.mark.parametrize(
    ("name", "aliases", "text", "meant"),
    [
        ("dust extractor", (), "turn the extractor on", {"kettle"}),
        ("dust extractor", ("extractor",), "desk lamp and extractor on", {"kettle", "desk_lamp"}),
        ("kitchen radio", (), "turn the radio on", {"kettle"}),
        ("boiler", (), "boiler on please", {"kettle"}),
        ("ceiling fan", (), "bathroom fan on", {"bathroom_fan"}),
        ("night light", (), "turn on the light", {"bedroom_light"}),
        ("lava lamp", (), "turn on the lamps", {"bedroom_light", "bedroom_lamp"}),
    ],
)
async def test_a_thing_is_called_by_its_own_name(
    name: str, aliases: tuple[str, ...], text: str, meant: set[str]
) -> None:
    async with with_switch(name, *aliases) as stage:
        response = await stage.say(text, room="bedroom")
        assert response.kind is Kind.ACTS, response.speech
        assert meant <= {action.entity_id for action in response.actions}
        assert ("kettle" in meant) == any(action.entity_id == "kettle" for action in response.actions)
