"""The password again before what is sensitive, in a browser: what was typed goes on, files come afterwards."""

from __future__ import annotations

import json
from datetime import timedelta

from playwright.async_api import expect
from sqlalchemy import select, update

from hub.admin.roles import AccountRole
from hub.storage.address import database_address
from hub.storage.database import Database
from hub.storage.tables import logins
from hub.tokens import digest_of
from tests.web.site import PASSWORD, Site, new_word
from tests.web.tabs import PHONE, Tabs


async def logged_in_some_time_ago(site: Site) -> None:
    """A new log-in of the admin, made to look an hour old before the hub has seen it."""
    site.log_in(AccountRole.ADMIN)
    mine = logins.c.digest == digest_of(site.cookies[AccountRole.ADMIN])
    async with Database(database_address(site.database, site.folder)) as database, database.writing() as connection:
        created = (await connection.execute(select(logins.c.created).where(mine))).scalar_one()
        await connection.execute(update(logins).where(mine).values(created=created - timedelta(hours=1)))


async def test_a_form_goes_on_after_the_password(tabs: Tabs) -> None:
    name = f"panel {new_word()}"
    await logged_in_some_time_ago(tabs.site)
    tab = await tabs.new(size=PHONE)
    tab.expected |= {401, 422}
    await tab.open("/tokens")
    await tab.page.get_by_label("What it is for").fill(name)
    await tab.page.get_by_role("radio", name="talk: ").check()
    await tab.page.get_by_role("button", name="Make the token").click()
    field = tab.page.get_by_label("Your password")
    await expect(field).to_be_focused()
    assert await tab.findings() == []
    assert await tab.overhanging() == []
    await tab.picture("password-again-phone")
    await field.fill("not my password")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_role("alert")).to_contain_text("not your present password")
    await field.fill(PASSWORD)
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.get_by_role("heading", name=f"The token “{name}” is made")).to_be_visible()


async def test_a_file_comes_after_the_password(tabs: Tabs) -> None:
    await logged_in_some_time_ago(tabs.site)
    tab = await tabs.new(script=False)
    tab.expected |= {401}
    await tab.open("/privacy")
    await tab.page.get_by_role("link", name="Export everything taught").click()
    await tab.page.get_by_label("Your password").fill(PASSWORD)
    await tab.page.get_by_role("button", name="Go on").click()
    async with tab.page.expect_download() as coming:
        await tab.page.get_by_role("link", name="Go on").click()
    file = await (await coming.value).path()
    assert json.loads(file.read_text())["format"] == "teachable-hub export"
