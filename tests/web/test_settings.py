"""Settings changed in a browser, on a hub that really runs: they count at once, and after a restart too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from playwright.async_api import Browser, expect

from hub.adjustments import CHANGEABLE
from hub.admin.roles import AccountRole
from tests.program import serving
from tests.web.site import Site, new_site, new_word, settle_in
from tests.web.tabs import PHONE, Tab, Tabs


async def say(tab: Tab, text: str) -> None:
    await tab.open("/talk")
    await tab.page.get_by_role("textbox").fill(text)
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("#chat")).to_contain_text(text)


async def test_a_journal_that_is_switched_off_keeps_nothing_from_then_on_and_stays_off(
    browser: Browser, new_hub: Site
) -> None:
    settle_in(new_hub)
    tabs = Tabs(browser, new_hub)
    tab = await tabs.new(size=PHONE)
    kept, lost = f"put the lamp on {new_word()}", f"put the lamp on {new_word()}"
    await say(tab, kept)
    await tab.open("/privacy")
    await tab.page.get_by_role("combobox", name="Journal of turns").select_option("no")
    await tab.page.get_by_role("button", name="Save: Journal of turns").click()
    await expect(tab.page.get_by_text("What was written down before")).to_be_visible()
    await tab.picture("privacy-journal-off-phone")
    await say(tab, lost)
    await tab.open("/history")
    await expect(tab.page.get_by_text(kept).first).to_be_visible()
    assert lost not in await tab.text()
    await tab.open("/settings")
    row = tab.page.locator("section.setting#journal")
    await expect(row).to_contain_text("changed here")
    assert await tab.overhanging() == []
    assert await tab.findings() == []
    assert await tabs.close() == []


async def test_what_was_changed_is_there_after_a_restart_and_can_be_taken_back(
    browser: Browser, tmp_path: Path, models: Path
) -> None:
    with new_site(tmp_path / "data", models) as site:
        settle_in(site)
        changed = site.post(AccountRole.ADMIN, "/settings", "/settings/quiet", value="yes")
        assert changed.status_code == 303
    # It was killed, so the note of its address is still there.
    (site.folder / "api-address").unlink()
    with serving(site.folder):
        again = replace(site, address=(site.folder / "api-address").read_text().strip())
        tabs = Tabs(browser, again)
        tab = await tabs.new()
        await tab.open("/settings")
        row = tab.page.locator("section.setting#quiet")
        await expect(row.get_by_role("combobox")).to_have_value("yes")
        await expect(tab.page.locator("section.setting#time_zone")).to_contain_text("Locked: the environment wins")
        await row.get_by_role("button", name="Take back: Quiet").click()
        await expect(row.get_by_role("combobox")).to_have_value("no")
        await expect(row).to_contain_text("default")
        assert await tab.page.locator("section.setting").count() == len(CHANGEABLE)
        assert await tabs.close() == []
