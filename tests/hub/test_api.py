from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from devices.commands import Command
from dialogue.ports import JournalEntry
from hub.tokens import Scope
from hub.web.limits import BODY_LIMIT
from teaching.schedules import Schedule
from tests.hub.conftest import Parts, client_with

STUDY_MODE = {
    "term": "study mode",
    "meaning": {
        "type": "value",
        "settings": [{"attribute": "brightness", "value": 80}, {"attribute": "color_temp", "value": 4000}],
    },
}


async def test_what_is_said_is_taken_as_a_turn(admin: httpx.AsyncClient) -> None:
    first = (await admin.post("/converse", json={"text": "hello"})).json()
    assert first["speech"] == "hello"
    assert first["kind"] == "answers"
    assert {
        "conversation_id", "turn_id", "speech", "kind", "expects_reply", "unknown_spans", "actions", "learned",
    } <= set(first)  # fmt: skip
    second = (await admin.post("/converse", json={"text": "more", "conversation_id": first["conversation_id"]})).json()
    assert second["conversation_id"] == first["conversation_id"]
    assert second["turn_id"] != first["turn_id"]


async def test_a_room_is_known_by_name_and_a_strange_one_is_told(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/converse", json={"text": "hi", "area": "Living Room"})).status_code == 200
    answer = await admin.post("/converse", json={"text": "hi", "area": "moon base"})
    assert answer.status_code == 422
    assert "moon base" in answer.json()["detail"]


async def test_a_turn_that_breaks_gets_an_apology(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/converse", json={"text": "break it"})
    assert answer.status_code == 200
    assert answer.json()["kind"] == "refuses"
    assert "orry" in answer.json()["speech"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/converse", {"text": "x", "colour": "blue"}, 422),
        ("POST", "/converse", {}, 422),
        ("GET", "/nowhere", None, 404),
        ("GET", "/converse", None, 405),
        ("GET", "/concepts/none", None, 404),
        ("GET", "/turns/none", None, 404),
        ("GET", "/turns?limit=0", None, 422),
        ("DELETE", "/schedules/none", None, 404),
        ("DELETE", "/tokens/none", None, 404),
        ("GET", "/devices/none", None, 404),
    ],
)
async def test_every_error_is_a_problem(
    admin: httpx.AsyncClient, method: str, path: str, body: dict[str, str] | None, status: int
) -> None:
    answer = await admin.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]


