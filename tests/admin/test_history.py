"""History: turns with everything that led to the answer."""

from __future__ import annotations

from dataclasses import replace

from hub.running import Hub
from tests.admin.conftest import Visit
from tests.hub.conftest import Parts
from tests.storage.samples import MORNING, a_concept, a_turn, later

TRACE = {
    "interpreter": "embedded",
    "intents": {"command": 0.91, "chat": 0.09},
    "reasons": ["the_only_lamp_here"],
    "understood": True,
    "unknown": [{"text": "<b>cosy</b>", "role": "value", "start": 0, "end": 4}],
    "used": ["k1", "gone"],
    "actions": [{"entity": "desk_lamp", "settings": {"on": True}, "outcome": "failed", "reason": "no_answer"}],
    "learned": [{"id": "k1", "term": "study mode", "change": "new"}],
}


async def test_the_newest_turns_are_listed_and_filtered(admin: Visit, parts: Parts) -> None:
    await parts.store.note(a_turn("t1", text="study mode please"))
    await parts.store.note(a_turn("t2", text="<script>alert(1)</script>", person="ben", at=later(1), kind="ignores"))
    page = (await admin.get("/history")).text
    assert page.index("&lt;script&gt;alert(1)") < page.index("study mode please")
    assert "<script>alert" not in page
    for query, is_there in (
        ("person=anna", True), ("person=ben", False), ("text=STUDY", True), ("text=nothing", False),
        ("kind=acts", True), ("missed=1", False), ("area=office", True), ("area=kitchen", False),
        ("since=2026-03-02", True), ("since=2026-03-03", False),
        ("until=2026-03-01", False), ("until=2026-03-02", True),
    ):  # fmt: skip
        assert ("study mode please" in (await admin.get(f"/history?{query}")).text) is is_there, query


async def test_a_long_journal_is_paged(admin: Visit, parts: Parts) -> None:
    for number in range(60):
        await parts.store.note(a_turn(f"t{number:02}", at=later(number), text=f"said {number:02}"))
    page = (await admin.get("/history?person=anna")).text
    assert "said 59" in page
    assert "said 09" not in page
    link = page[page.index('rel="next" href="') + 17 :].split('"')[0].replace("&amp;", "&")
    second = (await admin.get(link)).text
    assert "said 09" in second
    assert "said 59" not in second
    assert 'rel="next"' not in second


async def test_a_turn_is_shown_with_its_whole_trace(admin: Visit, parts: Parts, hub: Hub) -> None:
    await parts.store.put_concepts([a_concept("k1", "study mode")])
    await parts.store.note(replace(a_turn("t1"), trace=TRACE, timings_ms={"parse": 1.25, "total": 20.0}))
    page = (await admin.get("/history/t1")).text
    for words in (
        "study mode please", "embedded", "91 %", "the only lamp here", "&lt;b&gt;cosy&lt;/b&gt;",
        "something that is gone", hub.registry.home().entities["desk_lamp"].name, "no answer", "Done.", "1.2",
        "did something",
    ):  # fmt: skip
        assert words in page, words
    assert 'href="/learned/k1"' in page


async def test_a_trace_of_another_version_is_shown_as_far_as_it_goes(admin: Visit, parts: Parts) -> None:
    odd = {"actions": [{}, "x"], "learned": [{}], "unknown": [{}], "intents": {"a": "b"}, "reasons": 5, "heard": []}
    await parts.store.note(replace(a_turn("t1", kind="from the future"), trace=odd))
    assert (await admin.get("/history/t1")).status_code == 200
    await parts.store.note(replace(a_turn("t2", text=""), trace={}, timings_ms={}))
    assert (await admin.get("/history/t2")).status_code == 200


async def test_a_turn_can_be_deleted(admin: Visit, parts: Parts) -> None:
    await parts.store.note(a_turn("t1", at=MORNING))
    answer = await admin.post("/history/t1/delete")
    assert (answer.status_code, answer.headers["location"]) == (303, "/history")
    assert (await admin.get("/history/t1")).status_code == 404
    assert (await admin.get("/history/t1")).text.count("not in the journal") == 1


async def test_nonsense_in_a_filter_is_explained_and_kept(admin: Visit) -> None:
    for query in ("since=yesterday", "until=9999-12-31", "after=nonsense"):
        answer = await admin.get(f"/history?{query}&text=lamp")
        assert answer.status_code == 422, query
        assert 'value="lamp"' in answer.text
