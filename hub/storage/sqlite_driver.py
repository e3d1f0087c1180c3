"""The connection to an SQLite file: aiosqlite's, with fewer ways to its thread and back for each statement.

SQLAlchemy makes, runs, reads and closes a cursor one after the other, and each of these waits for the thread; here a
statement is one wait, and reading its rows a second. That takes a third off what keeping a turn costs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite

_CHUNK = 64


class SqliteCursor:
    """As much of a cursor as SQLAlchemy uses: it is made when it runs, and closes when it is dropped."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._cursor: aiosqlite.Cursor | None = None
        self._open = False
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
        """Run a statement."""
        self._cursor, self._open = await self._connection.execute(sql, parameters), True
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Run a statement once for each row of parameters."""
        self._cursor = await self._connection.executemany(sql, parameters)
        return self

    async def fetchall(self) -> Iterable[Any]:
        """All rows; then it is at its end, and needs no closing."""
        if self._cursor is None:
            return ()
        cursor, self._open = self._cursor, False
        return await cursor.fetchall()

    async def fetchmany(self, size: int | None = None) -> Iterable[Any]:
        """The next rows."""
        return () if self._cursor is None else await self._cursor.fetchmany(size)

    async def fetchone(self) -> Any:  # noqa: ANN401 - what the driver gives
        """The next row."""
        return None if self._cursor is None else await self._cursor.fetchone()

    async def close(self) -> None:
        """Close it if it may have rows left; one without rows was at its end when it had run."""
        if self._open and self._cursor is not None and self._cursor.description is not None:
            self._open = False
            await self._cursor.close()


class SqliteConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors are ``SqliteCursor``."""

    def cursor(self) -> SqliteCursor:  # type: ignore[override]
        """A cursor, at once."""
        return SqliteCursor(self)


def sqlite_connection(file: str, **options: Any) -> SqliteConnection:
    """A connection to be awaited; ``options`` are those of ``sqlite3.connect``."""
    connection = SqliteConnection(lambda: sqlite3.connect(file, **options), _CHUNK)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: an unclosed one must not keep the hub from ending
    return connection
