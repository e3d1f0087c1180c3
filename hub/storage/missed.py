"""What was not understood, grouped by the words that nobody has explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.ports import JournalEntry
from hub.storage.documents import plain
from hub.storage.figures import is_missed
from hub.storage.marks import read_mark, write_mark
from hub.storage.tables import concepts, ignored, turns, unexplained
from teaching.concepts import Status

SCANNED: Final = 5_000
"""So many turns that were not understood are looked at for one page."""

_FIRST_SCANNED: Final = 200
_LISTED: Final = 2
_SHOWN: Final = 5
_Row: TypeAlias = Row[*tuple[Any, ...]]
_KEY: Final = ("at", "turn_id", "key")
_TOLD: Final = [turns.c[name] for name in ("turn_id", "at", "text", "speech", "kind", "person", "area")]


@dataclass(frozen=True, slots=True)
class MissedTurn:
    """A turn that was not understood."""

    turn_id: str
    at: datetime
    text: str
    speech: str
    kind: str
    person: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class MissedWords:
    """Words that nobody has explained, or a whole sentence where none stood out (``role`` is empty then).

    ``words`` are as they were last said; ``key`` is what they are grouped and ignored by. ``turns`` are the latest of
    ``count``.
    """

    key: str
    words: str
    role: str
    count: int
    turns: tuple[MissedTurn, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """Groups, the most recent first; ``next`` leads to the following page, ``None`` on the last.

    ``searched_to`` is set when the page ends because enough was searched.
    """

    groups: tuple[MissedWords, ...]
    next: str | None
    searched_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Words that are not to be asked about again."""

    words: str
    at: datetime


def key_of(words: str) -> str:
    """What words are grouped by: the same whatever their case, spaces and marks at the ends."""
    return " ".join(words.casefold().split()).strip(" .,!?;:\"'…")[:200]


def unexplained_rows(entry: JournalEntry) -> Iterator[dict[str, object]]:
    """What a turn leaves to be explained."""
    if not is_missed(entry):
        return
    named = {key: (words, role) for words, role in _unexplained(entry).items() if (key := key_of(words))}
    for key, (words, role) in named.items():
        yield {"turn_id": entry.turn_id, "key": key, "at": entry.at, "words": words, "role": role}


def _unexplained(entry: JournalEntry) -> Mapping[str, str]:
    """Words and what they were taken for."""
    spans = plain(entry.trace.get("unknown"))
    marked = [span for span in spans if isinstance(span, dict) and "text" in span] if isinstance(spans, list) else []
    return {str(span["text"]): str(span.get("role", "")) for span in marked} or {entry.text: ""}


