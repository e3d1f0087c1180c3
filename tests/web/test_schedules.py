"""Schedules in a browser: planned on a phone, seen, asked about, cancelled."""

from __future__ import annotations

from playwright.async_api import expect

from hub.admin.roles import AccountRole
from tests.web.tabs import PHONE, Tabs


async def test_a_plan_is_made_on_a_phone_and_cancelled(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADULT, size=PHONE)
    await tab.open("/schedules")
    await tab.page.get_by_label("What is to be done").fill("turn the floor lamp off")
    await tab.page.get_by_label("Time").fill("04:44")
    await tab.page.get_by_role("checkbox", name="Saturday").check()
    await tab.page.get_by_role("checkbox", name="Sunday").check()
    await tab.page.get_by_role("button", name="Plan it").click()
    row = tab.page.locator(".list > li").filter(has_text="04:44")
    await expect(row).to_contain_text("every weekend")
    assert await tab.overhanging() == []
    assert await tab.findings() == []
    await tab.picture("schedule-planned-phone")
    await row.get_by_role("button").click()
    await expect(tab.page.get_by_role("status")).to_contain_text("Cancelled")
    await expect(row).to_have_count(0)


async def test_an_impatient_finger_plans_once(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADULT, size=PHONE)
    await tab.open("/schedules")
    await tab.page.get_by_label("What is to be done").fill("turn the kettle off")
    await tab.page.get_by_label("Time").fill("04:55")
    await tab.page.get_by_label("Once, on").select_option(label="tomorrow")
    sent = []
    tab.page.on("request", lambda request: sent.append(request.method))
    await tab.page.get_by_role("button", name="Plan it").dblclick(no_wait_after=True)
    await expect(tab.page.locator(".list > li").filter(has_text="04:55")).to_have_count(1)
    assert sent.count("POST") == 1


async def test_a_plan_that_is_refused_keeps_what_was_typed(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADULT, script=False)
    tab.expected |= {422}
    await tab.open("/schedules")
    await tab.page.get_by_label("What is to be done").fill("what is on in the kitchen")
    await tab.page.get_by_label("Time").fill("04:44")
    await tab.page.get_by_label("Once, on").select_option(label="tomorrow")
    await tab.page.get_by_role("button", name="Plan it").click()
    await expect(tab.page.get_by_role("alert")).to_contain_text("nothing that can be planned")
    await expect(tab.page.get_by_label("What is to be done")).to_have_value("what is on in the kitchen")
    await expect(tab.page.get_by_label("Time")).to_have_value("04:44")
    await tab.page.get_by_label("What is to be done").fill("turn the oven on")
    await tab.page.get_by_role("button", name="Plan it").click()
    await expect(tab.page.get_by_role("alertdialog")).to_contain_text("heat with nobody there")
    await tab.page.get_by_role("link", name="No", exact=True).click()
    await expect(tab.page.get_by_text("oven is on")).to_have_count(0)


async def test_a_child_plans_nothing_here(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.CHILD)
    await tab.open("/schedules")
    await expect(tab.page.get_by_role("button", name="Plan it")).to_have_count(0)
