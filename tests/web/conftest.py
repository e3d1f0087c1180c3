from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.servers import PostgresServer, postgres
from tests.web.life import live_an_evening
from tests.web.site import Site, new_site, settle_in
from tests.web.tabs import Tabs, chromium

JOURNEYS: Final = frozenset(
    {
        "test_correcting",
        "test_entry",
        "test_learned",
        "test_living",
        "test_proof",
        "test_schedules",
        "test_settings",
        "test_tokens",
    }
)
"""Modules of which every test is run on both databases."""


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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What people go through, from page to page, is gone through on both databases."""
    if "kind_of_store" in metafunc.fixturenames:
        is_journey = metafunc.module.__name__.rpartition(".")[2] in JOURNEYS
        kinds = ["sqlite", *([pytest.param("postgres", marks=pytest.mark.postgres)] if is_journey else [])]
        metafunc.parametrize("kind_of_store", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def kind_of_store(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgres``."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Started for the first test that needs it."""
    with postgres() as server:
        yield server


def settings_of(kind_of_store: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """What a hub is told of its database: a new one of its own."""
    if kind_of_store == "sqlite":
        return {}
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return {"DATABASE_URL": server.new_database()}


@pytest.fixture(scope="session")
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, models: Path, kind_of_store: str
) -> Iterator[Site]:
    """A hub with a simulated home and an account of each role."""
    own = settings_of(kind_of_store, request)
    with new_site(tmp_path_factory.mktemp("web") / "data", models, **own) as new:
        settle_in(new)
        live_an_evening(new)
        yield new


@pytest.fixture
def new_hub(request: pytest.FixtureRequest, tmp_path: Path, models: Path, kind_of_store: str) -> Iterator[Site]:
    """A hub that nobody has used yet."""
    with new_site(tmp_path / "data", models, **settings_of(kind_of_store, request)) as new:
        yield new


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(browser: Browser, site: Site) -> AsyncIterator[Tabs]:
    """Tabs at that hub. A test whose pages have complained fails."""
    opened = Tabs(browser, site)
    yield opened
    assert await opened.close() == []