class SqlMissed:
    """What was not understood, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self, *, after: str | None = None, limit: int = 50) -> Missed:
        """What is still to be explained: not what was taught since, nor what is ignored.

        At most ``SCANNED`` turns are looked at; then the page ends early, and ``next`` leads further. Raises
        ``ValueError`` for a page mark that is none.
        """
        behind = _behind(after)
        found: Sequence[_Row] = ()
        for size in (_FIRST_SCANNED, SCANNED):
            looked_at = _latest(behind, size).subquery()
            heads = select(*(looked_at.c[name] for name in _KEY)).where(
                _is_latest(looked_at), *_is_open(looked_at.c.key)
            )
            heads = heads.order_by(*(looked_at.c[name].desc() for name in _KEY)).limit(limit + 1)
            found = (await self._connection.execute(heads)).all()
            if len(found) > limit:
                return Missed(await self._groups(found[:limit], _LISTED), _mark(found[limit - 1]))
        groups = await self._groups(found, _LISTED)
        end = (await self._connection.execute(_latest(behind, 1).offset(SCANNED - 1))).one_or_none()
        return Missed(groups, None) if end is None else Missed(groups, _mark(end), end.at)

    async def group(self, words: str) -> MissedWords | None:
        """These words, if they are still to be explained."""
        one = unexplained.c
        wanted = select(one.at, one.turn_id, one.key).where(one.key == key_of(words), *_is_open(one.key))
        wanted = wanted.order_by(one.at.desc(), one.turn_id.desc()).limit(1)
        groups = await self._groups((await self._connection.execute(wanted)).all(), _SHOWN)
        return groups[0] if groups else None

    async def ignore(self, words: str, at: datetime) -> None:
        """Never list them again; forgotten with the only person who has said them, or with the time."""
        key = key_of(words)
        if not key:
            return
        said = select(turns.c.person).join(unexplained, unexplained.c.turn_id == turns.c.turn_id)
        people = (await self._connection.execute(said.where(unexplained.c.key == key).distinct())).scalars().all()
        person = people[0] if len(people) == 1 else None
        await self.heed(key)
        await self._connection.execute(insert(ignored), {"words": key, "person": person, "at": at})

    async def heed(self, words: str) -> None:
        """List them again."""
        await self._connection.execute(delete(ignored).where(ignored.c.words == key_of(words)))

    async def ignored(self, limit: int = 500) -> Sequence[Ignored]:
        """What is ignored, the latest first."""
        rows = select(ignored.c.words, ignored.c.at).order_by(ignored.c.at.desc(), ignored.c.words).limit(limit)
        return [Ignored(*row) for row in await self._connection.execute(rows)]

    async def _groups(self, heads: Sequence[_Row], shown: int) -> tuple[MissedWords, ...]:
        """The groups that were last said in these rows, in their order, each with its latest turns."""
        if not heads:
            return ()
        one, other = unexplained, unexplained.alias("other")
        of_it = select(other.c.turn_id).where(other.c.key == one.c.key)
        of_it = of_it.order_by(other.c.at.desc(), other.c.turn_id.desc()).limit(1)
        latest = (of_it.offset(place).scalar_subquery() for place in range(shown))
        said = select(one.c.key, *latest).where(one.c.turn_id.in_([row.turn_id for row in heads]))
        keys = [row.key for row in heads]
        chosen = {(row[0], turn_id) for row in await self._connection.execute(said) for turn_id in row[1:]}
        chosen = {(key, turn_id) for key, turn_id in chosen if key in keys and turn_id is not None}
        counts = select(one.c.key, func.count()).where(one.c.key.in_(keys)).group_by(one.c.key)
        count = {row[0]: row[1] for row in await self._connection.execute(counts)}
        rows = select(one.c.key, one.c.words, one.c.role, *_TOLD).join(turns, turns.c.turn_id == one.c.turn_id)
        ids = {turn_id for _, turn_id in chosen}
        # Said of both, so that each is looked up by its own index.
        rows = rows.where(one.c.turn_id.in_(ids), turns.c.turn_id.in_(ids))
        found: dict[str, list[_Row]] = {}
        for row in await self._connection.execute(rows):
            if (row.key, row.turn_id) in chosen:
                found.setdefault(row.key, []).append(row)
        return tuple(_group(found[key], count[key]) for key in keys if key in found)


def _group(found: Iterable[_Row], count: int) -> MissedWords:
    rows = sorted(found, key=attrgetter("at", "turn_id"), reverse=True)
    key, words, role = rows[0][:3]
    return MissedWords(key, words, role, count, tuple(MissedTurn(*row[3:]) for row in rows))


def _latest(behind: Sequence[ColumnElement[bool]], size: int) -> Select[*tuple[Any, ...]]:
    rows = select(*(unexplained.c[name] for name in _KEY)).where(*behind)
    return rows.order_by(*(unexplained.c[name].desc() for name in _KEY)).limit(size)


def _behind(after: str | None) -> Sequence[ColumnElement[bool]]:
    place = read_mark(after, len(_KEY))
    if place is None:
        return ()
    at, turn_id, key = datetime.fromisoformat(place[0]), place[1], place[2]
    if at.tzinfo is None:
        raise ValueError("the page mark is not one of this list")
    one = unexplained.c
    same_turn = and_(one.at == at, one.turn_id == turn_id, one.key < key)
    return one.at <= at, or_(one.at < at, and_(one.at == at, one.turn_id < turn_id), same_turn)


def _mark(row: _Row) -> str:
    return write_mark(row.at.isoformat(), row.turn_id, row.key)


def _is_latest(of: FromClause) -> ColumnElement[bool]:
    """Whether the words were not said again since: each group is listed where it was last said."""
    later = unexplained.alias("later")
    is_later = or_(later.c.at > of.c.at, and_(later.c.at == of.c.at, later.c.turn_id > of.c.turn_id))
    return _none(select(later.c.key).where(later.c.key == of.c.key, later.c.at >= of.c.at, is_later))


def _is_open(key: ColumnElement[str]) -> Sequence[ColumnElement[bool]]:
    """Whether nobody has taught such words since, and nobody ignores them."""
    taught = select(concepts.c.id).where(concepts.c.term_key == key, concepts.c.status == Status.ACTIVE.value)
    return _none(taught), _none(select(ignored.c.words).where(ignored.c.words == key))


def _none(rows: Select[*tuple[Any, ...]]) -> ColumnElement[bool]:
    """Whether there is no such row: asked for each row by an index. PostgreSQL would join all of a NOT EXISTS."""
    return rows.limit(1).scalar_subquery().is_(None)
