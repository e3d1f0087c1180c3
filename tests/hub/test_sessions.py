from __future__ import annotations

import asyncio
import logging

import pytest

from dialogue.response import Kind
from hub.errors import HubBusy
from hub.sessions import WAITING_TURNS, Sessions
from tests.fakes.clocks import StandingClock
from tests.fakes.conversers import EchoConverser


async def test_turns_of_one_conversation_run_in_order() -> None:
    converser = EchoConverser()
    async with Sessions(converser, StandingClock()) as sessions:
        await asyncio.gather(
            sessions.say("wait 0.05", conversation_id="a"),
            sessions.say("second", conversation_id="a"),
            sessions.say("third", conversation_id="a"),
        )
    assert converser.heard == ["wait 0.05", "second", "third"]


async def test_conversations_run_side_by_side() -> None:
    converser = EchoConverser()
    async with Sessions(converser, StandingClock()) as sessions:
        slow = asyncio.create_task(sessions.say("wait 0.2", conversation_id="kitchen"))
        await asyncio.sleep(0)
        assert (await sessions.say("quick", conversation_id="bedroom")).speech == "quick"
        assert not slow.done()
        await slow


async def test_a_turn_that_takes_too_long_ends_with_an_apology_and_the_next_one_is_taken() -> None:
    async with Sessions(EchoConverser(), StandingClock(), turn_timeout_s=0.05) as sessions:
        slow = await sessions.say("wait 5", conversation_id="a")
        assert slow.kind is Kind.REFUSES
        assert slow.reasons == ("timeout",)
        assert (await sessions.say("next", conversation_id="a")).speech == "next"


async def test_a_turn_that_breaks_is_logged_with_ids_and_without_words(caplog: pytest.LogCaptureFixture) -> None:
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        with caplog.at_level(logging.ERROR):
            broken = await sessions.say("break my secret", conversation_id="a")
        assert broken.kind is Kind.REFUSES
        assert broken.turn_id in caplog.text
        assert "my secret" not in caplog.text
        assert (await sessions.say("next", conversation_id="a")).speech == "next"


async def test_idle_conversations_are_dropped_and_come_back() -> None:
    async with Sessions(EchoConverser(), StandingClock(), idle_s=0.02) as sessions:
        await sessions.say("one", conversation_id="a")
        assert sessions.open_conversations == 1
        await asyncio.sleep(0.1)
        assert sessions.open_conversations == 0
        assert (await sessions.say("two", conversation_id="a")).speech == "two"


async def test_a_flooded_conversation_says_so() -> None:
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        waiting = [
            asyncio.create_task(sessions.say("wait 0.01", conversation_id="a")) for _ in range(WAITING_TURNS + 5)
        ]
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(outcome, HubBusy) for outcome in outcomes) == 5


async def test_a_caller_that_goes_away_does_not_undo_the_turn() -> None:
    converser = EchoConverser()
    async with Sessions(converser, StandingClock()) as sessions:
        caller = asyncio.create_task(sessions.say("wait 0.05", conversation_id="a"))
        await asyncio.sleep(0.01)
        caller.cancel()
        await sessions.say("next", conversation_id="a")
    assert converser.heard == ["wait 0.05", "next"]


async def test_stopping_lets_the_running_turn_finish_and_refuses_the_others() -> None:
    converser = EchoConverser()
    async with Sessions(converser, StandingClock()) as sessions:
        running = asyncio.create_task(sessions.say("wait 0.05", conversation_id="a"))
        waiting = asyncio.create_task(sessions.say("never", conversation_id="a"))
        await asyncio.sleep(0.01)
    assert (await running).speech == "wait 0.05"
    with pytest.raises(HubBusy):
        await waiting
    with pytest.raises(HubBusy):
        await sessions.say("late")


async def test_a_new_conversation_takes_the_room_of_the_one_that_was_silent_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hub.sessions.OPEN_CONVERSATIONS", 2)
    async with Sessions(EchoConverser(), StandingClock()) as sessions:
        await sessions.say("one", conversation_id="a")
        await sessions.say("two", conversation_id="b")
        await sessions.say("three", conversation_id="a")
        await sessions.say("four", conversation_id="c")
        assert set(sessions._conversations) == {"a", "c"}
        assert (await sessions.say("five", conversation_id="b")).speech == "five"
