"""What was not understood, grouped by the words that nobody has explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import Column, Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.storage.tables import concepts, ignored, turns
from teaching.concepts import Status

SCANNED: Final = 1000
"""So many turns that were not understood are looked at, from the latest on."""

_LOOKED_AT: Final[Sequence[Column[Any]]] = [
    turns.c[name] for name in ("turn_id", "at", "text", "speech", "kind", "person", "area", "trace")
]


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

    ``words`` are as they were last said; ``key`` is what they are grouped and ignored by.
    """

    key: str
    words: str
    role: str
    count: int
    rows: Sequence[Row[*tuple[Any, ...]]] = field(repr=False)

    @property
    def turns(self) -> tuple[MissedTurn, ...]:
        """The latest of ``count``; made when somebody looks, for there may be hundreds of groups."""
        return tuple(MissedTurn(*row[:7]) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Missed:
    """Groups, the most recent first. ``is_all`` tells whether older turns were not looked at."""

    groups: tuple[MissedWords, ...]
    is_all: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """Words that are not to be asked about again."""

    words: str
    at: datetime


@dataclass(slots=True)
class _Group:
    words: str
    role: str
    rows: list[Row[*tuple[Any, ...]]] = field(default_factory=list)

    def made(self, key: str, shown: int) -> MissedWords:
        return MissedWords(key, self.words, self.role, len(self.rows), self.rows[:shown])


def key_of(words: str) -> str:
    """What words are grouped by: the same whatever their case, spaces and marks at the ends."""
    return " ".join(words.casefold().split()).strip(" .,!?;:\"'…")[:200]


class SqlMissed:
    """What was not understood, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self, *, shown: int = 5, scanned: int = SCANNED) -> Missed:
        """What is still to be explained: not what was taught since, nor what is ignored."""
        rows = (
            select(*_LOOKED_AT)
            .where(turns.c.missed)
            .order_by(turns.c.at.desc(), turns.c.turn_id.desc())
            .limit(scanned + 1)
        )
        found = (await self._connection.execute(rows)).all()
        groups: dict[str, _Group] = {}
        for row in found[:scanned]:
            for words, role in _unexplained(row.text, row.trace):
                if key := key_of(words):
                    group = groups.setdefault(key, _Group(words, role))
                    group.role = group.role or role
                    group.rows.append(row)
        settled = await self._settled(list(groups))
        still = tuple(group.made(key, shown) for key, group in groups.items() if key not in settled)
        return Missed(still, len(found) <= scanned)

    async def ignore(self, words: str, at: datetime) -> None:
        """Never list them again; forgotten with the only person who has said them, or with the time."""
        key = key_of(words)
        if not key:
            return
        group = next((one for one in (await self.list(shown=SCANNED)).groups if one.key == key), None)
        people = {turn.person for turn in group.turns} if group is not None else set()
        person = people.pop() if len(people) == 1 else None
        await self.heed(key)
        await self._connection.execute(insert(ignored), {"words": key, "person": person, "at": at})

    async def heed(self, words: str) -> None:
        """List them again."""
        await self._connection.execute(delete(ignored).where(ignored.c.words == key_of(words)))

    async def ignored(self, limit: int = 500) -> Sequence[Ignored]:
        """What is ignored, the latest first."""
        rows = select(ignored.c.words, ignored.c.at).order_by(ignored.c.at.desc(), ignored.c.words).limit(limit)
        return [Ignored(*row) for row in await self._connection.execute(rows)]

    async def _settled(self, keys: Sequence[str]) -> set[str]:
        settled: set[str] = set()
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            taught = select(concepts.c.term_key).where(
                concepts.c.term_key.in_(part), concepts.c.status == Status.ACTIVE.value
            )
            for rows in (taught, select(ignored.c.words).where(ignored.c.words.in_(part))):
                settled |= set((await self._connection.execute(rows)).scalars())
        return settled


def _unexplained(text: str, trace: str) -> Iterator[tuple[str, str]]:
    spans = from_json(trace).get("unknown") or []
    marked = [span for span in spans if isinstance(span, dict) and "text" in span]
    named = {str(span["text"]): str(span.get("role", "")) for span in marked}
    yield from (named or {text: ""}).items()
