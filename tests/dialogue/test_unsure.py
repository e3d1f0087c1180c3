"""How clearly something must be heard before it is done, by what it would do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from dialogue.response import Kind
from dialogue.turn import TurnSettings
from tests.fakes.store import FakeStore
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

NOW = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    async with stage_of(home_file("demo"), listener(), time=NOW) as stage:
        yield stage


@pytest.mark.parametrize(
    ("text", "enough", "kind"),
    [
        ("turn on the floor lamp", 0.5, Kind.ACTS),
        ("mute the tv", 0.5, Kind.ACTS),
        ("set the bedroom thermostat to nineteen degrees", 0.65, Kind.ACTS),
        ("open the bedroom blinds", 0.65, Kind.ACTS),
        ("unlock the back door", 0.85, Kind.ACTS),
        ("set the oven to one hundred and seventy degrees", 0.85, Kind.ACTS),
        ("disarm the alarm", 0.85, Kind.ACTS),
        ("lock the back door", 0.5, Kind.ACTS),
        ("turn off the oven", 0.5, Kind.ACTS),
        ("unlock the back door at nine", 0.85, Kind.SCHEDULES),
        ("study mode means eighty percent", 0.65, Kind.CONFIRMS),
    ],
)
async def test_the_more_it_may_do_the_clearer_it_must_be_heard(
    text: str, enough: float, kind: Kind, stage: Stage
) -> None:
    unsure = await stage.say(text, voice=True, heard=enough - 0.01, talk="one")
    assert unsure.kind is Kind.ASKS_CONFIRM
    assert unsure.speech == f"Did you say: {text}?"
    assert unsure.expects_reply
    sure = await stage.say(text, voice=True, heard=enough, talk="two")
    assert sure.kind is kind


@pytest.mark.parametrize("text", ["is the back door locked", "what does study mode mean", "what is planned"])
async def test_a_question_to_the_home_is_answered_however_it_was_heard(text: str, stage: Stage) -> None:
    await stage.say("study mode means eighty percent")
    assert (await stage.say(text, voice=True, heard=0.1)).kind is Kind.ANSWERS


async def test_switched_off_only_what_can_harm_is_asked_back() -> None:
    settings = TurnSettings(ask_when_unsure=False)
    async with stage_of(home_file("demo"), listener(), time=NOW, settings=settings) as stage:
        assert (await stage.say("turn on the floor lamp", voice=True, heard=0.1)).kind is Kind.ACTS
        assert (await stage.say("open the bedroom blinds", voice=True, heard=0.1)).kind is Kind.ACTS
        assert (await stage.say("unlock the back door", voice=True, heard=0.6)).kind is Kind.ASKS_CONFIRM


@pytest.mark.parametrize("text", ["unlock the back door", "disarm the alarm"])
async def test_in_noise_what_can_harm_is_asked_back_however_sure_the_recogniser_is(text: str, stage: Stage) -> None:
    assert (await stage.say(text, voice=True, snr_db=14.9)).kind is Kind.ASKS_CONFIRM
    assert (await stage.say("yes", voice=True, snr_db=14.9)).kind is Kind.ACTS


async def test_in_noise_a_lamp_is_no_reason_to_ask(stage: Stage) -> None:
    assert (await stage.say("turn on the floor lamp", voice=True, snr_db=5.0)).kind is Kind.ACTS
    assert (await stage.say("unlock the back door", voice=True, snr_db=15.0)).kind is Kind.ACTS


async def test_the_journal_says_why_it_was_asked_back(stage: Stage) -> None:
    asked = await stage.say("unlock the back door", voice=True, heard=0.7)
    assert isinstance(stage.store, FakeStore)
    trace = stage.store.entries[asked.turn_id].trace
    assert trace["reasons"] == ["heard with a confidence of 0.70, and this needs 0.85"]
