"""What a household must not lose is on the disk when it is confirmed; plain turns do not wait for that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.ports import Forget, TurnRecord
from hub.storage.address import database_address
from hub.storage.database import Database
from hub.storage.singles import Row, Single
from hub.storage.sqlite_driver import SqliteConnection
from hub.storage.store import SqlStore
from teaching.schedules import ScheduleStatus
from tests.storage.samples import a_concept, a_schedule, a_state

STATE = a_state()


@pytest.fixture
def levels(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """SQLite's ``synchronous`` in each transaction that writes: 2 waits for the disk, 1 does not."""
    seen: list[int] = []
    writing = Database.writing

    @asynccontextmanager
    async def watched(database: Database, *, synced: bool = True) -> AsyncIterator[AsyncConnection]:
        async with writing(database, synced=synced) as connection:
            yield connection
            seen.append((await connection.exec_driver_sql("PRAGMA synchronous")).scalar_one())

    value_of = Database.value_of

    async def watched_single(database: Database, single: Single, row: Row) -> object:
        value = await value_of(database, single, row)
        if single.writes:
            async with database._used(database._writer) as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert isinstance(driver, SqliteConnection)
                seen.append((await driver.run("PRAGMA synchronous", ()))[1][0][0])
        return value

    monkeypatch.setattr(Database, "writing", watched)
    monkeypatch.setattr(Database, "value_of", watched_single)
    return seen


@pytest.mark.parametrize(
    ("record", "level"),
    [
        (TurnRecord(STATE), 1),
        (TurnRecord(STATE, concepts_used=("k1",)), 1),
        (TurnRecord(STATE, concepts_put=(a_concept(),)), 2),
        (TurnRecord(STATE, concepts_deleted=("k1",)), 2),
        (TurnRecord(STATE, schedules_put=(a_schedule(),)), 2),
    ],
)
async def test_a_turn_waits_for_the_disk_when_it_leaves_something_to_remember(
    tmp_path: Path, levels: list[int], record: TurnRecord, level: int
) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.keep(record)
        await store.keep(TurnRecord(STATE))
    assert levels == [level, 1]


async def test_forgetting_and_claiming_wait_for_the_disk(tmp_path: Path, levels: list[int]) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.keep(TurnRecord(STATE, schedules_put=(a_schedule(),)))
        await store.claim_schedule(a_schedule(), status=ScheduleStatus.DONE)
        await store.keep(TurnRecord(STATE, forget=Forget(person="anna")))
        await store.forget(Forget(everything=True))
    assert set(levels) == {2}
