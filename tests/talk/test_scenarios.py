"""Plays every talk scenario: on a store in memory, and the journeys and restarts on SQLite as well."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import pytest_asyncio

from hub.storage.address import sqlite_address
from hub.storage.store import SqlStore
from tests.talk.listening import DeafInterpreter, listener
from tests.talk.scenario import Scenario, load_scenarios
from tests.talk.stage import play

SCENARIOS = load_scenarios(Path(__file__).parent / "scenarios")
LASTING = [one for one in SCENARIOS if one.restarts or one.file.startswith("journeys/")]
CORE = [one for one in SCENARIOS if one.file == "journeys/core"]


def named(scenario: Scenario) -> str:
    return scenario.id


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    async with SqlStore(sqlite_address(path)):
        pass
    return path


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
async def test_the_hub_talks_as_written(scenario: Scenario) -> None:
    await play(scenario, listener())


@pytest.mark.parametrize("scenario", LASTING, ids=named)
async def test_the_hub_talks_the_same_on_sqlite(scenario: Scenario, empty_database: Path, tmp_path: Path) -> None:
    database = tmp_path / "hub.db"
    shutil.copyfile(empty_database, database)
    await play(scenario, listener(), database)


@pytest.mark.parametrize("scenario", CORE, ids=named)
async def test_the_core_journey_needs_no_interpreter(scenario: Scenario) -> None:
    await play(scenario, DeafInterpreter())
