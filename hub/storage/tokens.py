"""The API tokens, in one transaction; only their digests are kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.ports import Token
from hub.storage.tables import tokens

_COLUMNS = (
    tokens.c.id,
    tokens.c.name,
    tokens.c.scope,
    tokens.c.digest,
    tokens.c.created,
    tokens.c.last_used,
    tokens.c.revoked,
)


class SqlTokens:
    """API tokens inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self) -> Sequence[Token]:
        """All tokens, revoked ones too, oldest first."""
        rows = await self._connection.execute(select(*_COLUMNS).order_by(tokens.c.created, tokens.c.id))
        return [Token(*row) for row in rows]

    async def put(self, token: Token) -> None:
        """Add it, or replace the one of the same id. A revoked token stays revoked, whatever an older copy says."""
        stored = select(tokens.c.revoked).where(tokens.c.id == token.id)
        revoked = (await self._connection.execute(stored)).scalar_one_or_none() or token.revoked
        await self._connection.execute(delete(tokens).where(tokens.c.id == token.id))
        row = {column.name: getattr(token, column.name) for column in _COLUMNS}
        await self._connection.execute(insert(tokens), row | {"revoked": revoked})
