"""The database itself: connections, transactions and what keeps a file clean."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Any, Self

from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from hub.storage.address import DatabaseAddress
from hub.storage.errors import DatabaseNotWritable, translating
from hub.storage.inventory import tables_with_words
from hub.storage.singles import Row, Single
from hub.storage.sqlite_driver import SqliteConnection, sqlite_connection

log = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 5
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 30

_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    f"PRAGMA journal_size_limit={16 * 1024 * 1024}",
)

_READ = ("BEGIN",)
# A kept lesson is on the disk when keep() returns, also when the power fails.
_WRITE = ("PRAGMA synchronous=FULL", "BEGIN IMMEDIATE")
# Waiting for the disk is most of what a small transaction costs. Without it, it outlives the process all the same.
_UNSYNCED = ("PRAGMA synchronous=NORMAL",)
_WRITE_UNSYNCED = (*_UNSYNCED, "BEGIN IMMEDIATE")


class Database:
    """One database. On SQLite one long-lived connection writes and others read beside it.

    There, one connection of each sort stays out of its pool between uses: fetching and returning it would cost as much
    as reading a row.
    """

    def __init__(self, address: DatabaseAddress) -> None:
        self.address = address
        self._turn = asyncio.Lock()
        if address.is_sqlite:
            self._writer = _sqlite_engine(address, _WRITE, pool_size=1)
            self._reader = _sqlite_engine(address, _READ, pool_size=4)
        else:
            self._writer = self._reader = _postgres_engine(address)
        self._kept: dict[AsyncEngine, AsyncConnection] = {}

    async def __aenter__(self) -> Self:
        """Nothing is connected before it is needed."""
        prepare_file(self.address)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        while self._kept:
            _, connection = self._kept.popitem()
            await connection.close()
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database from start to end."""
        with translating(str(self.address)):
            if self.address.is_sqlite:
                async with self._used(self._reader) as connection, connection.begin():
                    yield connection
            else:
                async with self._reader.connect() as fetched:
                    connection = await fetched.execution_options(
                        isolation_level="REPEATABLE READ", postgresql_readonly=True
                    )
                    async with connection.begin():
                        yield connection

    async def value_of(self, single: Single, row: Row) -> Any:  # noqa: ANN401 - what the statement asks for
        """What a single statement gives, ``None`` when it has no row; it is a transaction of its own.

        If it writes, it doesn't wait for the disk: see ``writing``.
        """
        with translating(str(self.address)):
            if not self.address.is_sqlite:
                async with self.writing(synced=False) if single.writes else self.reading() as connection:
                    return (await connection.execute(single.elsewhere, row)).scalar_one_or_none()
            if not single.writes:
                async with self._used(self._reader) as connection:
                    return await single.run(await _driver(connection), row)
            async with self._turn, self._used(self._writer) as connection:
                driver = await _driver(connection)
                driver.begin(_UNSYNCED)
                return await single.run(driver, row)

    @asynccontextmanager
    async def writing(self, *, synced: bool = True) -> AsyncIterator[AsyncConnection]:
        """A transaction that is kept when the block ends, and rolled back when it raises.

        Without ``synced`` SQLite does not wait for the disk: the power may fail and take it, a crash of the hub not.
        """
        with translating(str(self.address)):
            if self.address.is_sqlite:
                async with self._turn, self._used(self._writer) as connection, connection.begin():
                    if not synced:
                        (await _driver(connection)).begin(_WRITE_UNSYNCED)
                    yield connection
            else:
                async with self._writer.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def _used(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """The connection that was kept, or one from the pool; it is kept if nothing went wrong and none is yet."""
        connection = self._kept.pop(engine, None) or await engine.connect()
        async with AsyncExitStack() as stack:
            stack.push_async_exit(connection)
            yield connection
            if engine not in self._kept:
                stack.pop_all()
                self._kept[engine] = connection

    async def sweep(self) -> bool:
        """Make sure that nothing deleted is left in the file; whether that could be done completely now."""
        with translating(str(self.address)):
            if self.address.is_sqlite:
                async with self._turn:
                    return await self._sweep_sqlite()
            return await self._sweep_postgres()

    async def clear_log(self) -> None:
        """Take what was just deleted out of SQLite's write-ahead log, if nobody reads it at this moment."""
        if self.address.is_sqlite:
            with translating(str(self.address)):
                async with self._turn, self._used(self._writer) as connection:
                    await _truncate_log(await _driver(connection), wait_s=0)

    async def _sweep_sqlite(self) -> bool:
        async with self._used(self._writer) as connection:
            raw = await _driver(connection)
            try:
                await raw.execute("VACUUM")
                if await _truncate_log(raw, wait_s=1):
                    return True
            except sqlite3.OperationalError as error:
                log.warning("%s: deleted text could not be swept out yet: %s", self.address, error)
                return False
        log.warning("%s: somebody reads it, so deleted text could not be swept out yet", self.address)
        return False

    async def _sweep_postgres(self) -> bool:
        engine = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for table in tables_with_words():
                await connection.execute(text(f"VACUUM (FULL) {table}"))
        return True


async def _driver(connection: AsyncConnection) -> SqliteConnection:
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, SqliteConnection)
    return driver


async def _truncate_log(raw: SqliteConnection, *, wait_s: float) -> bool:
    await raw.execute(f"PRAGMA busy_timeout={wait_s * 1000:.0f}")
    async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
        row = await cursor.fetchone()
    await raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
    return row is not None and not row[0]


def _sqlite_engine(address: DatabaseAddress, begin: Sequence[str], *, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        address.url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=STATEMENT_TIMEOUT_S,
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_S, "async_creator_fn": sqlite_connection},
    )
    _prepare_sqlite(engine, begin)
    return engine


def _prepare_sqlite(engine: AsyncEngine, begin: Sequence[str]) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _record: object) -> None:
        # The driver must not begin transactions by itself, or DDL and reads would not be in them.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if isinstance(driver, SqliteConnection):
            driver.begin(begin)
        else:
            for word in begin:
                connection.exec_driver_sql(word)


def _postgres_engine(address: DatabaseAddress) -> AsyncEngine:
    return create_async_engine(
        address.url,
        pool_size=4,
        max_overflow=4,
        pool_timeout=STATEMENT_TIMEOUT_S,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": CONNECT_TIMEOUT_S, "command_timeout": STATEMENT_TIMEOUT_S},
    )


def prepare_file(address: DatabaseAddress) -> None:
    """Have a folder and a file that only their owner can read; SQLite's other files take the file's mode."""
    if address.file is None or address.file.exists():
        return
    try:
        address.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        address.file.touch(mode=0o600)
    except OSError as error:
        raise DatabaseNotWritable(str(address), error.strerror or str(error)) from error


def single_use_engine(address: DatabaseAddress) -> AsyncEngine:
    """An engine for one task (a migration): its connections are closed at once, its transactions write."""
    prepare_file(address)
    engine = create_async_engine(address.url, poolclass=NullPool, hide_parameters=True)
    if address.is_sqlite:
        _prepare_sqlite(engine, _WRITE)
    return engine
