"""Where the database is: the file in the data folder, or a PostgreSQL server by URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from hub.storage.errors import DatabaseAddressInvalid

FILE_NAME = "hub.db"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """An address with the asynchronous driver in it; ``file`` is set for SQLite only."""

    url: URL
    file: Path | None = None

    def __str__(self) -> str:
        """For messages and logs: without the password."""
        return str(self.file) if self.file is not None else self.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of ours; otherwise it is PostgreSQL."""
        return self.file is not None


def database_address(url: str | None, data_folder: Path) -> DatabaseAddress:
    """Read the database setting: nothing, ``sqlite:///…`` or ``postgresql://…``; raises ``DatabaseAddressInvalid``."""
    if not url:
        return sqlite_address(data_folder / FILE_NAME)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseAddressInvalid(
            "the database setting is no URL; leave it empty for SQLite, or use postgresql://user:password@host/name"
        ) from error
    match parsed.drivername.partition("+")[0]:
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return sqlite_address(Path(parsed.database))
        case "postgresql" | "postgres" if parsed.database:
            return DatabaseAddress(parsed.set(drivername="postgresql+asyncpg"))
        case "sqlite" | "postgresql" | "postgres":
            raise DatabaseAddressInvalid("the database setting names no database")
        case other:
            raise DatabaseAddressInvalid(f"{other} is not supported; use SQLite (leave it empty) or postgresql://…")


def sqlite_address(file: Path) -> DatabaseAddress:
    """The address of an SQLite file."""
    return DatabaseAddress(URL.create("sqlite+aiosqlite", database=str(file)), file)
