from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession

from custom_components.teachable_hub.answers import Answer, HubEvent, HubInfo
from custom_components.teachable_hub.event_stream import EventStream
from custom_components.teachable_hub.state import HubState
from tests.api_contract import Exchange, differences, event_shapes, exchanges
from tests.component.fake_hub import EVENTS, FakeHub
from tests.component.patience import until

HUB = {"id": "a" * 32, "name": "Teachable Hub", "version": "0.1.0", "languages": ["en"], "concepts": 12}


@pytest.mark.parametrize("exchange", exchanges(), ids=lambda exchange: exchange.name)
async def test_the_fake_hub_answers_as_the_contract_says(hub: FakeHub, exchange: Exchange) -> None:
    headers = {"Authorization": f"Bearer {exchange.scope}-token"} if exchange.scope else {}
    async with (
        ClientSession(f"{hub.url}/api/v1/") as session,
        session.request(exchange.method, exchange.path.lstrip("/"), json=exchange.body, headers=headers) as response,
    ):
        assert response.status == exchange.status
        answer = await response.json(content_type=None)
    assert list(differences(exchange.answer, answer)) == []
    if exchange.status == 200:
        read = HubInfo.read if exchange.path == "/hub" else Answer.read
        read(answer)


@pytest.mark.parametrize("name", event_shapes())
async def test_the_fake_hub_tells_events_as_the_contract_says(hub: FakeHub, name: str) -> None:
    hub.hello = {"open_questions": [EVENTS["question"]], "last_not_understood": EVENTS["not_understood"]}
    data = (await _events(hub, "admin", name))[name].data
    assert list(differences(event_shapes()[name], data, name)) == []
    assert HubState.of(HubInfo.read(HUB)).after(HubEvent("1", name, data)).version == "0.1.0"


async def test_the_fake_hub_keeps_words_from_who_may_only_talk(hub: FakeHub) -> None:
    told = await _events(hub, "talk", "lesson_offered")
    assert "study mode" not in str(told)


async def _events(hub: FakeHub, scope: str, name: str) -> dict[str, HubEvent]:
    found: dict[str, HubEvent] = {}
    stream = EventStream()

    async with (
        ClientSession() as session,
        session.get(f"{hub.url}/api/v1/events", headers={"Authorization": f"Bearer {scope}-token"}) as response,
    ):
        await hub.until_followed()
        if name != "hello":
            hub.tell(name)
        async for piece in response.content.iter_any():
            found.update({event.name: event for event in stream.feed(piece)})
            if name in found:
                break
    await until(lambda: not hub.is_followed)
    return found


def test_a_contract_that_is_broken_is_noticed() -> None:
    shape: dict[str, Any] = {
        "id": "str",
        "count": "int",
        "parts": [{"name": "=x"}],
        "maybe?": "null",
        "deep": {"a": "str"},
    }
    value = {"id": 1, "count": True, "parts": [{"name": "y"}, 3], "maybe": 0, "deep": None}
    assert len(list(differences(shape, value))) == 6
    assert next(differences(shape, {"parts": {}})) == "answer.id is missing"
    assert list(differences({"a": "int|null"}, {"a": None, "more": 1})) == []
