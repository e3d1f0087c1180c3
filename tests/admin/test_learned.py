from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Final

import pytest

from hub.admin.door import Door
from hub.admin.lessons import sentence_with
from hub.admin.roles import AccountRole
from hub.admin.shelf import PAGE
from hub.bootstrap.composition import composed
from hub.config import Settings
from hub.corrections import mark_of
from hub.running import Hub
from hub.tokens import Scope
from teaching.concepts import (
    Alias,
    Concept,
    Condition,
    Meaning,
    Preference,
    Provenance,
    Setting,
    Status,
    TimeName,
    ValueName,
    Version,
)
from teaching.ports import ConceptQuery
from tests.admin.conftest import PASSWORD, Visit, browser, logged_in
from tests.program import environment

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARKUP: Final = '<b onclick="x()">cosy</b> & "co"'
HEBREW: Final = "מצב ערב"

Enter = Callable[[AccountRole], Awaitable[Visit]]


def taught(
    number: int, term: str, meaning: Meaning, *, scope: str | None = None, status: Status = Status.ACTIVE
) -> Concept:
    version = Version(meaning, Provenance("sam", NOON, f"turn{number}"), term)
    return Concept(f"c{number:06}", term, (version,), scope=scope, status=status)


def percent(value: int) -> ValueName:
    return ValueName((Setting("brightness", value),))


def shown(page: str) -> list[str]:
    """The words on the list, by the names they have."""
    return [unescape(name) for name in re.findall(r"<strong><bdi>(.*?)</bdi></strong>", page)]


@pytest.fixture
async def shelf(hub: Hub) -> list[Concept]:
    concepts = [
        taught(1, "cosy", percent(30)),
        taught(2, "cosy", percent(50), scope="sam"),
        taught(3, "blorp", Alias(("desk_lamp",))),
        taught(4, "gone", percent(5), status=Status.RETIRED),
        taught(5, "dim in the kitchen", Preference((Setting("brightness", 20),), condition=Condition(area="kitchen"))),
        taught(6, MARKUP, percent(60)),
        taught(7, HEBREW, percent(70)),
    ]
    await hub.store.put_concepts(concepts)
    return concepts


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["<b", "blorp", "cosy", "cosy", "dim in the kitchen", HEBREW]),
        ("?text=COS", ["<b", "cosy", "cosy"]),
        ("?kind=alias", ["blorp"]),
        ("?person=sam", ["cosy"]),
        ("?person=household&text=cosy", ["<b", "cosy"]),
        ("?room=office", ["blorp"]),
        ("?room=kitchen", ["dim in the kitchen"]),
        ("?state=retired", ["gone"]),
        ("?state=both&text=gone", ["gone"]),
        ("?text=nothing+like+it", []),
    ],
)
async def test_words_are_found_by_text_kind_person_room_and_state(
    admin: Visit, shelf: list[Concept], query: str, words: list[str]
) -> None:
    page = (await admin.get(f"/learned{query}")).text
    assert [name[: len(word)] for name, word in zip(shown(page), words, strict=True)] == words


async def test_each_word_tells_what_it_means_as_the_hub_says_it(admin: Visit, shelf: list[Concept]) -> None:
    page = (await admin.get("/learned")).text
    assert "desk lamp</span>" in page
    assert "20 % in kitchen</span>" in page


async def test_names_with_markup_or_written_from_right_to_left_are_shown_as_they_are(
    admin: Visit, shelf: list[Concept]
) -> None:
    for concept in (shelf[5], shelf[6]):
        for page in (await admin.get("/learned"), await admin.get(f"/learned/{concept.id}")):
            assert "<b onclick" not in page.text
            assert concept.term in unescape(page.text)
    assert f"<bdi>{HEBREW}</bdi>" in (await admin.get("/learned")).text


async def test_a_word_tells_where_it_comes_from_how_it_changed_and_what_else_has_its_name(
    admin: Visit, hub: Hub, shelf: list[Concept]
) -> None:
    changed = shelf[0].changed(percent(40), Provenance("alex", NOON + timedelta(days=1), "t", "corrected"))
    changed = replace(changed, heard_as=("cozy", "cause he"), uses=12, last_used=NOON)
    await hub.store.put_concepts([changed])
    page = (await admin.get(f"/learned/{changed.id}")).text
    assert re.search(r"<dt>Taught</dt><dd><time datetime=.2026-03-02.*? · <bdi>Sam</bdi> · <bdi>told</bdi>", page)
    assert "12 times" in page
    assert "cause he</q>" in page
    assert "<del>30</del> <ins>40</ins> % " in page
    assert 'href="/learned/c000002">50 % (for Sam)' in page
    assert "/talk?say=set%20the%20" in page


