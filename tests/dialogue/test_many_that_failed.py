"""What is said when many things at once could not do it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from dialogue.response import Response
from tests.fakes.clocks import BERLIN
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)
LIGHTS = ("kitchen_light", "counter_light", "bedroom_lamp", "bedroom_light", "desk_lamp")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with stage_of(home_file("demo"), listener(), time=EVENING) as stage:
        yield stage


def outcomes(response: Response) -> set[str]:
    return {action.outcome for action in response.actions}


async def test_all_that_cannot_be_reached_is_told_in_one_sentence(stage: Stage) -> None:
    for light in LIGHTS:
        stage.gateway.lose(light)
    response = await stage.say("turn on all the lights")
    assert outcomes(response) == {"confirmed", "failed"}
    assert response.speech.count("can't reach") == 1
    assert "not reachable" not in response.speech
    assert "the kitchen light" in response.speech.partition("can't reach")[2]
    assert "the desk lamp" in response.speech.partition("can't reach")[2]


async def test_one_alone_is_told_with_its_reason(stage: Stage) -> None:
    stage.gateway.lose("kitchen_light")
    response = await stage.say("turn on the kitchen light")
    assert response.speech == "I couldn't do that: kitchen light: it is not reachable."


async def test_all_that_do_not_answer_are_told_in_one_sentence(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def swallow(_: object) -> None:
        """Nothing comes of it."""

    monkeypatch.setattr(type(stage.gateway), "send", lambda _self, command: swallow(command))
    response = await stage.say("turn on the kitchen light and the desk lamp")
    assert outcomes(response) == {"unconfirmed"}
    assert response.speech == "I told kitchen light and desk lamp, but they haven't answered."
