"""The second interpreter answers in the same turn, and hands back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from dialogue.adapters.fallback import FallbackInterpreter
from dialogue.errors import InterpreterUnavailable
from dialogue.ports import Parse


@dataclass
class FakeParser:
    name: str
    trouble: str = ""
    delay: float = 0.0
    asked: int = 0

    async def parse(self, text: str) -> Parse:  # noqa: ARG002
        self.asked += 1
        await asyncio.sleep(self.delay)
        if self.trouble:
            raise InterpreterUnavailable(self.name, self.trouble)
        return Parse({"chat": 1.0}, interpreter=self.name)


@dataclass
class FakeClock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


async def test_the_first_answers_while_it_is_well() -> None:
    both = FallbackInterpreter(FakeParser("rasa"), FakeParser("embedded"))
    assert (await both.parse("hello")).interpreter == "rasa"
    assert both.status.answering == "rasa"


async def test_a_first_that_is_not_there_is_never_missed() -> None:
    both = FallbackInterpreter(None, FakeParser("embedded"))
    assert (await both.parse("hello")).interpreter == "embedded"
    assert both.status.trouble == "not set up"


async def test_one_that_is_down_is_replaced_in_the_same_turn_and_comes_back_with_the_next() -> None:
    first = FakeParser("rasa", trouble="down")
    both = FallbackInterpreter(first, FakeParser("embedded"))
    for _ in range(5):
        assert (await both.parse("hello")).interpreter == "embedded"
    assert both.name == "embedded"
    assert both.status.trouble == "down"
    first.trouble = ""
    assert (await both.parse("hello")).interpreter == "rasa"
    assert both.name == "rasa"


async def test_one_that_hangs_costs_two_turns_their_budget_and_then_rests() -> None:
    clock, first = FakeClock(), FakeParser("rasa", delay=10)
    both = FallbackInterpreter(first, FakeParser("embedded"), budget=0.02, clock=clock)
    for _ in range(10):
        assert (await both.parse("hello")).interpreter == "embedded"
    assert first.asked == 2
    first.delay = 0.0
    clock.now += 2.1
    assert (await both.parse("hello")).interpreter == "rasa"


async def test_a_hung_one_is_asked_at_least_every_half_minute_however_long_it_hangs() -> None:
    clock, first = FakeClock(), FakeParser("rasa", delay=10)
    both = FallbackInterpreter(first, FakeParser("embedded"), budget=0.001, clock=clock)
    for _ in range(40):
        before = first.asked
        await both.parse("hello")
        clock.now += 30.1
        assert first.asked == before + 1