async def test_a_thing_of_the_home_with_the_same_name_is_told(admin: Visit, hub: Hub) -> None:
    await hub.store.put_concepts([taught(1, "Desk Lamp", percent(30))])
    assert "the device “desk lamp”" in (await admin.get("/learned/c000001")).text


async def test_a_word_is_renamed_given_to_somebody_retired_and_restored(
    admin: Visit, hub: Hub, shelf: list[Concept]
) -> None:
    place = f"/learned/{shelf[0].id}"

    async def now() -> Concept:
        found = await hub.store.concept(shelf[0].id)
        assert found is not None
        return found

    assert (await admin.post(f"{place}/rename", term="  snug ", seen=mark_of(shelf[0]))).status_code == 303
    assert (await now()).term == "snug"
    assert [version.term for version in (await now()).versions] == ["cosy", "snug"]
    assert (await now()).provenance.how == "page: the admin"
    await admin.post(f"{place}/scope", scope="alex", seen=mark_of(await now()))
    assert (await now()).scope == "alex"
    await admin.post(f"{place}/retire", seen=mark_of(await now()))
    assert (await now()).status is Status.RETIRED
    await admin.post(f"{place}/restore", seen=mark_of(await now()))
    assert (await now()).status is Status.ACTIVE
    await admin.post(f"{place}/undo", version="1", seen=mark_of(await now()))
    assert (await now()).term == "cosy"
    assert [version.term for version in (await now()).versions] == ["cosy", "snug", "cosy"]
    lines = [(line.who, line.action, line.object) for line in await hub.audit.page()]
    assert ("the admin", "rename", shelf[0].id) in lines
    assert ("the admin", "go back", shelf[0].id) in lines


async def test_a_word_is_removed_for_good_only_when_it_is_meant(admin: Visit, hub: Hub, shelf: list[Concept]) -> None:
    place, seen = f"/learned/{shelf[2].id}", mark_of(shelf[2])
    assert (await admin.post(f"{place}/delete", seen=seen)).status_code == 422
    assert await hub.store.concept(shelf[2].id) is not None
    assert (await admin.post(f"{place}/delete", seen=seen, sure="yes")).headers["location"] == "/learned"
    assert await hub.store.concept(shelf[2].id) is None
    assert (await admin.get(place)).status_code == 404


@pytest.mark.parametrize(
    ("action", "fields"), [("rename", {"term": "COSY"}), ("scope", {"scope": "sam"}), ("restore", {})]
)
async def test_a_name_that_is_taken_is_refused_and_both_are_shown(
    admin: Visit, hub: Hub, shelf: list[Concept], action: str, fields: dict[str, str]
) -> None:
    number = {"rename": 2, "scope": 0, "restore": 3}[action]
    if action == "restore":
        await hub.store.put_concepts([taught(8, "gone", percent(6))])
    answer = await admin.post(f"/learned/{shelf[number].id}/{action}", seen=mark_of(shelf[number]), **fields)
    assert answer.status_code == 409
    assert "is taught already" in answer.text
    assert 'href="/learned/c00000' in answer.text
    assert "To the other one" in answer.text
    assert (await hub.store.concept(shelf[number].id)) == shelf[number]


async def test_the_second_of_two_who_edit_a_word_sees_both_and_loses_nothing(
    admin: Visit, hub: Hub, shelf: list[Concept]
) -> None:
    place, seen = f"/learned/{shelf[0].id}", mark_of(shelf[0])
    assert f'name="seen" value="{seen}"' in (await admin.get(place)).text
    await admin.post(f"{place}/rename", term="theirs", seen=seen)
    answer = await admin.post(f"{place}/rename", term="mine <i>", seen=seen)
    assert answer.status_code == 409
    assert "Theirs and yours" in answer.text
    assert "<bdi>theirs</bdi>: " in answer.text
    assert answer.text.count("mine &lt;i&gt;") == 2
    after = await hub.store.concept(shelf[0].id)
    assert after is not None
    assert after.term == "theirs"
    assert f'name="seen" value="{mark_of(after)}"' in answer.text
    assert (await admin.post(f"{place}/rename", term="mine", seen=mark_of(after))).status_code == 303


