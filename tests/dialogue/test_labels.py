"""Groups that the home itself has: labels, which talk can name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from dialogue.response import Kind
from tests.fakes.clocks import BERLIN
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)
CHRISTMAS = ("floor_lamp", "kitchen_light", "tv")


@asynccontextmanager
async def labelled(labels: Mapping[str, tuple[str, ...]]) -> AsyncIterator[Stage]:
    """The demonstration, with labels by entity."""
    file = home_file("demo")
    entities = {key: replace(entity, labels=labels.get(key, ())) for key, entity in file.home.entities.items()}
    file = replace(file, home=replace(file.home, entities=entities))
    async with stage_of(file, listener(), time=EVENING) as stage:
        yield stage


async def switched(stage: Stage, text: str) -> set[str]:
    response = await stage.say(text, room="bedroom")
    assert response.kind is Kind.ACTS, response.speech
    return {action.entity_id for action in response.actions}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("turn on christmas", CHRISTMAS),
        ("turn on the Christmas things", CHRISTMAS),
        ("turn on all the christmas stuff", CHRISTMAS),
        ("turn on everything christmas", CHRISTMAS),
        ("turn on everything labelled Christmas", CHRISTMAS),
        ("everything Christmas on", CHRISTMAS),
        ("turn on all things christmas", CHRISTMAS),
        ("turn on the christmas lights", CHRISTMAS[:2]),
        ("set the christmas lights to 30 percent", CHRISTMAS[:2]),
        ("turn on the kitchen christmas lights", CHRISTMAS[1:2]),
    ],
)
async def test_what_bears_a_label_is_commanded_by_it(text: str, meant: tuple[str, ...]) -> None:
    async with labelled(dict.fromkeys(CHRISTMAS, ("Christmas",))) as stage:
        assert await switched(stage, text) == set(meant)


async def test_a_label_can_be_asked_about_and_taught_with() -> None:
    async with labelled(dict.fromkeys(CHRISTMAS[:2], ("Christmas",))) as stage:
        asked = await stage.say("set the christmas things to twilight")
        assert asked.kind is Kind.ASKS_ABOUT
        taught = await stage.say("10 percent")
        assert {action.entity_id for action in taught.actions} == set(CHRISTMAS[:2])
        await stage.say("call the christmas things the sparkles")
        assert await switched(stage, "turn off the sparkles") == set(CHRISTMAS[:2])
        assert (await stage.say("are the christmas things on")).speech.startswith("No")


@pytest.mark.parametrize(
    ("label", "text", "meant"),
    [
        ("Lights", "turn on the lights", {"bedroom_light", "bedroom_lamp"}),
        ("Bedroom fan", "turn on the bedroom fan", {"bedroom_fan"}),
        ("Bedroom", "turn on the lights in the bedroom", {"bedroom_light", "bedroom_lamp"}),
    ],
)
async def test_a_label_that_is_named_like_something_else_gives_way(label: str, text: str, meant: set[str]) -> None:
    async with labelled(dict.fromkeys(CHRISTMAS, (label,))) as stage:
        assert await switched(stage, text) == meant


async def test_a_taught_word_comes_before_a_label_of_that_name() -> None:
    async with labelled({}) as stage:
        await stage.say("call the desk lamp sparkles")
        lamp = stage.home.home.entities["floor_lamp"]
        stage.registry.sink("simulated").announce(replace(lamp, labels=("Sparkles",)))
        await stage.turn.follow()
        assert await switched(stage, "turn on sparkles") == {"desk_lamp"}
