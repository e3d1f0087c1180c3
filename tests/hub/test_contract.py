"""What the component for Home Assistant relies on, held against the real API (``tests/api_contract.py``)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from devices.commands import Command
from dialogue.response import Kind, LearnedReport, Response, UnknownSpan
from dialogue.utterance import Utterance
from hub.events import Event
from hub.scheduler import ScheduleReport
from hub.tokens import Scope
from hub.web.events import _hello
from teaching.schedules import Schedule, ScheduleStatus
from tests.api_contract import Exchange, differences, event_shapes, exchanges, words
from tests.hub.conftest import Parts, client_with

RESPONSE = Response(
    "c1",
    "t1",
    "What is it?",
    Kind.ASKS_ABOUT,
    expects_reply=True,
    unknown_spans=(UnknownSpan("study mode", "value"),),
    learned=(LearnedReport("k1", "study mode", "value", "added"),),
)

PLAN = Schedule(
    "s1", datetime(2026, 3, 11, 7, tzinfo=UTC), (Command("kitchen_light", {"on": True}),), "kitchen light on"
)


@pytest.mark.parametrize("exchange", exchanges(), ids=lambda exchange: exchange.name)
async def test_the_hub_answers_as_its_component_expects(parts: Parts, exchange: Exchange) -> None:
    scope = Scope(exchange.scope) if exchange.scope else None
    async with await client_with(parts, scope) as client:
        answer = await client.request(exchange.method, exchange.path, json=exchange.body)
    assert answer.status_code == exchange.status
    assert list(differences(exchange.answer, answer.json())) == []


async def test_the_hub_tells_events_as_its_component_expects(parts: Parts) -> None:
    feed = parts.hub.feed
    feed.note_turn(Utterance("set it to study mode", "c1", "t1", parts.clock.now(), area="office"), RESPONSE)
    hello = await _hello(parts.hub)
    feed.note_turn(Utterance("bright", "c1", "t2", parts.clock.now()), replace(RESPONSE, expects_reply=False))
    feed.note_schedule(ScheduleReport(PLAN, ScheduleStatus.FAILED, "It is not reachable."), parts.hub.registry.home())
    feed.tell(Event("health", {"status": "degraded"}))
    told = {numbered.event.name: numbered.event for numbered in feed.since(0) or ()}
    told["hello"] = hello
    shapes = event_shapes()
    assert set(told) == set(shapes)
    for name, event in told.items():
        assert list(differences(shapes[name], event.told(with_words=True), name)) == []
        assert not _keys(event.told(with_words=False)) & words()


def _keys(told: object) -> set[str]:
    if isinstance(told, dict):
        return set(told).union(*map(_keys, told.values()))
    if isinstance(told, list):
        return set().union(*map(_keys, told))
    return set()