async def test_what_was_typed_outlives_a_login_that_has_ended(admin: Visit, hub: Hub, shelf: list[Concept]) -> None:
    place, seen = f"/learned/{shelf[0].id}/rename", mark_of(shelf[0])
    admin.client.cookies.clear()
    ended = await admin.post(place, term="snug <b>", seen=seen)
    assert ended.status_code == 401
    form = {
        "name": "the admin",
        "password": PASSWORD,
        "next": place,
        "form": "yes",
        "kept.term": "snug <b>",
        "kept.seen": seen,
    }
    resumed = (await admin.client.post("/login", data=form)).text
    assert ">snug &lt;b&gt;</textarea>" in resumed
    assert f'type="hidden" name="seen" value="{seen}"' in resumed
    assert f'action="{place}"' in resumed


@pytest.mark.parametrize(
    ("meaning", "sentence"),
    [
        (percent(30), "set the living room light to word"),
        (Alias(("desk_lamp",)), "turn on the word"),
        (Alias(("bedroom_blinds",)), "what does word mean"),
        (TimeName("18:30"), "turn off the living room light at word"),
        (Preference((Setting("brightness", 20),), entities=("desk_lamp",)), "turn on the desk lamp"),
        (ValueName((Setting("no such thing", 1),)), "what does word mean"),
    ],
)
async def test_a_word_is_tried_on_a_thing_that_can_do_it(hub: Hub, meaning: Meaning, sentence: str) -> None:
    assert sentence_with(hub, taught(1, "word", meaning)) == sentence


async def test_using_a_word_is_no_change_to_it(admin: Visit, hub: Hub, shelf: list[Concept]) -> None:
    await hub.store.put_concepts([replace(shelf[0], uses=3, last_used=NOON)])
    answer = await admin.post(f"/learned/{shelf[0].id}/rename", term="snug", seen=mark_of(shelf[0]))
    assert answer.status_code == 303


async def test_what_was_typed_for_a_word_that_was_removed_meanwhile_can_be_taught_anew(
    admin: Visit, hub: Hub, shelf: list[Concept]
) -> None:
    await hub.store.delete_concepts([shelf[0].id])
    answer = await admin.post(f"/learned/{shelf[0].id}/meaning", meaning="45 percent", seen=mark_of(shelf[0]))
    assert answer.status_code == 409
    assert ">45 percent</textarea>" in answer.text
    assert 'action="/learned/add"' in answer.text


async def test_a_child_sees_the_household_s_words_and_changes_none(
    hub: Hub, as_role: Enter, shelf: list[Concept]
) -> None:
    child = await as_role(AccountRole.CHILD)
    page = (await child.get("/learned")).text
    assert shown(page).count("cosy") == 1
    assert "/learned/add" not in page
    assert (await child.get(f"/learned/{shelf[1].id}")).status_code == 403
    assert "Correct it" not in (await child.get(f"/learned/{shelf[0].id}")).text


async def test_what_was_taught_about_a_thing_is_a_click_away_from_it(admin: Visit, hub: Hub) -> None:
    await hub.store.put_concepts(
        [taught(1, "bertha", Alias(("desk_lamp",))), taught(2, "the two", Alias(("desk_lamp", "kettle")))]
    )
    await hub.store.put_concepts([taught(3, "tea", Alias(("kettle",)))])
    thing = (await admin.get("/things/desk_lamp")).text
    assert 'href="/learned?thing=desk_lamp"' in thing
    page = (await admin.get("/learned?thing=desk_lamp")).text
    assert shown(page) == ["bertha", "the two"]
    assert 'What was taught about <strong dir="auto">desk lamp</strong>' in page
    assert shown((await admin.get("/learned?thing=desk_lamp&text=two")).text) == ["the two"]


async def test_many_words_come_by_page_each_once(admin: Visit, hub: Hub) -> None:
    await hub.store.put_concepts([taught(number, f"word {number:04}", percent(1)) for number in range(PAGE * 2 + 7)])
    seen: list[str] = []
    path = "/learned"
    while path:
        page = (await admin.get(path)).text
        seen += shown(page)
        more = re.search(r'<a class="button" href="(/learned\?[^"]+)">More', page)
        path = unescape(more[1]) if more else ""
    assert seen == [f"word {number:04}" for number in range(PAGE * 2 + 7)]


