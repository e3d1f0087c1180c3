"""The turn journal, in one transaction: written by turns, read by doors, emptied by retention and by forgetting."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import Column, ColumnElement, Row, Select, Subquery, and_, delete, func, insert, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.ports import JournalEntry
from hub.storage.columns import storable
from hub.storage.documents import plain
from hub.storage.figures import is_missed
from hub.storage.missed import unexplained_rows
from hub.storage.tables import turns, unexplained

SCANNED: Final = 5_000
"""So many turns are looked at for one page."""

_FIRST_SCANNED: Final = 500
_LOOKED_AT: Final[Sequence[Column[Any]]] = [
    turns.c[name] for name in ("turn_id", "at", "kind", "person", "area", "missed", "text")
]
_Other: TypeAlias = Callable[[Subquery], ColumnElement[bool]]
_WRITTEN = insert(turns).prefix_with("OR REPLACE", dialect="sqlite")


@dataclass(frozen=True, slots=True)
class JournalSettings:
    """Whether turns are written down, and for how long: ``days`` and ``rows`` are limits, ``None`` means none."""

    enabled: bool = True
    days: int | None = 30
    rows: int | None = 100_000


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Which turns to list, newest first; all parts that are set must hold. ``after`` is a page's ``next``.

    ``missed`` are those that were not understood; ``text`` is looked for in what was said.
    """

    conversation_id: str | None = None
    person: str | None = None
    area: str | None = None
    missed: bool = False
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Some turns; ``next`` leads to the following page, ``None`` on the last.

    ``searched_to`` is set when the page ends because enough was searched: there may be more before that time.
    """

    entries: tuple[JournalEntry, ...]
    next: str | None
    searched_to: datetime | None = None


def _candidates(query: JournalQuery) -> tuple[Select[*tuple[Any, ...]], list[_Other]]:
    """The turns of one index in their order, and what else must hold of them."""
    rows = select(*_LOOKED_AT)
    if query.since is not None:
        rows = rows.where(turns.c.at >= query.since)
    if query.until is not None:
        rows = rows.where(turns.c.at <= query.until)
    indexed = [
        (name, wanted)
        for name, wanted in (
            ("conversation_id", query.conversation_id),
            ("missed", query.missed or None),
            ("kind", query.kind),
            ("person", query.person),
            ("area", query.area),
        )
        if wanted is not None
    ]
    others: list[_Other] = []
    for number, (name, wanted) in enumerate(indexed):
        if not number:
            rows = rows.where(turns.c[name] if wanted is True else turns.c[name] == wanted)
        else:
            others.append(_equals(name, wanted))
    if query.text:
        others.append(_contains(query.text))
    return rows, others


def _equals(name: str, wanted: str | bool) -> _Other:
    return lambda scanned: scanned.c[name] == wanted


def _contains(words: str) -> _Other:
    return lambda scanned: func.lower(scanned.c.text).contains(words.lower(), autoescape=True)


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
        await self._connection.execute(delete(unexplained).where(unexplained.c.turn_id.in_(rows)))
        await self._connection.execute(_WRITTEN, list(rows.values()))
        if words := [
            row for entry in {one.turn_id: one for one in entries}.values() for row in unexplained_rows(entry)
        ]:
            await self._connection.execute(insert(unexplained), words)

    async def get(self, turn_id: str) -> JournalEntry | None:
        """The journal line of one turn."""
        row = (await self._connection.execute(select(turns).where(turns.c.turn_id == turn_id))).one_or_none()
        return None if row is None else _entry(row)

    async def list(self, query: JournalQuery | None = None) -> JournalPage:
        """Turns, newest first, a page at a time.

        At most ``SCANNED`` turns are looked at for what no index tells; then the page ends early, and ``next`` leads
        further.
        """
        query = query or JournalQuery()
        candidates, others = _candidates(query)
        position = read_position(query.after)
        if position is not None:
            at, turn_id = position
            candidates = candidates.where(
                turns.c.at <= at, or_(turns.c.at < at, and_(turns.c.at == at, turns.c.turn_id < turn_id))
            )
        candidates = candidates.order_by(turns.c.at.desc(), turns.c.turn_id.desc())
        if not others:
            found = (await self._connection.execute(candidates.limit(query.limit + 1))).all()
            return journal_page(await self._entries([row.turn_id for row in found]), query.limit)
        ids: Sequence[str] = ()
        for size in (_FIRST_SCANNED, SCANNED):
            scanned = candidates.limit(size).subquery()
            meant = select(scanned.c.turn_id).where(*(other(scanned) for other in others))
            meant = meant.order_by(scanned.c.at.desc(), scanned.c.turn_id.desc()).limit(query.limit + 1)
            ids = (await self._connection.execute(meant)).scalars().all()
            if len(ids) > query.limit:
                return journal_page(await self._entries(ids), query.limit)
        return await self._searched(candidates, await self._entries(ids))

    async def _searched(self, candidates: Select[*tuple[Any, ...]], found: Sequence[JournalEntry]) -> JournalPage:
        """The page that ends because all there is was searched, or enough of it."""
        last = candidates.with_only_columns(turns.c.at, turns.c.turn_id).offset(SCANNED - 1).limit(1)
        end = (await self._connection.execute(last)).one_or_none()
        if end is None:
            return JournalPage(tuple(found), None)
        return JournalPage(tuple(found), _position(end.at, end.turn_id), end.at)

    async def _entries(self, ids: Sequence[str]) -> Sequence[JournalEntry]:
        rows = select(turns).where(turns.c.turn_id.in_(ids)).order_by(turns.c.at.desc(), turns.c.turn_id.desc())
        return [_entry(row) for row in await self._connection.execute(rows)]

    async def delete(self, turn_id: str) -> bool:
        """Remove one turn; whether there was one."""
        return bool(await remove_turns(self._connection, turns.c.turn_id == turn_id))

    async def count(self) -> int:
        """How many turns are written down."""
        return (await self._connection.execute(select(func.count()).select_from(turns))).scalar_one()

    async def purge(self, now: datetime) -> int:
        """Remove what is past the limits; how many turns went."""
        removed = 0
        if self._settings.days is not None:
            removed += await remove_turns(self._connection, turns.c.at < now - timedelta(days=self._settings.days))
        if self._settings.rows is not None:
            surplus = select(turns.c.turn_id).order_by(turns.c.at.desc(), turns.c.turn_id.desc())
            # SQLite knows no OFFSET without LIMIT.
            surplus = surplus.limit(2**31).offset(self._settings.rows)
            removed += await remove_turns(self._connection, turns.c.turn_id.in_(surplus))
        return removed

    async def empty(self) -> int:
        """Remove every turn; how many there were."""
        return await remove_turns(self._connection, true())


async def remove_turns(connection: AsyncConnection, meant: ColumnElement[bool]) -> int:
    """Remove turns with all that is kept of them elsewhere; how many there were."""
    ids = select(turns.c.turn_id).where(turns.c.missed, meant)
    await connection.execute(delete(unexplained).where(unexplained.c.turn_id.in_(ids)))
    return (await connection.execute(delete(turns).where(meant))).rowcount


def journal_page(found: Sequence[JournalEntry], limit: int) -> JournalPage:
    """The page of ``limit`` entries out of one more than that."""
    entries = tuple(found[:limit])
    more = len(found) > limit and bool(entries)
    return JournalPage(entries, write_position(entries[-1]) if more else None)


def write_position(entry: JournalEntry) -> str:
    """Where in the journal an entry stands, as a page's ``next``."""
    return _position(entry.at, entry.turn_id)


def _position(at: datetime, turn_id: str) -> str:
    place = f"{at.isoformat()} {turn_id}".encode("utf-8", "replace")
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
        "missed": is_missed(entry),
    }


def _json(mapping: Mapping[str, object]) -> str:
    return storable(json.dumps(plain(mapping), ensure_ascii=False))


def _entry(row: Row[*tuple[Any, ...]]) -> JournalEntry:
    values = {name: value for name, value in row._mapping.items() if name != "missed"}  # noqa: SLF001
    return JournalEntry(**(values | {"trace": json.loads(row.trace), "timings_ms": json.loads(row.timings_ms)}))
