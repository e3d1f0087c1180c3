from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from dialogue.response import Kind, LearnedReport, Response, UnknownSpan
from dialogue.utterance import Utterance
from hub.app import api_served
from hub.feed import KEPT, Feed
from hub.health import Health, PartHealth
from hub.running import Hub
from hub.tokens import Scope, make_token
from tests.fakes.clocks import StandingClock
from tests.hub.conftest import Parts

ASKED = Response(
    "c1",
    "t1",
    "What is it?",
    Kind.ASKS_ABOUT,
    expects_reply=True,
    unknown_spans=(UnknownSpan("study mode", "value"),),
)
LEARNED = Response("c1", "t2", "Okay.", Kind.CONFIRMS, learned=(LearnedReport("k1", "study mode", "value", "added"),))


def said(text: str = "set the lamp to study mode") -> Utterance:
    return Utterance(text=text, conversation_id="c1", turn_id="t1", at=StandingClock().now(), area="office")


@pytest.fixture
async def feed() -> AsyncIterator[Feed]:
    feed = Feed(lambda: 7, question_s=300)
    yield feed
    feed.close()


async def test_a_turn_that_asks_offers_a_lesson_and_opens_a_question(feed: Feed) -> None:
    feed.note_turn(said(), ASKED)
    missed = feed.since(0)
    assert missed is not None
    assert [numbered.event.name for numbered in missed] == ["turn", "not_understood", "lesson_offered", "question"]
    assert feed.open_questions[0].speech == "What is it?"
    assert feed.last_not_understood is missed[1].event


async def test_the_answer_closes_the_question_and_tells_how_much_is_known(feed: Feed) -> None:
    feed.note_turn(said(), ASKED)
    feed.note_turn(said("eighty percent"), LEARNED)
    after = [numbered.event for numbered in feed.since(4) or ()]
    assert [event.name for event in after] == ["turn", "learned", "question"]
    assert after[1].data["concepts"] == 7
    assert after[2].data["open"] is False
    assert not feed.open_questions


async def test_a_question_nobody_answers_closes_by_itself() -> None:
    feed = Feed(lambda: 0, question_s=0.01)
    async with asyncio.timeout(5), feed.followed() as follower:
        feed.note_turn(said(), ASKED)
        told = [await follower.waiting.get() for _ in range(5)]
    assert told[-1] is not None
    assert told[-1].event.data["open"] is False
    assert not feed.open_questions


async def test_words_of_people_are_apart_from_the_rest(feed: Feed) -> None:
    feed.note_turn(said(), ASKED)
    for numbered in feed.since(0) or ():
        plain = json.dumps(numbered.event.told(with_words=False))
        assert "study" not in plain
        assert "What is it" not in plain
        assert "office" in plain
    assert feed.last_not_understood is not None
    assert feed.last_not_understood.told(with_words=True)["unknown_spans"] == [{"role": "value", "text": "study mode"}]


async def test_what_is_too_long_ago_is_not_known_any_more(feed: Feed) -> None:
    for _ in range(KEPT + 10):
        feed.note_turn(said(), replace(LEARNED, learned=()))
    assert feed.since(5) is None
    assert feed.since(feed.number) == ()
    assert feed.since(feed.number + 1) is None
    assert len(feed.since(feed.number - 3) or ()) == 3


async def test_numbers_of_an_earlier_run_are_none_of_this_one() -> None:
    feed = Feed(lambda: 0, 300, began=1000)
    for _ in range(3):
        feed.note_turn(said(), replace(LEARNED, learned=()))
    assert feed.since(2) is None
    assert [numbered.number for numbered in feed.since(1000) or ()] == [1001, 1002, 1003]


async def test_a_follower_that_does_not_read_is_let_go(feed: Feed) -> None:
    async with feed.followed() as follower:
        for _ in range(600):
            feed.note_turn(said(), replace(LEARNED, learned=()))
        assert follower.waiting.qsize() <= 1
        assert await follower.waiting.get() is None


