"""Composes the way in to the web admin."""

from __future__ import annotations

from devices.ports import Clock
from hub.admin.door import Door
from hub.audit import Audit
from hub.config import Settings
from hub.storage.accounts import SqlAccounts
from hub.storage.store import SqlStore


async def web_door(settings: Settings, store: SqlStore, clock: Clock) -> tuple[Audit, Door | None]:
    """The audit log, and the door when the web admin is switched on."""
    accounts = SqlAccounts(store)
    audit = Audit(accounts, clock)
    if not (settings.api and settings.web):
        return audit, None
    door = Door.of(accounts, audit, clock)
    await door.look()
    return audit, door
