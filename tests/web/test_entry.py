"""Getting in: the first run, log-in, log-out, and a login that ends in the middle of a form."""

from __future__ import annotations

from hub.admin.roles import AccountRole
from tests.web.site import PASSWORD, Site
from tests.web.tabs import Tabs


async def test_the_first_run_makes_an_admin_with_the_printed_code(tabs: Tabs, new_hub: Site) -> None:
    tab = await tabs.new(None, site=new_hub)
    await tab.open("/")
    assert tab.page.url.endswith("/welcome")
    await tab.picture("welcome")
    assert await tab.findings() == []
    await tab.page.get_by_label("One-time code").fill("ABCD-EFGH")
    await tab.page.get_by_label("Your name").fill("Kim")
    await tab.page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    await tab.page.get_by_label("Password again").fill(PASSWORD)
    tab.expected.add(422)
    await tab.page.get_by_role("button", name="Make the account").click()
    assert "That is not the code" in await tab.page.get_by_role("alert").inner_text()
    assert await tab.page.get_by_label("Your name").input_value() == "Kim"
    await tab.page.get_by_label("One-time code").fill(new_hub.code.lower())
    await tab.page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    await tab.page.get_by_label("Password again").fill(PASSWORD)
    await tab.page.get_by_role("button", name="Make the account").click()
    await tab.page.wait_for_url("**/talk")
    assert "Kim" in await tab.text()
    await tab.open("/welcome")
    assert tab.page.url.endswith("/login")


async def test_who_logs_in_comes_to_the_page_they_wanted(tabs: Tabs) -> None:
    tab = await tabs.new(None)
    await tab.open("/people")
    assert "/login" in tab.page.url
    await tab.picture("login")
    assert await tab.findings() == []
    await tab.page.get_by_label("Name").fill("alex")
    await tab.page.get_by_label("Password").fill("not the password")
    tab.expected.add(422)
    await tab.page.get_by_role("button", name="Log in").click()
    assert "do not belong together" in await tab.page.get_by_role("alert").inner_text()
    await tab.page.get_by_label("Password").fill(PASSWORD)
    await tab.page.get_by_role("button", name="Log in").click()
    await tab.page.wait_for_url("**/people")
    await tab.page.get_by_role("button", name="Log out").click()
    await tab.page.wait_for_url("**/login")
    await tab.open("/people")
    assert "/login" in tab.page.url


async def test_what_was_typed_outlives_the_end_of_a_login(tabs: Tabs) -> None:
    tab = await tabs.new(AccountRole.ADMIN)
    await tab.open("/people")
    form = tab.page.locator("form").filter(has=tab.page.get_by_role("button", name="Add this person"))
    await form.get_by_label("Name", exact=True).fill("Noor")
    await form.get_by_label("Role").select_option("child")
    await tab.page.context.clear_cookies()
    tab.expected.add(401)
    await form.get_by_role("button").click()
    assert "What you typed is kept" in await tab.text()
    await tab.page.get_by_label("Name").fill("Alex")
    await tab.page.get_by_label("Password").fill(PASSWORD)
    await tab.page.get_by_role("button", name="Log in").click()
    await tab.picture("resume")
    await tab.page.locator("main button").first.click()
    await tab.page.wait_for_url("**/people")
    assert "Noor" in await tab.text()


async def test_no_page_is_shown_to_a_stranger(tabs: Tabs) -> None:
    tab = await tabs.new(None)
    for path in ("/talk", "/home", "/people", "/settings", "/nowhere"):
        tab.expected.add(404)
        answer = await tab.open(path)
        assert "/login" in tab.page.url or answer.status == 404, path
