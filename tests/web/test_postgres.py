"""The pages that ask the database most, in a browser, of a hub that keeps everything in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from hub.admin.roles import AccountRole
from tests.servers import postgres
from tests.web.life import live_an_evening
from tests.web.site import Site, new_site, settle_in
from tests.web.tabs import Tabs

pytestmark = pytest.mark.postgres

# What must be there, from the evening that was lived.
PAGES: Final = {
    "/learned": "study mode",
    "/learned?text=MOVIE": "movie night",
    "/learned?room=living_room": "Bertha",
    "/learned?kind=preference&state=both": "30 %",
    "/learned?person=household": "bedtime",
    "/learned/{concept_id}": "study mode",
    "/not-understood": "fluffy",
    "/schedules?over=true": "coffee machine",
    "/history": "unlock the front door",
    "/history?person=robin&text=bedroom": "fluffy",
    "/history?kind=asks_about&area=living_room": "snuggly",
    "/history/{turn_id}": "unlock the front door",
    "/insight": "living room",
    "/insight?person=robin&days=7": "By room",
    "/people": "Robin",
    "/tokens": "first admin",
    "/privacy": "hub-backup",
    "/privacy/backups/{name}": "words and phrases",
    "/privacy/audit": "add account",
    "/health": "postgresql",
}


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Site]:
    """A hub on a PostgreSQL of its own, lived in for an evening."""
    folder = tmp_path_factory.mktemp("postgres") / "data"
    with postgres() as server, new_site(folder, models, DATABASE_URL=server.new_database()) as site:
        settle_in(site)
        live_an_evening(site)
        yield site


async def test_the_pages_show_what_is_kept(browser: Browser, on_postgres: Site) -> None:
    tabs = Tabs(browser, on_postgres)
    tab = await tabs.new()
    for path, told in PAGES.items():
        answer = await tab.open(path)
        assert answer.status == 200, path
        assert told.casefold() in (await tab.page.content()).casefold(), path
    assert await tabs.close() == []


async def test_a_person_is_forgotten(browser: Browser, on_postgres: Site) -> None:
    on_postgres.log_in(AccountRole.ADMIN)  # so that the password is not asked for again
    tabs = Tabs(browser, on_postgres)
    tab = await tabs.new()
    await tab.open("/privacy")
    await tab.page.get_by_label("what somebody said and taught").check()
    await tab.page.get_by_label("Whose").select_option("robin")
    await tab.page.get_by_label("Type “forget” to confirm").fill("forget")
    await tab.page.get_by_role("button", name="Forget").click()
    await expect(tab.page.get_by_role("status")).to_contain_text("Forgotten")
    await tab.open("/history")
    assert "fluffy" not in await tab.text()
    await tab.open("/not-understood")
    assert "fluffy" not in await tab.text()
    assert await tabs.close() == []
