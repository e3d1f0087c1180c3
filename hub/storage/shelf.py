"""The backups of a running hub: made, looked into, taken in from elsewhere, restored. Nothing is lost by any of it."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hub.errors import HubError
from hub.storage.archive import read_header, read_rows
from hub.storage.backups import SUFFIX, RestoreReport, backup_name, forget_in_file, make_backup, restore_backup
from hub.storage.errors import ArchiveUnusable
from hub.storage.files import DRAFT
from hub.storage.forgetting import noted_forgets
from hub.storage.schema import known_revisions
from hub.storage.store import SqlStore

_NAME: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,80}}{re.escape(SUFFIX)}")


@dataclass(frozen=True, slots=True)
class StoredBackup:
    """A backup in the folder, by when its file was written."""

    name: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BackupContent:
    """What a backup holds: when it was made, and how many rows of each table."""

    created: datetime
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The backups of one hub, in one folder."""

    store: SqlStore
    folder: Path

    async def backups(self) -> Sequence[StoredBackup]:
        """Those that are there, the latest first."""
        return await asyncio.to_thread(self._list)

    def path_of(self, name: str) -> Path:
        """Where the backup of that name is. Raises ``HubError``."""
        path = self.folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise HubError("There is no backup of that name.")
        return path

    async def make(self, now: datetime) -> str:
        """Make one; its name."""
        async with self.store.reading():
            pass  # turns that wait to be written down are to be in it
        await asyncio.to_thread(self.folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        name = backup_name(now)
        if (self.folder / name).exists():
            name = name.replace(SUFFIX, f"-{secrets.token_hex(2)}{SUFFIX}")
        await make_backup(self.store.address, self.folder / name)
        return name

    async def content(self, name: str) -> BackupContent:
        """Check the whole backup and tell what is in it. Raises ``HubError`` or ``ArchiveUnusable``."""
        return await asyncio.to_thread(_content, self.path_of(name))

    async def take_in(self, parts: AsyncIterator[bytes]) -> str:
        """Put a backup from elsewhere into the folder, when it is one; its name there. Raises ``ArchiveUnusable``.

        It is made to forget at once what this hub was asked to forget.
        """
        await asyncio.to_thread(self.folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f"{DRAFT}{secrets.token_hex(4)}{SUFFIX}"
        try:
            with await asyncio.to_thread(draft.open, "wb") as file:
                async for part in parts:
                    await asyncio.to_thread(file.write, part)
            content = await asyncio.to_thread(_content, draft)
            async with self.store.reading() as kept:
                wishes = [wish for _, wish in await noted_forgets(kept.connection)]
            await forget_in_file(draft, wishes)
            made = f"{content.created.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            name = f"taken-in-{made}-{secrets.token_hex(2)}{SUFFIX}"
            draft.replace(self.folder / name)
        except ArchiveUnusable as error:
            raise ArchiveUnusable("the file", error.reason) from error
        finally:
            await asyncio.to_thread(draft.unlink, missing_ok=True)
        return name

    async def restore(self, name: str, now: datetime) -> tuple[str, RestoreReport]:
        """Put it in place of everything; the name of a backup of what was there before, made first, and the report.

        Raises ``HubError``, ``ArchiveUnusable`` or the database's errors, having changed nothing.
        """
        path = self.path_of(name)
        before = await self.make(now)
        return before, await restore_backup(self.store.address, path)

    async def remove(self, name: str) -> None:
        """Remove it. Raises ``HubError``."""
        await asyncio.to_thread(self.path_of(name).unlink)

    def _list(self) -> list[StoredBackup]:
        found = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            if _NAME.fullmatch(path.name):
                stat = path.stat()
                found.append(StoredBackup(path.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)))
        return sorted(found, key=lambda one: (one.at, one.name), reverse=True)


def _content(path: Path) -> BackupContent:
    header = read_header(path)
    if header.schema not in known_revisions():
        raise ArchiveUnusable(path.name, f"it was made by a newer hub (schema {header.schema})")
    return BackupContent(header.created, Counter(table for table, _ in read_rows(path)))
