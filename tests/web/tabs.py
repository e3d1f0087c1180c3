"""Tabs of a real browser, which keep whatever a page complains about."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response, async_playwright

from hub.admin.access import COOKIE
from hub.admin.roles import AccountRole
from tests.tools import ROOT, require
from tests.web.site import Site

SCREENSHOTS: Final = ROOT / "build" / "screenshots"
PHONE: Final = (360, 740)
TABLET: Final = (1024, 768)
FLAGS: Final = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_WATCH_POLICY: Final = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
_OVERHANGING: Final = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const over = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width);
  return over.map((one) => one.cloneNode(false).outerHTML);
}"""
_FINDINGS: Final = frozenset({"serious", "critical"})


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """Debian's Chromium without a window, with ``more`` flags. As root it has no sandbox."""
    program = require("chromium")
    flags = [*FLAGS, *more, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(slots=True)
class Tab:
    """One page, and what went wrong on it. ``expected`` are statuses that a test provokes."""

    site: Site
    page: Page
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    async def open(self, path: str) -> Response:
        """Go to a page."""
        answer = await self.page.goto(self.site.url(path))
        assert answer is not None
        return answer

    async def text(self) -> str:
        """What the page says."""
        return await self.page.inner_text("body")

    async def picture(self, name: str) -> Path:
        """A picture of the whole page, kept in ``build/screenshots``."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"{name}.png"
        await self.page.screenshot(path=file, full_page=True)
        return file

    async def findings(self) -> list[str]:
        """What axe finds that keeps somebody from using the page."""
        results = await Axe().run(self.page)
        return [
            f"{found['id']} ({found['impact']}): {found['help']}: {[node['html'] for node in found['nodes'][:3]]}"
            for found in results.response["violations"]
            if found["impact"] in _FINDINGS
        ]

    async def overhanging(self) -> list[str]:
        """What makes the page wider than its window, so that it would have to be scrolled sideways."""
        await self.page.wait_for_load_state("load")  # a page is there before its style is
        found: list[str] = await self.page.evaluate(_OVERHANGING)
        return found

    async def complaints(self) -> list[str]:
        """Errors in the console and breaches of the content security policy."""
        return [*self.troubles, *await self.page.evaluate("window.violations ?? []")]

    def note(self, message: ConsoleMessage) -> None:
        """Keep what the console shows as wrong; answers that the test provokes are no trouble."""
        is_expected = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not is_expected:
            self.troubles.append(f"{message.text} ({self.page.url})")


@dataclass(slots=True)
class Tabs:
    """Opens tabs, and closes them at the end of a test, which fails when one of them has complained."""

    browser: Browser
    site: Site
    tabs: list[Tab] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def new(
        self,
        role: AccountRole | None = AccountRole.ADMIN,
        *,
        size: tuple[int, int] = TABLET,
        scheme: Literal["light", "dark"] = "light",
        script: bool = True,
        site: Site | None = None,
    ) -> Tab:
        """A tab of a browser of its own, logged in as that role."""
        at = site or self.site
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, java_script_enabled=script
        )
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        if role is not None:
            await context.add_cookies([{"name": COOKIE, "value": at.cookies[role], "url": at.address}])
        await context.add_init_script(_WATCH_POLICY)
        tab = Tab(at, await context.new_page())
        tab.page.on("console", lambda message: tab.note(message))  # noqa: PLW0108 - it wants a function
        tab.page.on("pageerror", lambda error: tab.troubles.append(f"{error} ({tab.page.url})"))
        self.tabs.append(tab)
        return tab

    async def close(self) -> list[str]:
        """Close them; what they have complained about."""
        found = [complaint for tab in self.tabs for complaint in await tab.complaints()]
        for context in self.contexts:
            await context.close()
        return found
