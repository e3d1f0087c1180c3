"""What was learned, in a browser: taught, seen live in another window, corrected, brought back, removed."""

from __future__ import annotations

from hub.admin.roles import AccountRole
from tests.web.site import Site, new_word
from tests.web.tabs import PHONE, Tab, Tabs

WAIT_MS = 10_000


async def teach(tab: Tab, term: str, meaning: str) -> None:
    await tab.open("/learned/add")
    await tab.page.get_by_label("Word or phrase").fill(term)
    await tab.page.get_by_label("What it means").fill(meaning)
    await tab.page.get_by_role("button", name="Teach it").click()


async def test_a_word_is_taught_in_one_window_and_seen_in_another_without_reload(tabs: Tabs) -> None:
    watching, teaching = await tabs.new(AccountRole.CHILD, size=PHONE), await tabs.new(AccountRole.ADULT)
    await watching.open("/learned")
    word = new_word()
    await teach(teaching, word, "30 percent and warm white")
    await teaching.page.get_by_text("Added.").wait_for()
    assert "30 % and warm white" in await teaching.text()
    await watching.page.get_by_role("link", name=word).wait_for(timeout=WAIT_MS)
    assert await watching.overhanging() == []


async def test_a_meaning_is_changed_shown_with_its_difference_and_undone(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADULT, size=PHONE, scheme="dark")
    await teach(tab, word := new_word(), "30 percent")
    await tab.page.get_by_label("What it means from now on").fill("45 percent")
    await tab.page.get_by_role("button", name="Change the meaning").click()
    await tab.page.get_by_text("Saved.").wait_for()
    assert await tab.page.locator("del").first.inner_text() == "30"
    assert await tab.page.locator("ins").first.inner_text() == "45"
    await tab.picture("learned-word")
    assert await tab.overhanging() == []
    assert await tab.findings() == []
    await tab.page.get_by_role("button", name="Undo the last change").click()
    await tab.page.get_by_text("Undone.").wait_for()
    assert "30 %" in await tab.page.locator("#concept").inner_text()
    await tab.page.get_by_role("link", name="Try it").click()
    assert word in await tab.page.locator("input[name=text]").input_value()


async def test_two_who_edit_one_word_at_once_lose_nothing(tabs: Tabs) -> None:
    mine, theirs = await tabs.new(AccountRole.ADULT), await tabs.new(AccountRole.ADMIN)
    await teach(mine, new_word(), "30 percent")
    place = mine.page.url.removeprefix(mine.site.address)
    await theirs.open(place)
    name = mine.page.get_by_label("Name", exact=True)
    await name.fill(wanted := new_word())
    await theirs.page.get_by_label("Name", exact=True).fill(first := new_word())
    await theirs.page.get_by_role("button", name="Rename").click()
    await theirs.page.get_by_text("Saved.").wait_for()
    mine.expected.add(409)
    await mine.page.get_by_role("button", name="Rename").click()
    await mine.page.get_by_text("Theirs and yours").wait_for()
    assert await mine.page.get_by_label("Name", exact=True).input_value() == wanted
    assert first in await mine.text()
    await mine.picture("learned-two-at-once")
    assert await mine.findings() == []
    await mine.page.get_by_role("button", name="Rename").click()
    await mine.page.get_by_text("Saved.").wait_for()


async def test_the_hub_asks_back_on_a_page_and_takes_the_answer(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADULT, size=PHONE)
    word = new_word()
    await teach(tab, word, "30 percent")
    await teach(tab, word, "40 percent")
    await tab.page.get_by_text("Should it mean").first.wait_for()
    await tab.picture("learned-asks-back")
    assert await tab.overhanging() == []
    assert await tab.findings() == []
    await tab.page.get_by_role("button", name="Yes").click()
    await tab.page.get_by_role("link", name=word).click()
    assert "40 %" in await tab.page.locator("#concept").inner_text()


async def test_what_was_not_understood_is_taught_from_the_inbox_without_script(tabs: Tabs, site: Site) -> None:
    tab = await tabs.new(AccountRole.ADULT, size=PHONE, script=False)
    word = new_word()
    site.post(AccountRole.ADULT, "/talk", "/talk", text=f"set the desk lamp to {word}", area="")
    await tab.open("/not-understood")
    await tab.picture("not-understood-list")
    assert await tab.overhanging() == []
    await tab.page.locator("li", has_text=word).get_by_role("link", name="Teach it").click()
    await tab.picture("not-understood-word")
    await tab.page.get_by_label("What it means").fill("15 percent")
    await tab.page.get_by_role("button", name="Teach it").click()
    assert "Added." in await tab.text()
    assert word not in await tab.text()


async def test_the_list_is_narrowed_down_without_script(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADULT, size=PHONE, script=False)
    await teach(tab, value := new_word(), "30 percent")
    await teach(tab, name := new_word(), "the desk lamp")
    await tab.open("/learned")
    await tab.page.get_by_text("Kind, person, room, state").click()
    await tab.page.locator("select[name=room]").select_option(label="office")
    await tab.page.get_by_role("button", name="Find").click()
    assert await tab.page.get_by_role("link", name=name).count() == 1
    assert await tab.page.get_by_role("link", name=value).count() == 0
    assert await tab.page.locator("select[name=room]").is_visible()
    assert await tab.overhanging() == []
    await tab.picture("learned-narrowed")
