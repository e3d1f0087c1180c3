"""What can go wrong in keeping things, each with what to do about it.

StorageError
├── DatabaseUnavailable     the server does not answer, or refuses us
├── DatabaseBusy            somebody else holds the lock longer than we wait
├── DiskFull                no room left where the database lives
├── DatabaseNotWritable     no permission, or a read-only file system
├── DatabaseDamaged         the file is damaged or no database at all
├── ForeignDatabase         a database, but somebody else's
├── SchemaTooNew            written by a newer hub
├── SchemaIncomplete        a migration was not finished, or none was run
├── DatabaseAddressInvalid  the database setting cannot be read
├── ArchiveUnusable         a backup file is damaged, foreign or too new
└── ImportRejected          an import file holds something wrong; nothing of it was taken

In every case the transaction is rolled back: what was kept before is still there.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageError(Exception):
    """Base of everything raised by this package."""


class DatabaseProblem(StorageError):
    """A problem of one database; ``database`` is its address without the password."""

    advice = ""

    def __init__(self, database: str, reason: str) -> None:
        super().__init__(f"{database}: {reason}. {self.advice}".strip())
        self.database = database
        self.reason = reason


class DatabaseUnavailable(DatabaseProblem):
    """The server does not answer, or refuses us."""

    advice = "Check that the database server runs, and the address, user and password in the database setting."


class DatabaseBusy(DatabaseProblem):
    """Somebody else holds the lock longer than we wait; trying again later is safe."""

    advice = "Another program holds the database; close it or try again."


class DiskFull(DatabaseProblem):
    """No room left where the database lives."""

    advice = "Free some space there; what was kept before is safe, the last change was not taken."


class DatabaseNotWritable(DatabaseProblem):
    """No permission, or a read-only file system."""

    advice = "Give the hub's user the right to write the file and its folder, or move the data folder."


class DatabaseDamaged(DatabaseProblem):
    """The file is damaged or no database at all."""

    advice = "Move it aside and restore a backup: teachable-hub restore FILE."


class ForeignDatabase(DatabaseProblem):
    """A database, but another program's."""

    advice = "Give the hub a database of its own."


class SchemaTooNew(DatabaseProblem):
    """Written by a newer hub than this one."""

    advice = "Update the hub, or restore a backup made by this version."


class SchemaIncomplete(DatabaseProblem):
    """A migration was not finished, or none was run."""

    advice = "Run teachable-hub migrate; if that fails, restore a backup."


class DatabaseAddressInvalid(StorageError):
    """The database setting cannot be read."""


class ArchiveUnusable(StorageError):
    """A backup file is damaged, foreign or too new; nothing of it was taken."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}. Nothing was changed.")
        self.path = path
        self.reason = reason


class ImportRejected(StorageError):
    """An import file holds something wrong; ``item`` names it, and nothing of the file was taken."""

    def __init__(self, path: str, item: str, reason: str) -> None:
        super().__init__(f"{path}: {item}: {reason}. Nothing was imported.")
        self.path = path
        self.item = item
        self.reason = reason


_SQLITE_SIGNS: tuple[tuple[str, type[DatabaseProblem]], ...] = (
    ("disk is full", DiskFull),
    ("disk i/o error", DiskFull),
    ("locked", DatabaseBusy),
    ("busy", DatabaseBusy),
    ("readonly", DatabaseNotWritable),
    ("unable to open", DatabaseNotWritable),
    ("not a database", DatabaseDamaged),
    ("malformed", DatabaseDamaged),
    ("no such table", SchemaIncomplete),
    ("no such column", SchemaIncomplete),
)

# Classes and codes of PostgreSQL's appendix A; the longest prefix wins.
_POSTGRES_CODES: tuple[tuple[str, type[DatabaseProblem]], ...] = (
    ("53100", DiskFull),
    ("53", DatabaseUnavailable),
    ("55", DatabaseBusy),
    ("40", DatabaseBusy),
    ("57014", DatabaseBusy),
    ("57", DatabaseUnavailable),
    ("08", DatabaseUnavailable),
    ("28", DatabaseUnavailable),
    ("3D000", DatabaseUnavailable),
    ("42501", DatabaseNotWritable),
    ("25006", DatabaseNotWritable),
    ("42P01", SchemaIncomplete),
    ("42703", SchemaIncomplete),
    ("XX", DatabaseDamaged),
    ("58", DatabaseDamaged),
)


def translated(error: Exception, database: str) -> DatabaseProblem | None:
    """The error of this package that a driver's error stands for; ``None`` for a fault of our own."""
    if isinstance(error, PoolTimeout | ConnectionError | TimeoutError):
        return DatabaseUnavailable(database, str(error) or "no answer in time")
    if isinstance(error, OSError):
        return _of_system(error)(database, error.strerror or str(error))
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    reason = " ".join(str(cause).split()) or type(cause).__name__
    if isinstance(cause, sqlite3.Error):
        return next((kind(database, reason) for sign, kind in _SQLITE_SIGNS if sign in reason.lower()), None)
    code = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None) or ""
    fits = [(prefix, kind) for prefix, kind in _POSTGRES_CODES if str(code).startswith(prefix)]
    if fits:
        return max(fits, key=lambda fit: len(fit[0]))[1](database, reason)
    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return DatabaseUnavailable(database, reason)
    return None


def _of_system(error: OSError) -> type[DatabaseProblem]:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DiskFull
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return DatabaseNotWritable
    return DatabaseUnavailable


@contextmanager
def translating(database: str) -> Iterator[None]:
    """Raise drivers' errors as this package's."""
    try:
        yield
    except StorageError:
        raise
    except (DBAPIError, PoolTimeout, OSError, TimeoutError, sqlite3.Error) as error:
        problem = translated(error, database)
        if problem is None:
            raise
        raise problem from error
    except Exception as error:
        # asyncpg's own errors are raised bare while connecting; they all carry an SQLSTATE.
        problem = translated(error, database) if hasattr(error, "sqlstate") else None
        if problem is None:
            raise
        raise problem from error
