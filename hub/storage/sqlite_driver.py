"""The connection to an SQLite file: aiosqlite's, with fewer ways to its thread and back.

SQLAlchemy begins a transaction, makes, runs, reads and closes a cursor one after the other, and each of these would
wait for the thread. Here a statement, its rows and the BEGIN before it are one wait. That takes half off what keeping a
turn costs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeAlias, TypeVar

import aiosqlite

_CHUNK = 64

Rows: TypeAlias = list[Any]
Result = TypeVar("Result")


class SqliteCursor:
    """As much of a cursor as SQLAlchemy uses: it is made when it runs, and has all its rows then."""

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: Rows = []
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        """Nothing is to be done before it runs."""
        return self

    @property
    def description(self) -> Any:  # noqa: ANN401 - what the driver gives
        """The columns of its rows, ``None`` for a statement without rows."""
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The row it has put in last."""
        return None if self._cursor is None else self._cursor.lastrowid

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        """Run a statement and read its rows."""
        self._cursor, self._rows = await self._connection.run(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Run a statement once for each row of parameters."""
        self._cursor = await self._connection.run_many(sql, parameters)
        return self

    async def fetchall(self) -> Rows:
        """All rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    async def fetchmany(self, size: int | None = None) -> Rows:
        """The next rows."""
        size = self.arraysize if size is None else size
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchone(self) -> Any:  # noqa: ANN401 - what the driver gives
        """The next row."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def close(self) -> None:
        """It is at its end since it ran."""


class SqliteConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors are ``SqliteCursor`` and whose transactions begin with a statement."""

    _begin: Sequence[str] = ()
    _is_in_transaction = False

    def cursor(self) -> SqliteCursor:  # type: ignore[override]
        """A cursor, at once."""
        return SqliteCursor(self)

    def begin(self, with_: Sequence[str]) -> None:
        """Say these before the next statement; without a BEGIN, each statement is a transaction of its own."""
        self._begin = with_

    async def run(self, sql: str, parameters: Sequence[Any]) -> tuple[sqlite3.Cursor, Rows]:
        """Run a statement; its cursor, with all its rows read."""
        begin = self._taken_begin()

        def work() -> tuple[sqlite3.Cursor, Rows]:
            for word in begin:
                self._conn.execute(word)
            cursor = self._conn.execute(sql, parameters)
            return cursor, cursor.fetchall() if cursor.description is not None else []

        return await self._worked(work)

    async def run_many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        """Run a statement once for each row of parameters."""
        begin = self._taken_begin()

        def work() -> sqlite3.Cursor:
            for word in begin:
                self._conn.execute(word)
            return self._conn.executemany(sql, parameters)

        return await self._worked(work)

    async def commit(self) -> None:
        """Keep what was changed; nothing is to be done where no statement has begun a transaction."""
        if self._ends():
            await super().commit()

    async def rollback(self) -> None:
        """Undo what was changed; nothing is to be done where no statement has begun a transaction."""
        if self._ends():
            await super().rollback()

    def _taken_begin(self) -> Sequence[str]:
        # What is asked for counts, not what the thread has come to: it works in order, also when nobody waits any more.
        begin, self._begin = self._begin, ()
        self._is_in_transaction = self._is_in_transaction or any(word.startswith("BEGIN") for word in begin)
        return begin

    def _ends(self) -> bool:
        was_in_transaction, self._is_in_transaction, self._begin = self._is_in_transaction, False, ()
        return was_in_transaction

    async def _worked(self, work: Callable[[], Result]) -> Result:
        result: Result = await self._execute(work)  # type: ignore[no-untyped-call]
        return result


def sqlite_connection(file: str, **options: Any) -> SqliteConnection:
    """A connection to be awaited; ``options`` are those of ``sqlite3.connect``."""
    connection = SqliteConnection(lambda: sqlite3.connect(file, **options), _CHUNK)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: an unclosed one must not keep the hub from ending
    return connection
