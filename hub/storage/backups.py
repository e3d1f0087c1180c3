"""Backups: a consistent copy of everything in one file, made while the hub runs, and restored on either database."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.ports import Forget
from hub.storage.address import DatabaseAddress
from hub.storage.archive import ArchiveWriter
from hub.storage.concepts import SqlConcepts
from hub.storage.database import Database
from hub.storage.errors import ArchiveUnusable, DatabaseDamaged, SchemaIncomplete
from hub.storage.files import write_privately
from hub.storage.forgetting import noted_forgets, remove_forgotten
from hub.storage.schema import upgrade
from hub.storage.staging import BATCH, beside, new_header, pack, unpacked
from hub.storage.tables import accounts, audit, concepts, counters, deleted_concepts, forgets, logins, metadata, tokens

log = logging.getLogger(__name__)

SUFFIX = ".hub-backup"
_RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """Where a backup is and how many rows it holds."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore did: rows now there, pieces that stayed forgotten, and where a damaged file was put aside."""

    rows: int
    forgotten: int
    put_aside: Path | None = None


def backup_name(now: datetime) -> str:
    """The file name of a backup made now."""
    return f"hub-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"


async def make_backup(address: DatabaseAddress, path: Path) -> BackupReport:
    """Copy everything, as it is at one moment, into one file that only its owner can read."""
    await upgrade(address)
    with write_privately(path) as file:
        writer = ArchiveWriter(file, new_header())
        async with Database(address) as database, database.reading() as connection:
            await pack(connection, writer)
        rows = writer.finish()
    return BackupReport(path, rows)


async def restore_backup(address: DatabaseAddress, path: Path) -> RestoreReport:
    """Replace everything by what a backup holds, in one transaction; a running hub follows.

    The file is checked, brought to the present schema and made to forget what this database was asked to forget
    since, before anything is touched. What was deleted stays deleted, revoked tokens stay revoked and newer ones
    valid. A damaged SQLite file is put aside, not removed. Raises ``ArchiveUnusable`` and the database's errors.
    """
    folder = beside(address, path)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with unpacked(path, folder) as copy:
        aside = await _usable(address)
        async with Database(address) as database:
            async with database.reading() as connection:
                wishes = [wish for _, wish in await noted_forgets(connection)]
                deleted = list(await _deleted_by_people(connection))
            forgotten = await _forget_in(copy, wishes, deleted)
            rows = await _replace(database, copy)
            await database.sweep()
    return RestoreReport(rows, forgotten, aside)


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """The backups kept below a folder, as a derived store: forgetting rewrites each of them without what is meant."""

    folder: Path
    name: str = "backups"

    async def forget(self, forget: Forget) -> int:
        """Rewrite every backup that holds something of it; how many pieces went."""
        removed = 0
        for path in sorted(self.folder.rglob(f"*{SUFFIX}")):
            try:
                removed += await forget_in_file(path, [forget])
            except ArchiveUnusable as error:
                # What cannot be read cannot be shown to be innocent.
                log.warning("a backup could not be made to forget and was removed: %s", error)
                path.unlink(missing_ok=True)
                removed += 1
        return removed


async def forget_in_file(path: Path, wishes: Sequence[Forget]) -> int:
    """Rewrite a backup without what is meant, if it holds any; how many pieces went. Raises ``ArchiveUnusable``."""
    async with unpacked(path, path.parent) as copy:
        removed = await _forget_in(copy, wishes, [])
        if removed:
            with write_privately(path) as file:
                writer = ArchiveWriter(file, new_header())
                async with copy.reading() as connection:
                    await pack(connection, writer)
                writer.finish()
    return removed


async def _usable(address: DatabaseAddress) -> Path | None:
    """Have a database of the present schema to restore into; where the damaged one went, if it was."""
    try:
        await upgrade(address)
    except (DatabaseDamaged, SchemaIncomplete):
        if address.file is None:
            raise
        aside = address.file.with_name(f"{address.file.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        for suffix in ("", "-wal", "-shm"):
            part = address.file.with_name(address.file.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
        await upgrade(address)
        return aside
    return None


async def _forget_in(copy: Database, wishes: Sequence[Forget], deleted: Sequence[str]) -> int:
    async with copy.writing() as connection:
        repository = SqlConcepts(connection, writer="", seen=2**62)
        removed = await repository.delete_all(deleted)
        for wish in wishes:
            removed += sum(await remove_forgotten(connection, repository, wish))
    return removed


async def _replace(database: Database, copy: Database) -> int:
    total = 0
    async with copy.reading() as source, database.writing() as target:
        # Other hubs on this database must see every concept as changed, and those that are not restored as deleted.
        revision = max(await _revision(source), await _revision(target)) + 1
        before = set((await target.execute(select(concepts.c.id))).scalars())
        before |= set((await target.execute(select(deleted_concepts.c.id))).scalars())
        # Nobody who was shut out since gets in again by a restore; who logs in is asked here, when anybody is.
        has_accounts = (await target.execute(select(accounts.c.id).limit(1))).first() is not None
        left_alone = {counters, deleted_concepts, logins} | ({accounts} if has_accounts else set())
        for table in metadata.sorted_tables:
            if table in left_alone:
                continue
            if table not in {tokens, forgets, audit, accounts}:
                await target.execute(delete(table))
            total += await _copy(source, target, table)
        writer = secrets.token_hex(8)
        await target.execute(concepts.update().values(revision=revision, writer=writer))
        await target.execute(counters.update().where(counters.c.name == "concepts").values(value=revision))
        by_people = await _deleted_by_people(source) | await _deleted_by_people(target)
        gone = (before | by_people) - set((await target.execute(select(concepts.c.id))).scalars())
        await target.execute(delete(deleted_concepts))
        at = datetime.now(UTC)
        stones = [
            {"id": one, "revision": revision, "writer": writer if one in by_people else _RESTORE, "at": at}
            for one in sorted(gone)
        ]
        for start in range(0, len(stones), BATCH):
            await target.execute(deleted_concepts.insert(), stones[start : start + BATCH])
    return total


async def _deleted_by_people(connection: AsyncConnection) -> set[str]:
    """What was deleted as such; not what is only missing in a backup that was restored: another may bring it back."""
    stones = select(deleted_concepts.c.id).where(deleted_concepts.c.writer != _RESTORE)
    return set((await connection.execute(stones)).scalars())


async def _revision(connection: AsyncConnection) -> int:
    value = select(func.max(counters.c.value)).where(counters.c.name == "concepts")
    return (await connection.execute(value)).scalar_one() or 0


async def _copy(source: AsyncConnection, target: AsyncConnection, table: Table) -> int:
    """All rows whose key is not there yet."""
    key: Any = next(iter(table.primary_key.columns))
    present = set((await target.execute(select(key))).scalars())
    total = 0
    result = await source.stream(table.select())
    async for rows in result.mappings().partitions(BATCH):
        new = [dict(row) for row in rows if row[key] not in present]
        if new:
            await target.execute(table.insert(), new)
        total += len(new)
    return total
