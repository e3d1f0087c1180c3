"""What goes wrong with databases is said in words that tell what to do, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dialogue.ports import TurnRecord
from hub.storage import database as database_module
from hub.storage.address import DatabaseAddress, database_address, sqlite_address
from hub.storage.backups import make_backup
from hub.storage.errors import (
    DatabaseAddressInvalid,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseNotWritable,
    DatabaseProblem,
    DatabaseUnavailable,
    DiskFull,
    ForeignDatabase,
    SchemaIncomplete,
    SchemaTooNew,
)
from hub.storage.store import SqlStore
from tests.servers import PostgresServer, free_port
from tests.storage.samples import a_concept, a_state
from tests.tools import ROOT


@contextmanager
def _sql(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


async def _filled(folder: Path) -> Path:
    async with SqlStore(database_address(None, folder)) as store:
        await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
    return folder / "hub.db"


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    file.write_bytes(b"shopping list: milk, bread" * 100)
    with pytest.raises(DatabaseDamaged, match="restore a backup"):
        async with SqlStore(sqlite_address(file)):
            pass
    assert file.read_bytes() == b"shopping list: milk, bread" * 100


async def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    with _sql(file) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(ForeignDatabase, match="recipes"):
        async with SqlStore(sqlite_address(file)):
            pass
    with _sql(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


async def test_another_programs_migrations_are_not_mistaken_for_ours(tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    with _sql(file) as connection:
        connection.executescript(
            "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('abc')"
        )
    with pytest.raises(ForeignDatabase, match="abc"):
        async with SqlStore(sqlite_address(file)):
            pass


async def test_a_database_of_a_newer_hub_is_refused(tmp_path: Path) -> None:
    file = await _filled(tmp_path)
    with _sql(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="Update the hub"):
        async with SqlStore(sqlite_address(file)):
            pass


async def test_a_half_migrated_database_is_said_so(tmp_path: Path) -> None:
    file = await _filled(tmp_path)
    with _sql(file) as connection:
        connection.execute("DROP TABLE turns")
    with pytest.raises(SchemaIncomplete, match="turns"):
        async with SqlStore(sqlite_address(file)):
            pass


async def test_tables_without_a_revision_are_said_so(tmp_path: Path) -> None:
    file = await _filled(tmp_path)
    with _sql(file) as connection:
        connection.execute("DROP TABLE alembic_version")
    with pytest.raises(SchemaIncomplete, match="no schema revision"):
        async with SqlStore(sqlite_address(file)):
            pass


async def test_a_migration_that_is_cut_off_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.storage.dying_migration_process", str(tmp_path)]
    ended = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=False)
    assert ended.returncode == 9
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.put_concepts([a_concept()])


async def test_a_locked_database_is_said_so_and_works_again_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_PRAGMAS", ("PRAGMA busy_timeout=50", "PRAGMA journal_mode=WAL"))
    async with SqlStore(database_address(None, tmp_path)) as store:
        with _sql(tmp_path / "hub.db") as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseBusy, match="try again"):
                await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
            assert await store.recall("c1") is None
            other.execute("ROLLBACK")
        await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
        assert await store.recall("c1") == a_state()


async def test_a_full_disk_is_said_so_and_loses_nothing(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),)))
        with pytest.raises(DiskFull, match="Free some space"):
            await _write_too_much(store)
        assert (await store.changed_since(0))[1] == [a_concept()]
        await store.keep(TurnRecord(a_state("c2")))
        assert await store.recall("c2") == a_state("c2")


async def _write_too_much(store: SqlStore) -> None:
    async with store.writing() as kept:
        pages = (await kept.connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await kept.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
        await kept.concepts.put_all([a_concept(f"k{number}") for number in range(5000)])


def test_a_disk_that_really_is_full_is_said_so_and_loses_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.storage.full_disk_process", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "Free some space" in ended.stdout


async def test_a_path_that_cannot_be_a_folder_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseNotWritable, match="data folder"):
        async with SqlStore(database_address(None, tmp_path / "file" / "data")):
            pass


async def test_a_read_only_database_is_said_so(tmp_path: Path) -> None:
    file = await _filled(tmp_path)
    async with SqlStore(sqlite_address(file)) as store:
        with pytest.raises(DatabaseNotWritable, match="right to write"):
            await _write_where_nobody_may(store)
        with pytest.raises(DatabaseNotWritable):
            await make_backup(store.address, tmp_path / "hub.db" / "backup")


async def _write_where_nobody_may(store: SqlStore) -> None:
    async with store.writing() as kept:
        await kept.connection.exec_driver_sql("PRAGMA query_only=ON")
        await kept.concepts.put(a_concept("k2"))


async def test_a_damaged_page_is_said_so(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.put_concepts([a_concept(f"k{number}") for number in range(500)])
    file = tmp_path / "hub.db"
    content = bytearray(file.read_bytes())
    content[8192:60000] = b"\xff" * (60000 - 8192)
    file.write_bytes(content)
    with pytest.raises(DatabaseDamaged):
        async with SqlStore(sqlite_address(file)) as store:
            await store.changed_since(0)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://root@host/hub", "mysql"),
        ("not a url", "no URL"),
        ("postgresql://user:secret@host", "names no database"),
        ("sqlite://", "names no database"),
        ("sqlite:///:memory:", "names no database"),
    ],
)
def test_an_address_that_cannot_be_used_is_said_so(url: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseAddressInvalid, match=problem) as caught:
        database_address(url, tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["postgres://a:secret@h/n", "postgresql://a:secret@h/n", "postgresql+asyncpg://a:secret@h/n"]
)
def test_every_way_to_write_a_postgresql_address_is_understood(url: str, tmp_path: Path) -> None:
    address = database_address(url, tmp_path)
    assert address.url.drivername == "postgresql+asyncpg"
    assert "secret" not in str(address)


def test_without_an_address_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert database_address(None, tmp_path).file == database_address("", tmp_path).file == tmp_path / "hub.db"
    assert database_address(f"sqlite:///{tmp_path}/other.db", tmp_path).file == tmp_path / "other.db"


async def test_a_postgresql_that_is_down_is_said_so(tmp_path: Path) -> None:
    address = database_address(f"postgresql://hub:secret@127.0.0.1:{free_port()}/hub", tmp_path)
    with pytest.raises(DatabaseUnavailable, match="server runs") as caught:
        async with SqlStore(address):
            pass
    assert "secret" not in str(caught.value)


@pytest.mark.postgres
async def test_a_postgresql_database_that_is_not_there_is_said_so(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    url = f"postgresql://hub@{postgres_server.host}:{postgres_server.port}/nothing"
    with pytest.raises(DatabaseUnavailable, match="nothing"):
        async with SqlStore(database_address(url, tmp_path)):
            pass


@pytest.mark.postgres
async def test_a_dropped_postgresql_connection_is_made_anew(postgres_server: PostgresServer, tmp_path: Path) -> None:
    async with SqlStore(database_address(postgres_server.new_database(), tmp_path)) as store:
        await store.keep(TurnRecord(a_state()))
        kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        with pytest.raises(DatabaseProblem):
            async with store.reading() as kept:
                await kept.connection.exec_driver_sql(kill)
        assert await store.recall("c1") == a_state()


async def test_only_its_owner_can_read_the_database(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path / "data")) as store:
        await store.keep(TurnRecord(a_state()))
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()} == {0o600}


async def test_a_failing_turn_leaves_nothing_half_kept(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        with pytest.raises(RuntimeError, match="in the middle"):
            await _fail_in_the_middle(store)
        assert await store.concept("k1") is None
        assert (await store.changed_since(0))[0] == 0


async def _fail_in_the_middle(store: SqlStore) -> None:
    async with store.writing() as kept:
        await kept.concepts.put(a_concept())
        raise RuntimeError("in the middle")


async def test_a_turn_that_is_cancelled_is_kept_whole_or_not_at_all(address: DatabaseAddress) -> None:
    async with SqlStore(address) as store:
        for number in range(60):
            lesson = TurnRecord(a_state(f"c{number}"), concepts_put=(a_concept(f"c{number}"),))
            keeping = asyncio.create_task(store.keep(lesson))
            await asyncio.sleep(number * 0.00005)
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            async with store.reading() as kept:
                concept = await kept.concepts.get(f"c{number}")
                assert (concept is None) == (await kept.dialogues.get(f"c{number}") is None)
        await store.keep(TurnRecord(a_state("last"), concepts_put=(a_concept("last"),)))
        assert await store.recall("last") == a_state("last")
