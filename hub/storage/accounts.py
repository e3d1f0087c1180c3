"""Accounts of the web admin, the browsers that are logged in, and the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from hub.errors import HubError
from hub.ports import Account, AuditLine, Login, account_key
from hub.storage.shielding import carried_through
from hub.storage.store import SqlStore
from hub.storage.tables import accounts, audit, logins

_ACCOUNT = (
    accounts.c.id,
    accounts.c.name,
    accounts.c.role,
    accounts.c.password,
    accounts.c.created,
    accounts.c.person,
    accounts.c.last_login,
)
_LOGIN = (logins.c.digest, logins.c.account_id, logins.c.csrf, logins.c.created, logins.c.last_seen)
_AUDIT = (audit.c.id, audit.c.at, audit.c.who, audit.c.action, audit.c.object, audit.c.address)


@dataclass(slots=True, eq=False)
class SqlAccounts:
    """``hub.ports.AccountStore`` and ``AuditStore`` in the hub's database."""

    store: SqlStore
    underway: set[asyncio.Task[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.underway = self.store.underway

    async def accounts(self) -> Sequence[Account]:
        """All accounts, by name."""
        async with self.store.reading() as kept:
            rows = await kept.connection.execute(select(*_ACCOUNT).order_by(accounts.c.name_key))
            return [Account(*row) for row in rows]

    @carried_through
    async def put_account(self, account: Account) -> None:
        """Add it, or replace the one of the same id. Raises ``HubError`` when another has its name."""
        row = {column.name: getattr(account, column.name) for column in _ACCOUNT}
        try:
            async with self.store.writing() as kept:
                await kept.connection.execute(delete(accounts).where(accounts.c.id == account.id))
                await kept.connection.execute(insert(accounts), row | {"name_key": account_key(account.name)})
        except IntegrityError as error:
            raise HubError(f"There is an account named {account.name} already.") from error

    @carried_through
    async def delete_account(self, account_id: str) -> None:
        """Remove it with its logins; no error when it is gone."""
        async with self.store.writing() as kept:
            await kept.connection.execute(delete(logins).where(logins.c.account_id == account_id))
            await kept.connection.execute(delete(accounts).where(accounts.c.id == account_id))

    async def login(self, digest: str) -> tuple[Login, Account] | None:
        """The login of that digest, with its account."""
        found = select(*_LOGIN, *_ACCOUNT).join(accounts, accounts.c.id == logins.c.account_id)
        async with self.store.reading() as kept:
            row = (await kept.connection.execute(found.where(logins.c.digest == digest))).one_or_none()
        return None if row is None else (Login(*row[: len(_LOGIN)]), Account(*row[len(_LOGIN) :]))

    @carried_through
    async def put_login(self, login: Login) -> None:
        """Add it."""
        row = {column.name: getattr(login, column.name) for column in _LOGIN}
        async with self.store.writing(synced=False) as kept:
            await kept.connection.execute(insert(logins), row)

    @carried_through
    async def see_login(self, digest: str, at: datetime) -> None:
        """Note when it was last seen; nothing when it has ended."""
        async with self.store.writing(synced=False) as kept:
            await kept.connection.execute(update(logins).where(logins.c.digest == digest).values(last_seen=at))

    @carried_through
    async def end_logins(
        self, *, digest: str | None = None, account_id: str | None = None, unseen_since: datetime | None = None
    ) -> None:
        """Remove one login, all of an account, or all that were not seen since then."""
        meant: list[ColumnElement[bool]] = []
        if digest is not None:
            meant.append(logins.c.digest == digest)
        if account_id is not None:
            meant.append(logins.c.account_id == account_id)
        if unseen_since is not None:
            meant.append(logins.c.last_seen < unseen_since)
        if not meant:
            return
        async with self.store.writing() as kept:
            await kept.connection.execute(delete(logins).where(and_(*meant)))

    @carried_through
    async def note(self, line: AuditLine) -> None:
        """Write it down."""
        row = {column.name: getattr(line, column.name) for column in _AUDIT}
        async with self.store.writing() as kept:
            await kept.connection.execute(insert(audit), row)

    async def audit_page(self, *, after: AuditLine | None = None, limit: int = 50) -> Sequence[AuditLine]:
        """Lines, newest first; with ``after`` those that are older than that one."""
        rows = select(*_AUDIT).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit)
        if after is not None:
            rows = rows.where(or_(audit.c.at < after.at, and_(audit.c.at == after.at, audit.c.id < after.id)))
        async with self.store.reading() as kept:
            return [AuditLine(*row) for row in await kept.connection.execute(rows)]

    async def audit_line(self, line_id: str) -> AuditLine | None:
        """One line."""
        async with self.store.reading() as kept:
            row = (await kept.connection.execute(select(*_AUDIT).where(audit.c.id == line_id))).one_or_none()
        return None if row is None else AuditLine(*row)
