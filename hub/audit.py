"""The audit log: who changed what, in ids, never in words."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from devices.ports import Clock
from hub.ports import AuditLine, AuditStore


@dataclass(frozen=True, slots=True)
class Audit:
    """Writes the audit log of one hub."""

    store: AuditStore
    clock: Clock

    async def note(self, who: str, action: str, object: str = "", address: str = "") -> None:  # noqa: A002
        """Write down that ``who`` did ``action`` to the thing with that id."""
        line = AuditLine(secrets.token_hex(16), self.clock.now(), who, action[:80], object[:200], address[:80])
        await self.store.note(line)

    async def page(self, after: str | None = None, limit: int = 50) -> Sequence[AuditLine]:
        """Lines, newest first; ``after`` is the id of the last one of the page before."""
        last = await self.store.audit_line(after) if after else None
        return await self.store.audit_page(after=last, limit=limit)
