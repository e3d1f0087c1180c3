"""Figures of use, added up by hour and by day, person and room as turns are written down; there is no word in them.

Hours are what can be forgotten; days, of the house's own clock when the turn was, are what the pages read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import BigInteger, Column, ColumnElement, Select, Table, bindparam, cast, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.ports import JournalEntry
from hub.storage.tables import concepts, figures, figures_by_day
from teaching.concepts import Status

KEPT_DAYS: Final = 400
_SUMS: Final = ("turns", "missed", "questions", "lessons", "uses", "milliseconds")
_UNHEARD: Final = frozenset({"ignores", "asks_about"})
_QUESTIONS: Final = "asks_"


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of some turns: ``missed`` were not understood, ``questions`` were asked back, ``lessons`` were taken
    in, ``uses`` of what was taught, and how long answers took in all and at most.
    """

    turns: int = 0
    missed: int = 0
    questions: int = 0
    lessons: int = 0
    uses: int = 0
    milliseconds: int = 0
    slowest: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Both together."""
        return Figures(
            **{name: getattr(self, name) + getattr(other, name) for name in _SUMS},
            slowest=max(self.slowest, other.slowest),
        )

    @classmethod
    def of_all(cls, parts: Iterable[Figures]) -> Figures:
        """All of them together."""
        many = list(parts)
        sums = {name: sum(map(attrgetter(name), many)) for name in _SUMS}
        return cls(**sums, slowest=max(map(attrgetter("slowest"), many), default=0))

    @property
    def understood(self) -> float:
        """The share that was understood, 0 to 1."""
        return 1 - self.missed / self.turns if self.turns else 0.0

    @property
    def mean_ms(self) -> float:
        """How long an answer took."""
        return self.milliseconds / self.turns if self.turns else 0.0


@dataclass(frozen=True, slots=True)
class FiguresQuery:
    """Which figures are added up: of the days from ``since`` to ``until``, both with them, of somebody, somewhere."""

    since: date
    until: date
    person: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class UsedConcept:
    """A concept with how often it was used."""

    id: str
    term: str
    type: str
    uses: int
    last_used: datetime | None


def is_missed(entry: JournalEntry) -> bool:
    """Whether a turn was not understood, or had to be asked about."""
    return entry.kind in _UNHEARD or entry.trace.get("understood") is False


class SqlFigures:
    """Figures inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_all(self, entries: Sequence[JournalEntry]) -> None:
        """Count these turns."""
        found: dict[tuple[datetime, str, str], Figures] = {}
        for entry in entries:
            hour = entry.at.replace(minute=0, second=0, microsecond=0)
            key = hour, entry.person or "", entry.area or ""
            found[key] = found.get(key, Figures()) + _of(entry)
        if not found:
            return
        rows = [
            {"hour": hour, "person": person, "area": area, "day": hour.date().isoformat()} | _plain(counted)
            for (hour, person, area), counted in found.items()
        ]
        for table in (figures, figures_by_day):
            values = [{column.name: row[column.name] for column in table.c} for row in rows]
            await self._connection.execute(_adding(table, self._connection.dialect.name), values)

    async def by_day(self, query: FiguresQuery) -> Mapping[date, Figures]:
        """Added up by day, oldest first; days without a turn are left out."""
        found = await self._connection.execute(_added_up(query, figures_by_day.c.day))
        return {date.fromisoformat(row[0]): _read(row[1:]) for row in found}

    async def by_person_and_area(self, query: FiguresQuery) -> Mapping[tuple[str, str], Figures]:
        """Added up by person and room; empty is who was not known, and what was not told."""
        found = await self._connection.execute(_added_up(query, figures_by_day.c.person, figures_by_day.c.area))
        return {(row[0], row[1]): _read(row[2:]) for row in found}

    async def remove(self, *meant: ColumnElement[bool]) -> int:
        """Remove hours, and add their days up anew; how many hours went."""
        touched = select(figures.c.day).where(*meant).distinct()
        days = (await self._connection.execute(touched)).scalars().all()
        removed = (await self._connection.execute(delete(figures).where(*meant))).rowcount
        for day in days:
            await self._connection.execute(delete(figures_by_day).where(figures_by_day.c.day == day))
            await self._connection.execute(_ADD_UP, {"wanted": day})
        return removed

    async def most_used(self, limit: int = 20) -> Sequence[UsedConcept]:
        """The concepts that were used most."""
        rows = (
            select(concepts.c.id, concepts.c.term_key, concepts.c.type, concepts.c.uses, concepts.c.last_used)
            .where(concepts.c.uses > 0, concepts.c.status == Status.ACTIVE.value)
            .order_by(concepts.c.uses.desc())
            .limit(limit)
        )
        return [UsedConcept(*row) for row in await self._connection.execute(rows)]

    async def purge(self, now: datetime) -> int:
        """Remove the days that are more than ``KEPT_DAYS`` ago."""
        return await self.remove(figures.c.day < (now - timedelta(days=KEPT_DAYS)).date().isoformat())


def _added_up(query: FiguresQuery, *keys: Column[Any]) -> Select[*tuple[Any, ...]]:
    table = figures_by_day
    rows = select(*keys, *_sums(table)).group_by(*keys).order_by(*keys)
    rows = rows.where(table.c.day >= query.since.isoformat(), table.c.day <= query.until.isoformat())
    if query.person is not None:
        rows = rows.where(table.c.person == query.person)
    return rows if query.area is None else rows.where(table.c.area == query.area)


def _sums(table: Table) -> list[ColumnElement[int]]:
    return [*(cast(func.sum(table.c[name]), BigInteger) for name in _SUMS), func.max(table.c.slowest)]


_KEYS: Final = (figures.c.day, figures.c.person, figures.c.area)
_ADD_UP: Final = insert(figures_by_day).from_select(
    [column.name for column in figures_by_day.c],
    select(*_KEYS, *_sums(figures)).where(figures.c.day == bindparam("wanted")).group_by(*_KEYS),
)


def _read(values: Sequence[Any]) -> Figures:
    return Figures(*(int(value) for value in values))


def _of(entry: JournalEntry) -> Figures:
    took = round(entry.timings_ms.get("total", 0))
    return Figures(
        turns=1,
        missed=int(is_missed(entry)),
        questions=int(entry.kind.startswith(_QUESTIONS)),
        lessons=_length(entry.trace, "learned"),
        uses=_length(entry.trace, "used"),
        milliseconds=took,
        slowest=took,
    )


def _length(trace: Mapping[str, object], name: str) -> int:
    found = trace.get(name)
    return len(found) if isinstance(found, list | tuple) else 0


def _plain(counted: Figures) -> dict[str, int]:
    return {field.name: getattr(counted, field.name) for field in fields(counted)}


@cache
def _adding(table: Table, dialect: str) -> Any:  # noqa: ANN401 - the statements of two dialects have no common type
    statement = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    new = statement.excluded
    larger = (
        func.max(table.c.slowest, new.slowest) if dialect == "sqlite" else func.greatest(table.c.slowest, new.slowest)
    )
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: table.c[name] + new[name] for name in _SUMS} | {"slowest": larger},
    )