async def test_health_is_told_when_it_changes(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.feed.HEALTH_S", 0.01)
    health, works = Health(), [True, False, False, True]

    async def database() -> PartHealth:
        return PartHealth(works=works.pop(0) if works else True)

    health.add("database", database)
    watching = asyncio.create_task(feed.watch(health))
    async with asyncio.timeout(5), feed.followed() as follower:
        told = [await follower.waiting.get() for _ in range(2)]
    watching.cancel()
    assert [numbered.event.data["status"] for numbered in told if numbered] == ["degraded", "ok"]


@asynccontextmanager
async def following(hub: Hub, parts: Parts, scope: Scope, **headers: str) -> AsyncIterator[AsyncIterator[Any]]:
    """The events of the real server, as ``(number, name, data)``."""
    token, secret = make_token(f"test {scope}", scope, parts.clock.now())
    await parts.store.put_token(token)
    async with api_served(hub) as address, httpx.AsyncClient(base_url=f"{address}/api/v1", timeout=10) as client:
        access = {"Authorization": f"Bearer {secret}", **headers}
        async with client.stream("GET", "/events", headers=access) as answer:
            assert answer.status_code == 200
            yield _events(answer)


async def _events(answer: httpx.Response) -> AsyncIterator[tuple[int, str, dict[str, Any]]]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.strip()
        elif "event" in fields:
            yield int(fields["id"]), fields["event"], json.loads(fields["data"])
            fields = {}


@pytest.fixture
def hub(parts: Parts) -> Hub:
    return replace(parts.hub, settings=parts.hub.settings.model_copy(update={"api_port": 0}))


async def test_the_stream_begins_with_how_things_stand_and_goes_on_with_what_happens(hub: Hub, parts: Parts) -> None:
    hub.feed.note_turn(said(), ASKED)
    async with asyncio.timeout(20), following(hub, parts, Scope.ADMIN) as events:
        number, name, hello = await anext(events)
        assert (number, name) == (4, "hello")
        assert hello["id"] == hub.identity.id
        assert hello["concepts"] == 3
        assert hello["open_questions"][0]["speech"] == "What is it?"
        assert hello["last_not_understood"]["unknown_spans"][0]["text"] == "study mode"
        await hub.sessions.say("hello")
        number, name, turn = await anext(events)
        assert (number, name) == (5, "turn")
        assert turn["text"] == "hello"


async def test_a_stream_that_broke_goes_on_where_it_was(hub: Hub, parts: Parts) -> None:
    hub.feed.note_turn(said(), ASKED)
    async with asyncio.timeout(20), following(hub, parts, Scope.ADMIN, **{"Last-Event-ID": "3"}) as events:
        number, name, data = await anext(events)
        assert (number, name, data["open"]) == (4, "question", True)


async def test_who_may_only_read_learns_nobodys_words(hub: Hub, parts: Parts) -> None:
    hub.feed.note_turn(said(), ASKED)
    async with asyncio.timeout(20), following(hub, parts, Scope.READ) as events:
        _, _, hello = await anext(events)
        assert "study mode" not in json.dumps(hello)
        hub.feed.note_turn(said(), ASKED)
        _, _, turn = await anext(events)
        assert "text" not in turn


async def test_the_stream_ends_when_its_token_is_revoked(
    hub: Hub, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.web.events.LOOK_S", 0.05)
    async with asyncio.timeout(20), following(hub, parts, Scope.ADMIN) as events:
        await anext(events)
        [token] = [token for token in await parts.store.tokens() if token.name == "test admin"]
        await hub.doorkeeper.revoke(token.id)
        assert [event async for event in events] == []


async def test_who_has_lost_the_token_hears_nothing_of_what_happens_next(hub: Hub, parts: Parts) -> None:
    async with asyncio.timeout(20), following(hub, parts, Scope.ADMIN) as events:
        await anext(events)
        [token] = [token for token in await parts.store.tokens() if token.name == "test admin"]
        await hub.doorkeeper.revoke(token.id)
        hub.feed.note_turn(said(), ASKED)
        assert [event async for event in events] == []


async def test_the_stream_ends_when_the_hub_stops(hub: Hub, parts: Parts) -> None:
    async with asyncio.timeout(20), following(hub, parts, Scope.READ) as events:
        await anext(events)
        hub.feed.close()
        assert [event async for event in events] == []
