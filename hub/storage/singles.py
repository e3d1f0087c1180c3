"""Single statements that every turn runs: on SQLite they go straight to the driver, as SQLAlchemy has compiled them.

SQLAlchemy's way there and back takes longer than the driver and the database together. On PostgreSQL, where the network
takes the time, they go the usual way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from sqlalchemy import Executable
from sqlalchemy.dialects.sqlite import aiosqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from hub.storage.sqlite_driver import SqliteConnection

Row: TypeAlias = Mapping[str, Any]

_DIALECT: Final = aiosqlite.dialect()


class Single:
    """A statement that gives one value, or none; the value must be text or a number, which need no conversion."""

    def __init__(self, statement: Executable, *, elsewhere: Executable | None = None, writes: bool = False) -> None:
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=_DIALECT)
        assert isinstance(compiled, SQLCompiler)
        self.elsewhere = elsewhere if elsewhere is not None else statement
        self.writes = writes
        self._sql = compiled.string
        self._fixed = compiled.params
        self._parameters = [(name, _to_driver(compiled, name)) for name in compiled.positiontup or ()]

    async def run(self, driver: SqliteConnection, row: Row) -> Any:  # noqa: ANN401 - what the statement asks for
        """Its value for this row of parameters."""
        given = {**self._fixed, **row}
        _, rows = await driver.run(self._sql, [convert(given[name]) for name, convert in self._parameters])
        return rows[0][0] if rows else None


def _to_driver(compiled: SQLCompiler, name: str) -> Callable[[Any], Any]:
    """What makes of a parameter what the driver takes."""
    convert = compiled.binds[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return convert if convert is not None else lambda value: value
