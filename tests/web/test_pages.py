"""Every page in a browser: for every role, on a phone and a tablet, light and dark, by keyboard, without script."""

from __future__ import annotations

from typing import Final, Literal

import pytest
from fastapi.routing import APIRoute
from playwright.async_api import Page

from hub.admin.access import Allowed
from hub.admin.app import PAGES
from hub.admin.roles import AccountRole, Right
from tests.web.tabs import PHONE, TABLET, Tabs

Scheme = Literal["light", "dark"]

NOT_PAGES: Final = {"/", "/live", "/login", "/welcome"}
# Pages of one thing, with a thing that the simulated home has.
EXAMPLES: Final = {
    "/things/{entity_id:path}": "/things/living_room_thermostat",
    "/people/{person_id}": "/people/robin",
}


def rights() -> dict[str, Right]:
    """The pages that can be opened, with the right that each takes."""
    found = {}
    for module in PAGES:
        for route in module.router.routes:
            if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
                continue
            allowed = [one.call.right for one in route.dependant.dependencies if isinstance(one.call, Allowed)]
            if route.path not in NOT_PAGES and allowed and ("{" not in route.path or route.path in EXAMPLES):
                found[EXAMPLES.get(route.path, route.path)] = allowed[0]
    return found


RIGHTS: Final = rights()
TESTED: Final = pytest.mark.parametrize("path", sorted(RIGHTS))


def name_of(path: str) -> str:
    """A name for the pictures of a page."""
    return path.strip("/").replace("/", "-")


@TESTED
@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (TABLET, "light"), (TABLET, "dark")], ids=str
)
async def test_a_page_fits_and_can_be_used_by_everybody(
    tabs: Tabs, path: str, size: tuple[int, int], scheme: Scheme
) -> None:
    tab = await tabs.new(size=size, scheme=scheme)
    answer = await tab.open(path)
    assert answer.status == 200
    await tab.picture(f"{name_of(path)}-{'phone' if size is PHONE else 'tablet'}-{scheme}")
    assert await tab.overhanging() == []
    assert await tab.findings() == []


@pytest.mark.parametrize("role", AccountRole)
async def test_a_role_sees_the_pages_it_may(tabs: Tabs, role: AccountRole) -> None:
    tab = await tabs.new(role)
    tab.expected.add(403)
    for path, right in RIGHTS.items():
        answer = await tab.open(path)
        assert answer.status == (200 if role.may(right) else 403), path
    await tab.open("/talk")
    links = await tab.page.locator("nav a").evaluate_all("all => all.map((one) => new URL(one.href).pathname)")
    shown = {link for link in links if link in RIGHTS}
    assert shown == {path for path, right in RIGHTS.items() if role.may(right) and path in links}


@TESTED
async def test_a_page_can_be_used_with_the_keyboard_alone(tabs: Tabs, path: str) -> None:
    tab = await tabs.new()
    await tab.open(path)
    await tab.page.keyboard.press("Tab")
    if await focused(tab.page) != "To the content":  # a page may begin at its most useful field
        await tab.page.evaluate("document.activeElement.blur()")
        await tab.page.locator("a.skip").focus()
    assert await tab.page.locator("a.skip").is_visible()
    await tab.page.keyboard.press("Enter")
    reached = []
    for _ in range(3):
        await tab.page.keyboard.press("Tab")
        reached.append(await is_in_main(tab.page))
        assert await has_an_outline(tab.page), await focused(tab.page)
    has_controls = await tab.page.locator("main :is(a, button, input, select, textarea, summary):visible").count()
    assert reached[0] or not has_controls


@TESTED
async def test_every_control_can_be_reached_by_tab(tabs: Tabs, path: str) -> None:
    tab = await tabs.new()
    await tab.open(path)
    unreachable = await tab.page.locator('[tabindex]:not([tabindex="0"]):not(main), [onclick]').count()
    assert unreachable == 0
    small = await tab.page.locator("main :is(button, input, select, textarea):visible").evaluate_all(
        "all => all.filter((one) => one.getBoundingClientRect().height < 20).map((one) => one.outerHTML)"
    )
    assert small == []


@TESTED
async def test_a_page_says_the_same_without_script(tabs: Tabs, path: str) -> None:
    tab = await tabs.new(script=False)
    assert (await tab.open(path)).status == 200
    assert await tab.page.locator("h1").inner_text()
    assert await tab.page.locator("form:not([action])").count() == 0


async def focused(page: Page) -> str:
    """The text of what has the focus."""
    return str(await page.evaluate("document.activeElement.textContent.trim()"))


async def is_in_main(page: Page) -> bool:
    """Whether the focus is in the content."""
    return bool(await page.evaluate("document.activeElement.closest('main') !== null"))


async def has_an_outline(page: Page) -> bool:
    """Whether one can see where the focus is; the browser draws it itself around what it scrolls."""
    return bool(
        await page.evaluate(
            "(() => { const one = document.activeElement;"
            " return one === document.body || getComputedStyle(one).outlineStyle !== 'none'; })()"
        )
    )
