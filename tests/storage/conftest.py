"""Stores to test on: the fake, SQLite and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub.storage.address import DatabaseAddress, database_address
from hub.storage.store import SqlStore
from tests.fakes.store import FakeStore
from tests.servers import PostgresServer, postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseAddress:
    """A new, empty database of each kind."""
    if request.param == "sqlite":
        return database_address(None, tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return database_address(server.new_database(), tmp_path)


@pytest.fixture
async def sql_store(address: DatabaseAddress) -> AsyncIterator[SqlStore]:
    async with SqlStore(address) as store:
        yield store


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlStore | FakeStore]:
    """An empty store of each kind."""
    if request.param == "fake":
        yield FakeStore()
        return
    url = None
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    async with SqlStore(database_address(url, tmp_path)) as opened:
        yield opened
