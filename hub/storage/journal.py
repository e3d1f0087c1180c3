"""The turn journal, in one transaction: written by turns, read by doors, emptied by retention and by forgetting."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.ports import JournalEntry
from hub.storage.columns import storable
from hub.storage.documents import plain
from hub.storage.tables import turns

_WRITTEN = insert(turns).prefix_with("OR REPLACE", dialect="sqlite")


@dataclass(frozen=True, slots=True)
class JournalSettings:
    """Whether turns are written down, and for how long: ``days`` and ``rows`` are limits, ``None`` means none."""

    enabled: bool = True
    days: int | None = 30
    rows: int | None = 100_000


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Which turns to list, newest first; all parts that are set must hold. ``after`` is a page's ``next``."""

    conversation_id: str | None = None
    person: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some turns; ``next`` leads to the following page, ``None`` on the last."""

    entries: tuple[JournalEntry, ...]
    next: str | None


class SqlJournal:
    """The journal inside one transaction."""

    def __init__(self, connection: AsyncConnection, settings: JournalSettings) -> None:
        self._connection = connection
        self._settings = settings

    async def add_all(self, entries: Sequence[JournalEntry]) -> None:
        """Write turns down, replacing what was written of the same turns; does nothing when switched off."""
        rows = {entry.turn_id: turn_row(entry) for entry in entries}
        if not rows or not self._settings.enabled:
            return
        if self._connection.dialect.name != "sqlite":
            await self._connection.execute(delete(turns).where(turns.c.turn_id.in_(rows)))
        await self._connection.execute(_WRITTEN, list(rows.values()))

    async def get(self, turn_id: str) -> JournalEntry | None:
        """The journal line of one turn."""
        row = (await self._connection.execute(select(turns).where(turns.c.turn_id == turn_id))).one_or_none()
        return None if row is None else _entry(row)

    async def list(self, query: JournalQuery | None = None) -> JournalPage:
        """Turns, newest first, a page at a time."""
        query = query or JournalQuery()
        rows = select(turns).order_by(turns.c.at.desc(), turns.c.turn_id.desc()).limit(query.limit + 1)
        if query.conversation_id is not None:
            rows = rows.where(turns.c.conversation_id == query.conversation_id)
        if query.person is not None:
            rows = rows.where(turns.c.person == query.person)
        if query.kind is not None:
            rows = rows.where(turns.c.kind == query.kind)
        if query.since is not None:
            rows = rows.where(turns.c.at >= query.since)
        if query.until is not None:
            rows = rows.where(turns.c.at <= query.until)
        if query.text:
            rows = rows.where(func.lower(turns.c.text).contains(query.text.lower(), autoescape=True))
        position = read_position(query.after)
        if position is not None:
            at, turn_id = position
            rows = rows.where(or_(turns.c.at < at, and_(turns.c.at == at, turns.c.turn_id < turn_id)))
        found = [_entry(row) for row in await self._connection.execute(rows)]
        return journal_page(found, query.limit)

    async def count(self) -> int:
        """How many turns are written down."""
        return (await self._connection.execute(select(func.count()).select_from(turns))).scalar_one()

    async def purge(self, now: datetime) -> int:
        """Remove what is past the limits; how many turns went."""
        removed = 0
        if self._settings.days is not None:
            limit = now - timedelta(days=self._settings.days)
            removed += (await self._connection.execute(delete(turns).where(turns.c.at < limit))).rowcount
        if self._settings.rows is not None:
            surplus = select(turns.c.turn_id).order_by(turns.c.at.desc(), turns.c.turn_id.desc())
            # SQLite knows no OFFSET without LIMIT.
            surplus = surplus.limit(2**31).offset(self._settings.rows)
            gone = await self._connection.execute(delete(turns).where(turns.c.turn_id.in_(surplus)))
            removed += gone.rowcount
        return removed

    async def empty(self) -> int:
        """Remove every turn; how many there were."""
        return (await self._connection.execute(delete(turns))).rowcount


def journal_page(found: Sequence[JournalEntry], limit: int) -> JournalPage:
    """The page of ``limit`` entries out of one more than that."""
    entries = tuple(found[:limit])
    more = len(found) > limit and bool(entries)
    return JournalPage(entries, write_position(entries[-1]) if more else None)


def write_position(entry: JournalEntry) -> str:
    """Where in the journal an entry stands, as a page's ``next``."""
    place = f"{entry.at.isoformat()} {entry.turn_id}".encode("utf-8", "replace")
    return base64.urlsafe_b64encode(place).decode()


def read_position(after: str | None) -> tuple[datetime, str] | None:
    """Back from ``write_position``; raises ``ValueError`` when it is none."""
    if after is None:
        return None
    try:
        moment, _, turn_id = base64.urlsafe_b64decode(after.encode()).decode().partition(" ")
        at = datetime.fromisoformat(moment)
    except (ValueError, binascii.Error) as error:
        raise ValueError("the page mark is not one of the journal's") from error
    if at.tzinfo is None:
        raise ValueError("the page mark is not one of the journal's")
    return at, turn_id


def turn_row(entry: JournalEntry) -> dict[str, object]:
    """The columns of an entry."""
    return {
        "turn_id": entry.turn_id,
        "conversation_id": entry.conversation_id,
        "at": entry.at,
        "kind": str(entry.kind)[:40],
        "person": entry.person,
        "area": entry.area,
        "satellite": entry.satellite,
        "channel": entry.channel[:40],
        "text": entry.text,
        "speech": entry.speech,
        "trace": _json(entry.trace),
        "timings_ms": _json(entry.timings_ms),
    }


def _json(mapping: Mapping[str, object]) -> str:
    return storable(json.dumps(plain(mapping), ensure_ascii=False))


def _entry(row: Row[*tuple[Any, ...]]) -> JournalEntry:
    values = dict(row._mapping)  # noqa: SLF001
    return JournalEntry(**(values | {"trace": json.loads(row.trace), "timings_ms": json.loads(row.timings_ms)}))
