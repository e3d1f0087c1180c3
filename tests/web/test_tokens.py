"""API tokens in a browser: made and shown once, then revoked."""

from __future__ import annotations

import httpx
from playwright.async_api import expect

from hub.admin.roles import AccountRole
from tests.web.site import new_word
from tests.web.tabs import PHONE, Tabs


async def test_a_token_is_made_seen_once_and_revoked(tabs: Tabs) -> None:
    name = f"panel {new_word()}"
    tabs.site.log_in(AccountRole.ADMIN)  # so that the password is not asked for again
    tab = await tabs.new(size=PHONE)
    await tab.open("/tokens")
    await tab.page.get_by_label("What it is for").fill(name)
    await tab.page.get_by_role("radio", name="read: ").check()
    await tab.page.get_by_role("button", name="Make the token").click()
    shown = tab.page.get_by_label("The token, scope read")
    secret = await shown.input_value()
    assert await tab.findings() == []
    assert await tab.overhanging() == []
    await tab.picture("token-made-phone")
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {secret}"}) as program:
        assert (await program.get(tab.site.url("/api/v1/hub"))).status_code == 200
        await tab.page.get_by_role("link", name="I have it").click()
        await expect(tab.page.get_by_role("button", name=f"Revoke {name}")).to_be_visible()
        assert secret not in await tab.page.content()
        await tab.page.get_by_role("button", name=f"Revoke {name}").click()
        await expect(tab.page.get_by_role("status")).to_contain_text("Revoked")
        assert (await program.get(tab.site.url("/api/v1/hub"))).status_code == 401