@pytest.mark.slow
async def test_fifty_thousand_words_are_paged_and_searched(admin: Visit, hub: Hub) -> None:
    rare = [taught(49_999, "rare", Alias(("desk_lamp",)))]
    await hub.store.put_concepts([taught(number, f"word {number}", percent(1)) for number in range(49_999)] + rare)
    for query in ("", "?text=word+4999", "?kind=alias", "?person=household"):
        assert shown((await admin.get(f"/learned{query}")).text), query
    assert shown((await admin.get("/learned?room=office")).text) == ["rare"]
    assert (await admin.get("/learned?after=nowhere")).status_code == 404


@dataclass(slots=True)
class Taught:
    """A hub that understands, and a browser in it."""

    hub: Hub
    door: Door
    visit: Visit

    async def concept(self, term: str, scope: str | None = None) -> Concept:
        found = await self.hub.store.concepts(ConceptQuery(text=term))
        return next(one for one in found if one.term == term and one.scope == scope)

    async def concept_of(self, concept_id: str) -> Concept:
        found = await self.hub.store.concept(concept_id)
        assert found is not None
        return found


@pytest.fixture
async def real(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Taught]:
    for name, value in environment(data, TTS="off").items():
        if name.startswith("TEACHABLE_HUB_"):
            monkeypatch.setenv(name, value)
    async with AsyncExitStack() as stack:
        hub = await stack.enter_async_context(composed(Settings()))
        assert hub.door is not None
        client = await stack.enter_async_context(browser(hub))
        yield Taught(hub, hub.door, await logged_in(hub, hub.door, AccountRole.ADMIN, client))


async def test_a_word_is_taught_by_form_with_the_checks_of_talk(real: Taught) -> None:
    added = await real.visit.post("/learned/add", term="cosy", meaning="30 percent\nand warm white", scope="")
    cosy = await real.concept("cosy")
    assert added.headers["location"] == f"/learned/{cosy.id}"
    assert "30 % and warm white" in (await real.visit.get(f"/learned/{cosy.id}")).text

    refused = await real.visit.post("/learned/add", term="green mode", meaning="20 percent", scope="sam")
    assert refused.status_code == 422
    assert "already has a fixed meaning" in refused.text
    assert 'value="green mode"' in refused.text
    assert ">20 percent</textarea>" in refused.text
    assert '<option value="sam" selected>' in refused.text

    missing = await real.visit.post("/learned/add", term="cosy", meaning=" ", scope="")
    assert missing.status_code == 422


async def test_when_the_hub_asks_back_the_lesson_goes_on_on_a_page_of_its_own(real: Taught) -> None:
    asked = await real.visit.post("/learned/add", term="lumo", meaning="turn off the fan", scope="")
    lesson = asked.headers["location"]
    page = await real.visit.get(lesson)
    assert "Which one" in page.text
    assert "The hub asks back" in page.text
    await real.visit.post(lesson, text="the bedroom fan")
    done = await real.visit.get(lesson)
    assert "The hub asks back" not in done.text
    lumo = await real.concept("lumo")
    assert f'href="/learned/{lumo.id}"' in done.text


async def test_a_conflict_is_asked_about_and_a_no_changes_nothing(real: Taught) -> None:
    await real.visit.post("/learned/add", term="cosy", meaning="30 percent", scope="")
    asked = await real.visit.post("/learned/add", term="cosy", meaning="40 percent", scope="")
    lesson = asked.headers["location"]
    page = (await real.visit.get(lesson)).text
    assert "already means 30 %" in unescape(page)
    assert 'name="text" value="no"' in page
    await real.visit.post(lesson, text="no")
    assert (await real.concept("cosy")).meaning == percent(30)


async def test_a_meaning_is_changed_in_words_for_the_household_and_for_a_person(real: Taught) -> None:
    await real.visit.post("/learned/add", term="cosy", meaning="30 percent", scope="")
    await real.visit.post("/learned/add", term="cosy", meaning="50 percent", scope="sam")
    for scope, meaning in ((None, 35), ("sam", 55)):
        cosy = await real.concept("cosy", scope)
        changed = await real.visit.post(f"/learned/{cosy.id}/meaning", meaning=f"{meaning} percent", seen=mark_of(cosy))
        assert changed.headers["location"] == f"/learned/{cosy.id}", changed.text
        after = await real.concept("cosy", scope)
        assert after.meaning == percent(meaning)
        assert len(after.versions) == 2
    assert (await real.concept("cosy")).meaning == percent(35)


