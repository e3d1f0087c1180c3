from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Final

import pytest

from dialogue.ports import JournalEntry
from hub.admin.door import Door
from hub.admin.roles import AccountRole
from hub.running import Hub
from teaching.concepts import Alias, AreaName, Setting, ValueName
from tests.admin.conftest import Visit, browser, logged_in
from tests.admin.test_learned import Taught, real
from tests.hub.conftest import Parts
from tests.storage.samples import a_turn

__all__ = ["real"]

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)


def missed(number: int, text: str, *unknown: str) -> JournalEntry:
    spans = [{"text": words, "role": "value", "start": 0, "end": 1} for words in unknown]
    at = NOON + timedelta(minutes=number)
    entry = a_turn(f"t{number:05}", at=at, text=text, kind="asks_about", person="sam")
    return replace(entry, area="kitchen", trace={"understood": True, "unknown": spans})


async def test_what_was_not_understood_is_listed_by_its_words_with_how_often_when_and_where(
    admin: Visit, parts: Parts
) -> None:
    await parts.store.note(missed(1, "make it <i>cosy", "<i>cosy"))
    await parts.store.note(missed(2, "do make it <I>COSY", "<I>COSY"))
    await parts.store.note(missed(3, "עמעם", "עמעם"))
    page = (await admin.get("/not-understood")).text
    assert '<q dir="auto">&lt;I&gt;COSY</q>' in page
    assert "<i>cosy" not in page
    assert "2 times, last" in page
    assert "<bdi>Sam</bdi> · <bdi>kitchen</bdi>" in page
    assert page.index("עמעם") < page.index("COSY")
    assert "words=%3Ci%3Ecosy" in page


async def test_what_is_ignored_is_listed_no_more_until_it_is_to_be_again(admin: Visit, parts: Parts) -> None:
    await parts.store.note(missed(1, "make it snug", "snug"))
    await admin.post("/not-understood/ignore", words="snug")
    page = (await admin.get("/not-understood")).text
    assert "make it snug" not in page
    assert "Ignored for good (1)" in page
    await admin.post("/not-understood/heed", words="snug")
    assert "make it snug" in (await admin.get("/not-understood")).text


async def test_many_are_shown_a_page_at_a_time(admin: Visit, parts: Parts) -> None:
    for number in range(53):
        await parts.store.note(missed(number, f"brmpf {number:03}", f"brmpf {number:03}"))
    page = (await admin.get("/not-understood")).text
    assert page.count("Teach it") == 50
    (earlier,) = re.findall(r'href="(/not-understood\?after=[^"]+)"', page)
    page = (await admin.get(unescape(earlier))).text
    assert page.count("Teach it") == 3
    assert "after=" not in page
    assert (await admin.get("/not-understood?after=nonsense")).status_code == 404


async def test_where_nothing_is_kept_the_page_says_so(admin: Visit, hub: Hub, door: Door) -> None:
    assert "Everything was understood" in (await admin.get("/not-understood")).text
    silent = replace(hub, settings=hub.settings.model_copy(update={"journal": False}))
    async with browser(silent) as client:
        visit = await logged_in(silent, door, AccountRole.ADULT, client)
        assert "journal is switched off" in (await visit.get("/not-understood")).text


async def test_a_word_is_taught_from_there_and_is_then_no_longer_listed(real: Taught) -> None:
    await real.visit.post("/talk", text="set the desk lamp to gloaming")
    page = (await real.visit.get("/not-understood")).text
    assert "gloaming</q>" in page
    form = (await real.visit.get("/not-understood/words?words=gloaming")).text
    assert "set the desk lamp to gloaming" in form
    assert 'name="term" value="gloaming"' in form

    refused = await real.visit.post("/not-understood/teach", words="gloaming", term="green mode", meaning="5 percent")
    assert refused.status_code == 422
    assert "fixed meaning" in refused.text
    assert ">5 percent</textarea>" in refused.text

    done = await real.visit.post("/not-understood/teach", words="gloaming", term="gloaming", meaning="15 percent")
    assert done.headers["location"] == "/not-understood"
    assert (await real.concept("gloaming")).meaning == ValueName((Setting("brightness", 15),))
    assert "gloaming</q>" not in (await real.visit.get("/not-understood")).text


@pytest.mark.parametrize(
    ("thing", "meaning"),
    [("entity desk_lamp", Alias(("desk_lamp",))), ("area kitchen", AreaName(("kitchen",)))],
)
async def test_a_word_becomes_a_name_of_a_device_or_a_room(real: Taught, thing: str, meaning: object) -> None:
    await real.visit.post("/talk", text="turn on the blorp")
    form = unescape((await real.visit.get("/not-understood/words?words=blorp")).text)
    assert f'<option value="{thing}">' in form
    missing = await real.visit.post("/not-understood/name", words="blorp", term="blorp", thing="entity nothing")
    assert missing.status_code == 422
    await real.visit.post("/not-understood/name", words="blorp", term="blorp", thing=thing)
    assert (await real.concept("blorp")).meaning == meaning
