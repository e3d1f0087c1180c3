"""What was learned is corrected, taken back, taught from the inbox and forgotten, in a browser."""

from __future__ import annotations

from playwright.async_api import expect

from hub.admin.roles import AccountRole
from tests.web.site import Site, new_word, settle_in
from tests.web.tabs import PHONE, Tab, Tabs


def word() -> str:
    """A word that nobody has taught yet."""
    return f"glimmer {new_word()}"


async def taught(tab: Tab, term: str, meaning: str) -> None:
    """Teach a word by form; ends on its page."""
    await tab.open("/learned/add")
    await tab.page.get_by_label("Word or phrase").fill(term)
    await tab.page.locator("textarea[name=meaning]").fill(meaning)
    await tab.page.locator("main form button").first.click()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text(term)


async def test_a_meaning_is_edited_and_the_edit_taken_back(tabs: Tabs) -> None:
    term, tab = word(), await tabs.new(AccountRole.ADULT, size=PHONE)
    await taught(tab, term, "forty percent")
    now = tab.page.locator("#concept strong").first
    await expect(now).to_contain_text("40 %")
    await tab.page.locator("textarea[name=meaning]").fill("fifty percent and warm white")
    await tab.page.get_by_role("button", name="Change the meaning").click()
    await expect(now).to_contain_text("50 %")
    await tab.picture("concept-edited-phone")
    assert await tab.findings() == []
    await tab.page.get_by_role("button", name="Undo the last change").click()
    await expect(now).to_contain_text("40 %")


async def test_an_edit_is_seen_where_the_word_is_open(tabs: Tabs) -> None:
    term, mine, theirs = word(), await tabs.new(AccountRole.ADULT), await tabs.new()
    await taught(mine, term, "forty percent")
    await theirs.page.goto(mine.page.url)
    await mine.page.locator("textarea[name=meaning]").fill("sixty percent")
    await mine.page.get_by_role("button", name="Change the meaning").click()
    await expect(theirs.page.locator("#concept strong").first).to_contain_text("60 %")


async def test_two_who_edit_one_word_both_keep_what_they_typed(tabs: Tabs) -> None:
    term, first, second = word(), await tabs.new(AccountRole.ADULT), await tabs.new()
    await taught(first, term, "forty percent")
    await second.page.goto(first.page.url)
    await second.page.locator("textarea[name=meaning]").fill("seventy percent")
    await first.page.locator("textarea[name=meaning]").fill("sixty percent")
    await first.page.get_by_role("button", name="Change the meaning").click()
    await expect(first.page.locator("#concept strong").first).to_contain_text("60 %")
    second.expected.add(409)
    await second.page.get_by_role("button", name="Change the meaning").click()
    await expect(second.page.get_by_role("heading", name="Theirs and yours")).to_be_visible()
    await second.picture("concept-conflict")
    assert await second.findings() == []
    assert await second.page.locator("textarea[name=meaning]").input_value() == "seventy percent"


async def test_what_was_not_understood_is_taught_with_a_click(tabs: Tabs) -> None:
    term, tab = f"frabjous{new_word()}", await tabs.new(AccountRole.ADULT, size=PHONE)
    await tab.open("/talk")
    await tab.page.get_by_role("textbox").fill(f"set the bedroom lamp to {term}")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("#chat")).to_contain_text(term)
    await tab.page.get_by_role("textbox").fill("never mind")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("#chat")).to_contain_text("never mind")
    await tab.open("/not-understood")
    await expect(tab.page.locator("main")).to_contain_text(term)


async def test_what_is_forgotten_is_on_no_page_any_more(tabs: Tabs, new_hub: Site) -> None:
    settle_in(new_hub)
    tab = await tabs.new(site=new_hub)
    await taught(tab, "swordfish", "forty percent")
    await tab.open("/talk")
    await tab.page.get_by_role("textbox").fill("set the desk lamp to swordfish")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("#chat")).to_contain_text("swordfish")
    await tab.open("/privacy")
    form = tab.page.locator("form").filter(has=tab.page.get_by_role("button", name="Forget", exact=True))
    await form.get_by_label("everything").check()
    await form.get_by_label("to confirm").fill("forget")
    await form.get_by_role("button").click()
    await expect(tab.page.get_by_role("status")).to_contain_text("Forgotten")
    tab.expected.add(404)
    for path in ("/talk", "/learned", "/history", "/not-understood", "/insight", "/privacy/audit", "/schedules"):
        await tab.open(path)
        assert "swordfish" not in await tab.page.content(), path