async def test_who_has_a_word_of_their_own_still_changes_the_household_s(real: Taught) -> None:
    (account,) = await real.door.accounts.accounts()
    await real.door.accounts.put_account(replace(account, person="sam"))
    real.door.logins._known.clear()
    await real.visit.post("/learned/add", term="cosy", meaning="30 percent", scope="")
    await real.visit.post("/learned/add", term="cosy", meaning="50 percent", scope="sam")
    cosy = await real.concept("cosy")
    assert cosy.taught_by.person == "sam"
    await real.visit.post(f"/learned/{cosy.id}/meaning", meaning="35 percent", seen=mark_of(cosy))
    assert (await real.concept("cosy")).meaning == percent(35)
    assert (await real.concept("cosy", "sam")).meaning == percent(50)


async def test_the_same_checks_hold_for_a_new_meaning_and_what_was_typed_is_kept(real: Taught) -> None:
    await real.visit.post("/learned/add", term="cosy", meaning="30 percent", scope="")
    cosy = await real.concept("cosy")
    place, seen = f"/learned/{cosy.id}/meaning", mark_of(cosy)
    stale = await real.visit.post(place, meaning="45 percent", seen="another")
    assert stale.status_code == 409
    assert ">45 percent</textarea>" in stale.text
    asked = await real.visit.post(place, meaning="gronk", seen=seen)
    assert "/learned/lessons/" in asked.headers["location"]
    assert (await real.concept("cosy")).meaning == percent(30)
    await real.visit.post(f"/learned/{cosy.id}/retire", seen=seen)
    retired = await real.concept_of(cosy.id)
    refused = await real.visit.post(place, meaning="45 percent", seen=mark_of(retired))
    assert refused.status_code == 422
    assert "Restore it first" in refused.text


async def test_a_new_name_is_checked_as_a_lesson_is_and_understood_at_once(real: Taught) -> None:
    await real.visit.post("/learned/add", term="cosy", meaning="30 percent", scope="")
    cosy = await real.concept("cosy")
    for fixed in ("off", "green mode", "desk lamp"):
        refused = await real.visit.post(f"/learned/{cosy.id}/rename", term=fixed, seen=mark_of(cosy))
        assert refused.status_code == 422
        assert "already has a fixed meaning" in refused.text
        assert f'value="{fixed}"' in refused.text
    await real.visit.post(f"/learned/{cosy.id}/rename", term="snug", seen=mark_of(cosy))
    await real.visit.post("/talk", text="set the desk lamp to snug")
    assert "desk lamp" in (await real.visit.get("/talk")).text
    assert (await real.concept_of(cosy.id)).uses == 1


async def test_the_api_gives_no_word_a_name_that_has_a_fixed_meaning(real: Taught) -> None:
    await real.visit.post("/learned/add", term="cosy", meaning="30 percent", scope="")
    cosy = await real.concept("cosy")
    _, secret = await real.hub.doorkeeper.issue("program", Scope.ADMIN)
    bearer = {"Authorization": f"Bearer {secret}"}
    meaning = {"type": "value", "settings": [{"attribute": "brightness", "value": 30}]}
    async with browser(real.hub) as program:
        for term in ("off", "the desk lamp", "Green"):
            refused = await program.patch(f"/api/v1/concepts/{cosy.id}", json={"term": term}, headers=bearer)
            assert refused.status_code == 422, term
            assert "already has a fixed meaning" in refused.json()["detail"]
            new = await program.post("/api/v1/concepts", json={"term": term, "meaning": meaning}, headers=bearer)
            assert (new.status_code, new.json()["detail"]) == (422, refused.json()["detail"]), new.text
        same = await program.patch(f"/api/v1/concepts/{cosy.id}", json={"term": "cosy"}, headers=bearer)
        assert same.status_code == 200
        renamed = await program.patch(f"/api/v1/concepts/{cosy.id}", json={"term": "snug"}, headers=bearer)
        assert renamed.json()["term"] == "snug"
