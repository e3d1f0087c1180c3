"""Pages that follow the house: what happens in one window is seen in another, without loading it again."""

from __future__ import annotations

from playwright.async_api import expect

from hub.admin.roles import AccountRole
from tests.web.site import new_word
from tests.web.tabs import PHONE, Tabs


async def test_a_lesson_by_typing_is_seen_live_in_a_second_window(tabs: Tabs) -> None:
    word = f"glow {new_word()}"
    first, second = await tabs.new(), await tabs.new(AccountRole.ADULT, size=PHONE)
    await first.open("/talk")
    await second.open("/talk")
    field = first.page.get_by_role("textbox")
    await field.fill(f"set the desk lamp to {word}")
    await first.page.keyboard.press("Enter")
    await expect(first.page.locator("#chat")).to_contain_text(word)
    await expect(first.page.locator("#asked")).to_contain_text("waits for an answer")
    await expect(second.page.locator("#elsewhere")).to_contain_text(word)
    await first.picture("talk-question")
    await field.fill("it means forty percent")
    await first.page.keyboard.press("Enter")
    await expect(first.page.locator("#chat")).to_contain_text("added")
    await expect(second.page.locator("#elsewhere")).to_contain_text("added")
    await first.picture("talk-learned")
    await second.picture("talk-elsewhere-phone")


async def test_a_thing_that_moves_is_seen_to_move(tabs: Tabs) -> None:
    mover, watcher = await tabs.new(), await tabs.new(AccountRole.CHILD)
    await watcher.open("/things/floor_lamp")
    await mover.open("/things/floor_lamp")
    form = mover.page.locator("form.try").filter(has_text="brightness")
    await form.get_by_role("spinbutton").fill("17")
    await form.get_by_role("button").click()
    await expect(mover.page.get_by_role("status")).to_contain_text("its own state says so")
    await expect(watcher.page.locator("#state")).to_contain_text("17 %")
    await expect(watcher.page.locator("#changes")).to_contain_text("17")
    assert await watcher.page.get_by_role("heading", name="Try a command").count() == 0


async def test_what_lets_somebody_in_is_asked_about_first(tabs: Tabs) -> None:
    tab = await tabs.new(size=PHONE)
    await tab.open("/things/front_door_lock")
    await tab.page.get_by_role("button", name="Unlocked").first.click()
    await expect(tab.page.get_by_role("heading", name="Really?")).to_be_visible()
    await tab.picture("thing-really-phone")
    assert await tab.findings() == []
    await tab.page.get_by_role("link", name="No", exact=True).click()
    await expect(tab.page.locator("#state")).to_contain_text("locked")


async def test_a_page_that_was_cut_off_catches_up(tabs: Tabs) -> None:
    tab, other = await tabs.new(), await tabs.new(AccountRole.ADULT)
    await tab.open("/things/counter_light")
    await tab.page.context.set_offline(True)
    await other.open("/things/counter_light")
    form = other.page.locator("form.try").filter(has_text="brightness")
    await form.get_by_role("spinbutton").fill("91")
    await form.get_by_role("button").click()
    await expect(other.page.locator("#state")).to_contain_text("91 %")
    await tab.page.context.set_offline(False)
    await expect(tab.page.locator("#state")).to_contain_text("91 %", timeout=20_000)
    tab.troubles.clear()  # the browser says itself that the network was away


async def test_the_same_works_without_script(tabs: Tabs) -> None:
    tab = await tabs.new(script=False)
    await tab.open("/talk")
    await tab.page.get_by_role("textbox").fill("turn on the kettle")
    await tab.page.get_by_role("button", name="Say it").click()
    assert "kettle" in await tab.page.locator("#chat").inner_text()
    await tab.open("/things/bedroom_fan")
    form = tab.page.locator("form.try").filter(has_text="speed")
    await form.get_by_role("combobox").select_option("high")
    await form.get_by_role("button").click()
    assert "high" in await tab.page.locator("#state").inner_text()


async def test_a_conversation_is_held_with_the_keyboard_alone(tabs: Tabs) -> None:
    tab = await tabs.new()
    await tab.open("/talk")
    await tab.page.keyboard.type("turn off the counter light")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("#chat")).to_contain_text("counter light")
    assert await tab.page.evaluate("document.activeElement.name") == "text"


async def test_names_with_markup_and_from_right_to_left_stay_names(tabs: Tabs) -> None:
    tab = await tabs.new(size=PHONE)
    for name in ("<img src=x onerror=alert(1)>", "משפחה כהן", "Ω" * 80):
        await tab.open("/people")
        form = tab.page.locator("form").filter(has=tab.page.get_by_role("button", name="Add this person"))
        await form.get_by_label("Name", exact=True).fill(name)
        await form.get_by_role("button").click()
        await expect(tab.page.get_by_role("status")).to_contain_text("Added")
        await expect(tab.page.get_by_role("link", name=name, exact=True)).to_be_visible()
        assert await tab.overhanging() == []