async def test_a_body_that_is_no_json_is_told(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/converse", content=b"{not json", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_is_too_large_is_refused(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/converse", json={"text": "word " * 20_000})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1000 + 2):
            yield b" " * 1000

    answer = await admin.post("/converse", content=chunks(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_twenty_thousand_short_words_get_a_clear_answer(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/converse", json={"text": "a " * 20_000})
    assert answer.status_code == 422
    assert "20000 characters" in answer.json()["detail"]


async def test_without_a_token_only_health_answers(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("/health")).json() == {"status": "ok"}
    for path in ("/health/parts", "/devices", "/states", "/concepts", "/turns", "/schedules", "/tokens"):
        answer = await stranger.get(path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"] == "Bearer"
    wrong = await stranger.get("/devices", headers={"Authorization": "Bearer thub_guess"})
    assert wrong.status_code == 401


async def test_scopes_include_those_below(parts: Parts) -> None:
    async with await client_with(parts, Scope.READ) as reader, await client_with(parts, Scope.TALK) as talker:
        assert (await reader.get("/devices")).status_code == 200
        assert (await reader.post("/converse", json={"text": "hi"})).status_code == 403
        assert (await talker.get("/devices")).status_code == 200
        assert (await talker.post("/converse", json={"text": "hi"})).status_code == 200
        assert (await talker.get("/turns")).status_code == 403
        assert (await talker.post("/concepts", json=STUDY_MODE)).status_code == 403


async def test_requests_over_the_rate_are_put_off(parts: Parts) -> None:
    slow = replace(parts.hub, settings=parts.hub.settings.model_copy(update={"api_rate_per_minute": 8}))
    async with await client_with(parts, Scope.READ, hub=slow) as client:
        statuses = [(await client.get("/states")).status_code for _ in range(4)]
        assert statuses == [200, 200, 429, 429]
        put_off = await client.get("/states")
        assert int(put_off.headers["retry-after"]) >= 1
        assert put_off.headers["content-type"] == "application/problem+json"
    async with await client_with(parts, None, hub=slow) as client:
        assert [(await client.get("/states")).status_code for _ in range(3)] == [401, 401, 429]


async def test_a_revoked_token_is_refused(admin: httpx.AsyncClient) -> None:
    made = (await admin.post("/tokens", json={"name": "kitchen tablet", "scope": "talk"})).json()
    assert made["secret"].startswith("thub_")
    listed = (await admin.get("/tokens")).json()
    assert [token["name"] for token in listed if token["id"] == made["id"]] == ["kitchen tablet"]
    assert all("secret" not in token and "digest" not in token for token in listed)
    headers = {"Authorization": f"Bearer {made['secret']}"}
    assert (await admin.get("/devices", headers=headers)).status_code == 200
    assert (await admin.delete(f"/tokens/{made['id']}")).status_code == 204
    assert (await admin.get("/devices", headers=headers)).status_code == 401


async def test_devices_come_with_capabilities_and_state(admin: httpx.AsyncClient) -> None:
    home = (await admin.get("/devices")).json()
    oven = next(entity for entity in home["entities"] if entity["id"] == "oven")
    assert oven["capabilities"]["target_temperature"]["maximum"] == 250
    assert oven["state"]["target_temperature"] == 180
    assert {"kitchen", "living_room"} <= {area["id"] for area in home["areas"]}
    in_kitchen = (await admin.get("/devices", params={"area": "kitchen", "kind": "light"})).json()["entities"]
    assert {entity["id"] for entity in in_kitchen} == {"kitchen_light", "counter_light"}
    assert (await admin.get("/devices/oven")).json() == oven
    assert (await admin.get("/states")).json()["states"]["back_door_lock"] == {"locked": True}


async def test_a_concept_lives_through_its_life(admin: httpx.AsyncClient) -> None:
    made = await admin.post("/concepts", json=STUDY_MODE)
    assert made.status_code == 201, made.text
    concept = made.json()
    place = f"/concepts/{concept['id']}"
    assert (await admin.post("/concepts", json=STUDY_MODE)).status_code == 409
    dimmer = {"type": "value", "settings": [{"attribute": "brightness", "value": 60}]}
    changed = (await admin.patch(place, json={"meaning": dimmer, "term": "reading mode"})).json()
    assert changed["term"] == "reading mode"
    assert changed["meaning"]["settings"][0]["value"] == 60
    assert len(changed["versions"]) == 3
    assert (await admin.post(f"{place}/retire")).json()["status"] == "retired"
    assert (await admin.get("/concepts")).json()["concepts"] == []
    assert len((await admin.get("/concepts", params={"retired": True})).json()["concepts"]) == 1
    assert (await admin.post(f"{place}/restore")).json()["status"] == "active"
    assert (await admin.get(place)).json()["term"] == "reading mode"
    assert (await admin.delete(place)).status_code == 204
    assert (await admin.get(place)).status_code == 404


@pytest.mark.parametrize(
    "meaning",
    [
        {"type": "spell"},
        {"type": "value"},
        {"type": "value", "settings": [{"attribute": "brightness", "value": 8, "speed": 3}]},
        {"type": "alias", "entities": ["no_such_lamp"]},
        {"type": "alias", "entities": []},
        {"type": "area", "areas": ["atlantis"]},
    ],
)
async def test_a_meaning_that_cannot_be_is_refused(admin: httpx.AsyncClient, meaning: dict[str, object]) -> None:
    answer = await admin.post("/concepts", json={"term": "thing", "meaning": meaning})
    assert answer.status_code == 422
    assert answer.json()["detail"]


async def test_concepts_are_paged(admin: httpx.AsyncClient) -> None:
    for number in range(5):
        await admin.post("/concepts", json=STUDY_MODE | {"term": f"mode {number}"})
    seen: list[str] = []
    after = None
    while True:
        page = (await admin.get("/concepts", params={"limit": 2} | ({"after": after} if after else {}))).json()
        seen += [concept["term"] for concept in page["concepts"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == [f"mode {number}" for number in range(5)]


async def test_schedules_are_listed_and_cancelled(admin: httpx.AsyncClient, parts: Parts) -> None:
    from dialogue.dialogue_state import DialogueState
    from dialogue.ports import TurnRecord

    later = Schedule(
        "s1", parts.clock.now() + timedelta(hours=1), (Command("oven", {"on": False}),), "turn off the oven"
    )
    await parts.store.keep(TurnRecord(DialogueState("c", updated=parts.clock.now()), schedules_put=(later,)))
    assert [one["text"] for one in (await admin.get("/schedules")).json()] == ["turn off the oven"]
    assert (await admin.delete("/schedules/s1")).status_code == 204
    assert (await admin.get("/schedules")).json() == []
    assert (await admin.get("/schedules", params={"all": True})).json()[0]["status"] == "cancelled"


async def test_the_journal_is_read_with_its_trace(admin: httpx.AsyncClient, parts: Parts) -> None:
    entry = JournalEntry("t1", "c1", parts.clock.now(), "hello", "hi", "answers", trace={"reasons": ["greeting"]})
    await parts.store.note(entry)
    assert [turn["turn_id"] for turn in (await admin.get("/turns")).json()] == ["t1"]
    assert (await admin.get("/turns/t1")).json()["trace"] == {"reasons": ["greeting"]}


async def test_the_parts_tell_how_they_are(admin: httpx.AsyncClient) -> None:
    details = (await admin.get("/health/parts")).json()
    assert details["status"] == "ok"
    assert details["parts"]["database"]["works"] is True


async def test_the_description_of_the_api_is_served_to_who_has_a_token(
    admin: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    assert (await stranger.get("/openapi.json")).status_code == 401
    document = (await admin.get("/openapi.json")).json()
    assert "/api/v1/converse" in document["paths"]


async def test_the_description_says_what_an_error_looks_like(admin: httpx.AsyncClient) -> None:
    document = (await admin.get("/openapi.json")).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert {"4XX", "5XX"} <= operation["responses"].keys(), (method, path)
            assert list(operation["responses"]["4XX"]["content"]) == ["application/problem+json"]
            assert "422" not in operation["responses"]


async def test_the_hub_is_spoken_to_in_its_own_language(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/converse", json={"text": "hi", "language": "en-US"})).status_code == 200
    refused = await admin.post("/converse", json={"text": "hallo", "language": "de"})
    assert refused.status_code == 422
    assert refused.json()["detail"] == "This hub speaks en, not de."
    lenient = {"text": "hi", "language": "de", "strict": False}
    assert (await admin.post("/converse", json=lenient)).status_code == 200


async def test_a_strange_room_can_be_left_out(admin: httpx.AsyncClient) -> None:
    lenient = {"text": "hi", "area": "moon base", "person": "nobody", "strict": False}
    assert (await admin.post("/converse", json=lenient)).status_code == 200


@pytest.mark.parametrize(
    ("route", "body", "sentence"),
    [
        ("/teach", {"term": "study mode", "meaning": "80 percent"}, "study mode means 80 percent"),
        ("/explain", {"term": "study mode"}, "what is the taught meaning of study mode"),
        ("/forget", {"term": "study mode"}, "forget study mode"),
        ("/undo", {}, "undo that"),
    ],
)
async def test_programs_need_no_sentence_around_their_words(
    admin: httpx.AsyncClient, route: str, body: dict[str, str], sentence: str
) -> None:
    answer = await admin.post(route, json=body)
    assert answer.status_code == 200
    assert answer.json()["speech"] == sentence


@pytest.mark.parametrize(("there", "channel"), [({"satellite": "assist_satellite.desk"}, "voice"), ({}, "text")])
async def test_what_a_satellite_heard_is_answered_for_the_ear(
    admin: httpx.AsyncClient, parts: Parts, there: dict[str, str], channel: str
) -> None:
    said: list[str] = []
    parts.hub.sessions.on_turn(lambda utterance, _: said.append(utterance.channel))
    for route, body in (("/converse", {"text": "hi"}), ("/explain", {"term": "cosy"}), ("/undo", {})):
        assert (await admin.post(route, json=body | there)).status_code == 200
    assert said == [channel] * 3


async def test_a_meaning_of_several_lines_is_refused(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/teach", json={"term": "x", "meaning": "a\nb"})).status_code == 422


async def test_the_hub_tells_which_one_it_is(admin: httpx.AsyncClient, parts: Parts) -> None:
    told = (await admin.get("/hub")).json()
    assert told["id"] == parts.hub.identity.id
    assert told["concepts"] == 3
    assert told["languages"] == ["en"]


async def test_what_is_taught_by_the_api_is_told_to_followers(admin: httpx.AsyncClient, parts: Parts) -> None:
    concept = (await admin.post("/concepts", json=STUDY_MODE)).json()
    await admin.delete(f"/concepts/{concept['id']}")
    told = parts.hub.feed.since(0) or ()
    assert [numbered.event.data["change"] for numbered in told] == ["added", "removed"]
