"""Every page in a browser: for every role, on a phone and a tablet, light and dark, by keyboard, without script."""

from __future__ import annotations

import re
from typing import Final, Literal

import pytest
from fastapi.routing import APIRoute
from playwright.async_api import Page

from hub.admin.access import Allowed
from hub.admin.app import PAGES
from hub.admin.roles import AccountRole, Right
from hub.admin.views import MENU
from tests.web.tabs import PHONE, TABLET, Tabs

Scheme = Literal["light", "dark"]
DEVICES: Final[dict[str, tuple[tuple[int, int], tuple[Scheme, ...]]]] = {
    "phone": (PHONE, ("dark", "light")),
    "tablet": (TABLET, ("light", "dark")),
}

# What is followed, fetched or shown inside a page; and the doors, which have tests of their own.
NOT_PAGES: Final = {
    "/",
    "/insight/{name}.svg",
    "/live",
    "/login",
    "/privacy/backups/{name}/file",
    "/privacy/export",
    "/welcome",
}


def rights() -> dict[str, Right]:
    """The pages that can be opened, with the right that each takes."""
    found = {}
    for module in PAGES:
        for route in module.router.routes:
            if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
                continue
            allowed = [one.call.right for one in route.dependant.dependencies if isinstance(one.call, Allowed)]
            if route.path not in NOT_PAGES:
                found[route.path] = allowed[0]
    return found


RIGHTS: Final = rights()
# What is pressed, and is less than 44 pixels high; a box to tick is pressed by its words too.
_SMALL_TARGETS: Final = """() => {
  const pressed = "button, input:not([type=hidden]), select, textarea, summary, nav a, .button";
  return [...document.querySelectorAll(pressed)].filter((one) => {
    const words = ["checkbox", "radio"].includes(one.type) ? one.closest("label") ?? one : one;
    return one.checkVisibility() && words.getBoundingClientRect().height < 43.5;
  }).map((one) => one.outerHTML);
}"""
TESTED: Final = pytest.mark.parametrize("path", sorted(RIGHTS))


def name_of(path: str) -> str:
    """A name for the pictures of a page."""
    return re.sub(r"[^a-z]+", "-", path.replace(":path", "")).strip("-")


@TESTED
async def test_a_page_fits_and_can_be_used_by_everybody(tabs: Tabs, path: str) -> None:
    tab = await tabs.new()
    assert (await tab.open(path)).status == 200
    found = []
    for device, ((width, height), schemes) in DEVICES.items():
        await tab.page.set_viewport_size({"width": width, "height": height})
        for scheme in schemes:
            await tab.page.emulate_media(color_scheme=scheme)
            found += [f"{device} {scheme}: {fault}" for fault in await tab.overhanging()]
        # The last scheme of each: colours are the same at every width.
        await tab.picture(f"{name_of(path)}-{device}-{schemes[-1]}")
        found += [f"{device} {schemes[-1]}: {fault}" for fault in await tab.findings()]
    await tab.page.set_viewport_size({"width": 320, "height": 640})
    found += [f"too small for a finger: {target}" for target in await tab.page.evaluate(_SMALL_TARGETS)]
    await tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"letters twice as large: {fault}" for fault in await tab.overhanging()]
    assert found == []


@pytest.mark.parametrize("role", AccountRole)
async def test_a_role_sees_the_pages_it_may(tabs: Tabs, role: AccountRole) -> None:
    tab = await tabs.new(role)
    tab.expected |= {403, 404}
    for path, right in RIGHTS.items():
        answer = await tab.open(path)
        may = role.may(right) and (role is AccountRole.ADMIN or "{key}" not in path)  # a lesson is of who began it
        assert answer.status == (200 if may else 404 if role.may(right) else 403), path
    await tab.open("/talk")
    links = await tab.page.locator("nav a").evaluate_all("all => all.map((one) => new URL(one.href).pathname)")
    assert links == [target for _, target, right in MENU if role.may(right)]
    assert {target for _, target, _ in MENU} <= RIGHTS.keys()


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
