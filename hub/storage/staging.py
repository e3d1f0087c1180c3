"""An archive unpacked into a database of its own, beside the real one, where it can be checked and changed."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path

from sqlalchemy import DateTime, MetaData, Table, delete, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.storage.address import DatabaseAddress, sqlite_address
from hub.storage.archive import ArchiveWriter, Header, read_header, read_rows
from hub.storage.database import Database
from hub.storage.errors import ArchiveUnusable, DatabaseProblem, DiskFull
from hub.storage.files import DRAFT, remove_leftovers
from hub.storage.schema import known_revisions, newest_revision, upgrade
from hub.storage.tables import metadata

BATCH = 500


@asynccontextmanager
async def unpacked(path: Path, beside: Path) -> AsyncIterator[Database]:
    """The checked content of an archive as an SQLite database of the present schema, gone after the block.

    Raises ``ArchiveUnusable``, or ``DiskFull`` when there is no room for it in ``beside``.
    """
    remove_leftovers(beside)
    header = await asyncio.to_thread(read_header, path)
    if header.schema not in known_revisions():
        reason = f"it was made by a newer hub (schema {header.schema}, this one knows up to {newest_revision()})"
        raise ArchiveUnusable(str(path), reason)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=beside) as folder:
        address = sqlite_address(Path(folder) / "unpacked.db")
        try:
            await upgrade(address, header.schema)
            async with Database(address) as database:
                await _load(database, path)
            await upgrade(address)
            async with Database(address) as database:
                yield database
        except IntegrityError as error:
            raise ArchiveUnusable(str(path), f"its content does not fit: {error.orig}") from error
        except DatabaseProblem as error:
            if isinstance(error, DiskFull) or error.database != str(address):
                raise
            raise ArchiveUnusable(str(path), f"its content does not fit: {error.reason}") from error


async def pack(connection: AsyncConnection, writer: ArchiveWriter) -> None:
    """Write every row of every table, as the connection's transaction sees them."""
    for table in metadata.sorted_tables:
        result = await connection.stream(table.select())
        async for rows in result.mappings().partitions(BATCH):
            await asyncio.to_thread(writer.add, table.name, [dict(row) for row in rows])


def new_header() -> Header:
    """The header of an archive that is made now."""
    return Header(newest_revision(), datetime.now(UTC))


async def _load(database: Database, path: Path) -> None:
    async with database.writing() as connection:
        tables = await connection.run_sync(_reflected)
        for table in tables.values():
            await connection.execute(delete(table))
        for name, group in groupby(read_rows(path), key=lambda line: line[0]):
            if name not in tables:
                raise ArchiveUnusable(str(path), f"it holds a table {name} that its schema does not have")
            table = tables[name]
            rows = (_row(path, table, row) for _, row in group)
            while batch := list(islice(rows, BATCH)):
                await connection.execute(table.insert(), batch)
        fault = (await connection.execute(text("PRAGMA integrity_check"))).scalar_one()
        if fault != "ok":
            raise ArchiveUnusable(str(path), f"its content does not fit: {fault}")


def _reflected(connection: Connection) -> dict[str, Table]:
    """The tables as the archive's own schema revision has them."""
    found = MetaData()
    found.reflect(connection)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def _row(path: Path, table: Table, row: Mapping[str, object]) -> dict[str, object]:
    if set(row) != set(table.columns.keys()):
        raise ArchiveUnusable(str(path), f"a row of {table.name} does not have the columns of its schema")
    return {name: _value(path, table, name, value) for name, value in row.items()}


def _value(path: Path, table: Table, name: str, value: object) -> object:
    if value is None or not isinstance(table.columns[name].type, DateTime):
        return value
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC).replace(tzinfo=None)
    except ValueError as error:
        raise ArchiveUnusable(str(path), f"a row of {table.name} holds a time that is none") from error


def beside(address: DatabaseAddress, path: Path) -> Path:
    """Where to unpack: next to the database file, or to the archive when the database is a server."""
    return (address.file or path).absolute().parent
