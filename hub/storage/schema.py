"""The schema of the database and its revisions, run from code; ``migrations/`` holds the steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

import migrations
from hub.storage.address import DatabaseAddress
from hub.storage.database import single_use_engine
from hub.storage.errors import ForeignDatabase, SchemaIncomplete, SchemaTooNew, translating
from hub.storage.tables import SCHEMA_TABLES

Result = TypeVar("Result")

# Any number, the same in every hub: whoever holds it migrates.
_MIGRATION_LOCK = 7_408_153


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    return config


def newest_revision() -> str:
    """The revision this code is written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def known_revisions() -> tuple[str, ...]:
    """All revisions, oldest first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in scripts]))


async def upgrade(address: DatabaseAddress, revision: str = "head") -> str:
    """Bring the schema up to a revision, in one transaction; returns the revision it then has.

    Raises ``ForeignDatabase``, ``SchemaTooNew`` or ``SchemaIncomplete`` without having changed anything.
    """
    return await _run(address, lambda connection: _upgrade(connection, address, revision))


async def downgrade(address: DatabaseAddress, revision: str) -> None:
    """Bring the schema down to a revision (``base``: none), in one transaction. What has no place there is lost."""
    await _run(address, lambda connection: _downgrade(connection, address, revision))


async def current_revision(address: DatabaseAddress) -> str | None:
    """The revision the database has; ``None`` when it is empty. Raises as ``upgrade`` does."""
    return await _run(address, lambda connection: checked_revision(connection, address))


async def _run(address: DatabaseAddress, work: Callable[[Connection], Result]) -> Result:
    engine = single_use_engine(address)
    try:
        with translating(str(address)):
            async with engine.begin() as connection:
                return await connection.run_sync(work)
    finally:
        await engine.dispose()


def checked_revision(connection: Connection, address: DatabaseAddress) -> str | None:
    """The revision of this database, after a look whether it is ours and whole; ``None`` when it is empty."""
    present = set(inspect(connection).get_table_names())
    if "alembic_version" not in present:
        ours = present & set(SCHEMA_TABLES)
        if len(ours) == len(SCHEMA_TABLES) or (ours and "counters" in ours):
            raise SchemaIncomplete(str(address), "it has tables of the hub, but no schema revision")
        if present:
            raise ForeignDatabase(str(address), f"it holds other tables ({', '.join(sorted(present)[:3])})")
        return None
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        if present & set(SCHEMA_TABLES):
            raise SchemaIncomplete(str(address), "it has tables of the hub, but no schema revision")
        return None
    if revision not in known_revisions():
        if "counters" not in present:
            raise ForeignDatabase(str(address), f"its schema revision {revision} is not the hub's")
        raise SchemaTooNew(str(address), f"its schema revision is {revision}, this hub knows up to {newest_revision()}")
    missing = set(SCHEMA_TABLES) - present
    if revision == newest_revision() and missing:
        raise SchemaIncomplete(str(address), f"tables are missing: {', '.join(sorted(missing))}")
    return revision


def _upgrade(connection: Connection, address: DatabaseAddress, revision: str) -> str:
    _take_lock(connection)
    if checked_revision(connection, address) != newest_revision():
        command.upgrade(_attached(connection), revision)
    reached = MigrationContext.configure(connection).get_current_revision()
    assert reached is not None
    return reached


def _downgrade(connection: Connection, address: DatabaseAddress, revision: str) -> None:
    _take_lock(connection)
    checked_revision(connection, address)
    command.downgrade(_attached(connection), revision)


def _take_lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")


def _attached(connection: Connection) -> Config:
    config = _config()
    config.attributes["connection"] = connection
    return config
