"""Takes the pictures of docs/web-admin.md: ``python -m tests.web.pictures``. Needs Chromium (``make browser``)."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from hub.admin.roles import AccountRole
from tests.program import hub
from tests.tools import ROOT
from tests.web.life import live_an_evening
from tests.web.site import Site, new_site, settle_in
from tests.web.tabs import Tabs, chromium

IMAGES: Final = ROOT / "docs" / "images"
SIZE: Final = (390, 640)
PAGES: Final = {
    "learned": "/learned",
    "concept": "/learned/{concept_id}",
    "not-understood": "/not-understood",
    "home": "/home?q=living",
    "thing": "/things/{entity_id:path}",
    "history": "/history",
    "turn": "/history/{turn_id}",
    "insight": "/insight",
    "schedules": "/schedules",
    "people": "/people",
    "tokens": "/tokens",
    "settings": "/settings",
    "health": "/health",
    "privacy": "/privacy",
}


async def take(tabs: Tabs, site: Site) -> None:
    """All pictures."""
    first = await tabs.new(None, size=SIZE, site=site)
    await first.open("/")
    await first.page.screenshot(path=IMAGES / "web-welcome.png")
    settle_in(site)
    live_an_evening(site)
    talk = await tabs.new(AccountRole.ADULT, size=SIZE, site=site)
    await talk.open("/talk")
    for said in ("set the bedroom lamp to reading light", "ninety percent and warm white"):
        await talk.page.get_by_role("textbox").fill(said)
        await talk.page.keyboard.press("Enter")
        await talk.page.get_by_text(said).first.wait_for()
    await talk.page.wait_for_timeout(1000)
    await talk.page.screenshot(path=IMAGES / "web-talk.png")
    tab = await tabs.new(size=SIZE, site=site)
    for name, path in PAGES.items():
        await tab.open(path)
        chart = tab.page.locator("img.chart").first
        if await chart.count():
            await chart.scroll_into_view_if_needed()
            await tab.page.wait_for_timeout(2000)
        await tab.page.screenshot(path=IMAGES / f"web-{name}.png")
    dark = await tabs.new(AccountRole.CHILD, size=SIZE, scheme="dark", site=site)
    await dark.open("/home?q=living")
    await dark.page.screenshot(path=IMAGES / "web-home-dark.png")
    print("complaints:", await tabs.close())


async def main() -> None:
    """A new hub, lived in for an evening."""
    with tempfile.TemporaryDirectory() as folder:
        trained = Path(folder) / "trained"
        trained.mkdir()
        await asyncio.to_thread(hub, "run", data=trained)
        with new_site(Path(folder) / "data", trained / "models") as site:
            async with chromium() as browser:
                await take(Tabs(browser, site), site)


if __name__ == "__main__":
    asyncio.run(main())
