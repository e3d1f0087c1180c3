"""What is to be done later, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Row, Select, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.storage.documents import Document, DocumentUnreadable
from hub.storage.tables import schedules
from teaching.schedules import Schedule, ScheduleStatus

log = logging.getLogger(__name__)

DOCUMENT: Document[Schedule] = Document(Schedule)
_ROW = (schedules.c.id, schedules.c.zone, schedules.c.document)


class SqlSchedules:
    """Schedules inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, schedule_id: str) -> Schedule | None:
        """The schedule of that id."""
        found = await self._read(select(*_ROW).where(schedules.c.id == schedule_id))
        return found[0] if found else None

    async def put(self, schedule: Schedule) -> None:
        """Add it, or replace the one of the same id."""
        await self.delete(schedule.id)
        await self._connection.execute(insert(schedules), schedule_row(schedule))

    async def delete(self, schedule_id: str) -> None:
        """Remove it; no error when it is gone already."""
        await self._connection.execute(delete(schedules).where(schedules.c.id == schedule_id))

    async def list(self, *, pending_only: bool = True) -> Sequence[Schedule]:
        """Schedules by due time."""
        rows = select(*_ROW).order_by(schedules.c.due, schedules.c.created, schedules.c.id)
        if pending_only:
            rows = rows.where(schedules.c.status == ScheduleStatus.PENDING.value)
        return await self._read(rows)

    async def cancel(self, schedule_id: str) -> Schedule | None:
        """Cancel it if it is still pending; the cancelled one, or ``None`` when there is nothing to cancel."""
        schedule = await self.get(schedule_id)
        if schedule is None or schedule.status is not ScheduleStatus.PENDING:
            return None
        cancelled = replace(schedule, status=ScheduleStatus.CANCELLED)
        return cancelled if await self.advance(schedule, cancelled) else None

    async def advance(self, before: Schedule, after: Schedule) -> bool:
        """Replace ``before`` by ``after`` if it still is as it was; of two hubs only one gets ``True``.

        Called before a schedule is performed, so that nothing is done twice.
        """
        row = schedule_row(after)
        changed = await self._connection.execute(
            schedules.update()
            .where(
                schedules.c.id == before.id,
                schedules.c.status == before.status.value,
                schedules.c.due == before.due,
            )
            .values({name: value for name, value in row.items() if name != "id"})
        )
        return changed.rowcount == 1

    async def _read(self, rows: Select[*tuple[Any, ...]]) -> Sequence[Schedule]:
        found = await self._connection.execute(rows)
        return [schedule for row in found if (schedule := _schedule(row)) is not None]


def schedule_row(schedule: Schedule) -> dict[str, object]:
    """The columns of a schedule. The zone is kept by name: an offset alone would miss daylight saving."""
    return {
        "id": schedule.id,
        "due": schedule.due,
        "zone": zone_of(schedule),
        "status": schedule.status.value,
        "person": schedule.person,
        "conversation_id": schedule.conversation_id,
        "created": schedule.created,
        "document": DOCUMENT.write(schedule),
    }


def _schedule(row: Row[*tuple[Any, ...]]) -> Schedule | None:
    try:
        schedule = DOCUMENT.read(row.document)
    except DocumentUnreadable as error:
        log.warning("schedule %s cannot be read and is left out: %s", row.id, error)
        return None
    return in_zone(schedule, row.zone)


def zone_of(schedule: Schedule) -> str | None:
    """The name of the time zone it is due in, when it has one."""
    zone = schedule.due.tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else None


def in_zone(schedule: Schedule, name: object) -> Schedule:
    """The same schedule, due in the zone of that name."""
    if not isinstance(name, str):
        return schedule
    try:
        return replace(schedule, due=schedule.due.astimezone(ZoneInfo(name)))
    except (ZoneInfoNotFoundError, ValueError):
        log.warning("schedule %s: this computer does not know the time zone %s", schedule.id, name)
        return schedule
