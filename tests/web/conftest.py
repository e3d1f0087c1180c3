from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.web.life import live_an_evening
from tests.web.site import Site, new_site, settle_in
from tests.web.tabs import Tabs, chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here share one browser, so they share its event loop."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.browser)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all."""
    async with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Site]:
    """A hub with a simulated home and an account of each role."""
    with new_site(tmp_path_factory.mktemp("web") / "data", models) as new:
        settle_in(new)
        live_an_evening(new)
        yield new


@pytest.fixture
def new_hub(tmp_path: Path, models: Path) -> Iterator[Site]:
    """A hub that nobody has used yet."""
    with new_site(tmp_path / "data", models) as new:
        yield new


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(browser: Browser, site: Site) -> AsyncIterator[Tabs]:
    """Tabs at that hub. A test whose pages have complained fails."""
    opened = Tabs(browser, site)
    yield opened
    assert await opened.close() == []
