"""Composes the way in to the web admin."""

from __future__ import annotations

from devices.ports import Clock
from hub.admin.door import Door
from hub.audit import Audit
from hub.config import Settings
from hub.storage.accounts import SqlAccounts
from hub.storage.store import SqlStore


def door_to(store: SqlStore, clock: Clock) -> Door:
    """The door of the hub that keeps its accounts in this store."""
    accounts = SqlAccounts(store)
    return Door.of(accounts, Audit(accounts, clock), clock)


async def web_door(settings: Settings, store: SqlStore, clock: Clock) -> tuple[Audit, Door | None]:
    """The audit log, and the door when the web admin is switched on."""
    door = door_to(store, clock)
    if not (settings.api and settings.web):
        return door.audit, None
    await door.look()
    return door.audit, door
