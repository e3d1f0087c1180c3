"""The concepts of the household, in one transaction; the ``ConceptRepository`` of ``teaching/ports.py``."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.storage.documents import Document, DocumentUnreadable
from hub.storage.mentions import marks_of
from hub.storage.merging import merged
from hub.storage.tables import concepts, counters, deleted_concepts, mentions
from teaching.concepts import Concept, Status
from teaching.ports import ConceptQuery

StoredRow: TypeAlias = Row[*tuple[Any, ...]]

log = logging.getLogger(__name__)

DOCUMENT: Document[Concept] = Document(Concept)
_CHUNK = 500
ROW = (concepts.c.id, concepts.c.document, concepts.c.uses, concepts.c.last_used)
_REVISION = select(counters.c.value).where(counters.c.name == "concepts")
_NEXT_REVISION = (
    update(counters).where(counters.c.name == "concepts").values(value=counters.c.value + 1).returning(counters.c.value)
)
_STORED = select(*ROW, concepts.c.revision, concepts.c.writer).where(
    concepts.c.id.in_(bindparam("ids", expanding=True))
)
_DELETED = select(deleted_concepts.c.id, deleted_concepts.c.revision, deleted_concepts.c.writer).where(
    deleted_concepts.c.id.in_(bindparam("ids", expanding=True))
)


class SqlConcepts:
    """Concepts inside one transaction.

    ``writer`` names the hub that writes and ``seen`` is the last revision it has read: what another hub changed
    since is merged, never overwritten, and what another hub forgot since is not brought back.
    """

    def __init__(self, connection: AsyncConnection, *, writer: str, seen: int) -> None:
        self._connection = connection
        self._writer = writer
        self._seen = seen
        self._next: int | None = None

    async def get(self, concept_id: str) -> Concept | None:
        """The concept of that id."""
        found = await self._read(select(*ROW).where(concepts.c.id == concept_id))
        return found[0] if found else None

    async def put(self, concept: Concept) -> None:
        """Add it, or replace the one of the same id; uses are never counted down."""
        await self.put_all((concept,))

    async def put_all(self, given: Sequence[Concept], *, read_here: bool = False) -> None:
        """Add or replace many; the last of the same id counts.

        ``read_here`` says that they come out of this very transaction, so there is nothing to merge.
        """
        by_id = {concept.id: concept for concept in given}
        for start in range(0, len(by_id), _CHUNK):
            await self._put_chunk(list(by_id.values())[start : start + _CHUNK], read_here=read_here)

    async def _put_chunk(self, given: Sequence[Concept], *, read_here: bool) -> None:
        revision = await self.next_revision()
        ids = [concept.id for concept in given]
        stored = {row.id: row for row in await self._connection.execute(_STORED, {"ids": ids})}
        deleted = {row.id: row for row in await self._connection.execute(_DELETED, {"ids": ids})}
        rows = []
        kept = []
        for concept in given:
            if concept.id in deleted and self._unseen(deleted[concept.id]):
                del deleted[concept.id]
                log.info("concept %s was forgotten by another hub and stays so", concept.id)
                continue
            kept.append(self._reconciled(concept, stored.get(concept.id), read_here=read_here))
            rows.append(self._row(kept[-1], revision))
        if not rows:
            return
        replaced = [concept_id for concept_id in ids if concept_id in stored]
        if replaced:
            await self._delete_rows(replaced)
        if deleted:
            back = deleted_concepts.c.id.in_(list(deleted))
            await self._connection.execute(delete(deleted_concepts).where(back))
        await self._connection.execute(insert(concepts), rows)
        things = [
            {"thing": mark, "term_key": concept.term.casefold(), "concept_id": concept.id}
            for concept in kept
            for mark in sorted(marks_of(concept.meaning))
        ]
        if things:
            await self._connection.execute(insert(mentions), things)

    async def _delete_rows(self, ids: Sequence[str]) -> None:
        await self._connection.execute(delete(concepts).where(concepts.c.id.in_(ids)))
        await self._connection.execute(delete(mentions).where(mentions.c.concept_id.in_(ids)))

    def _reconciled(self, concept: Concept, row: StoredRow | None, *, read_here: bool) -> Concept:
        stored = None if row is None else _concept(row)
        if row is None or stored is None:
            return concept
        if not read_here and self._unseen(row):
            log.info("concept %s was changed by another hub too; both changes are kept", concept.id)
            concept = merged(stored, concept)
        last_used = max((at for at in (stored.last_used, concept.last_used) if at is not None), default=None)
        return replace(concept, uses=max(stored.uses, concept.uses), last_used=last_used)

    def _unseen(self, row: StoredRow) -> bool:
        return bool(row.revision > self._seen and row.writer != self._writer)

    def _row(self, concept: Concept, revision: int) -> dict[str, object]:
        return {
            "id": concept.id,
            "term_key": concept.term.casefold(),
            "type": concept.meaning.type,
            "scope": concept.scope,
            "status": concept.status.value,
            "uses": concept.uses,
            "last_used": concept.last_used,
            "revision": revision,
            "writer": self._writer,
            "document": DOCUMENT.write(concept),
        }

    async def delete(self, concept_id: str) -> None:
        """Remove it and all its versions for good; no error when it is gone already."""
        await self.delete_all((concept_id,))

    async def delete_all(self, concept_ids: Sequence[str]) -> int:
        """Remove many for good; how many there were. Other hubs learn of it by ``changed_since``."""
        gone: list[str] = []
        for start in range(0, len(concept_ids), _CHUNK):
            ids = concept_ids[start : start + _CHUNK]
            present = await self._connection.execute(select(concepts.c.id).where(concepts.c.id.in_(ids)))
            gone.extend(present.scalars())
        if not gone:
            return 0
        revision = await self.next_revision()
        at = datetime.now(UTC)
        for start in range(0, len(gone), _CHUNK):
            ids = gone[start : start + _CHUNK]
            await self._delete_rows(ids)
            await self._connection.execute(delete(deleted_concepts).where(deleted_concepts.c.id.in_(ids)))
            await self._connection.execute(
                insert(deleted_concepts),
                [{"id": i, "revision": revision, "writer": self._writer, "at": at} for i in ids],
            )
        return len(gone)

    async def list(self, query: ConceptQuery | None = None) -> Sequence[Concept]:
        """Concepts by id order."""
        query = query or ConceptQuery()
        rows = select(*ROW).order_by(concepts.c.id).limit(query.limit)
        if query.text:
            rows = rows.where(concepts.c.term_key.contains(query.text.casefold(), autoescape=True))
        if query.term is not None:
            rows = rows.where(concepts.c.term_key == query.term.casefold())
        if query.type:
            rows = rows.where(concepts.c.type == query.type)
        if query.scope is not None:
            rows = rows.where(concepts.c.scope == query.scope)
        if not query.include_retired:
            rows = rows.where(concepts.c.status == Status.ACTIVE.value)
        if query.after_id is not None:
            rows = rows.where(concepts.c.id > query.after_id)
        return await self._read(rows)

    async def all(self) -> Sequence[Concept]:
        """Every concept, retired ones too, by id order."""
        return await self._read(select(*ROW).order_by(concepts.c.id))

    async def unreadable(self) -> Sequence[str]:
        """Ids of concepts that this version cannot read."""
        found = await self._connection.execute(select(*ROW))
        return [row.id for row in found if _concept(row) is None]

    async def changed_since(self, revision: int) -> tuple[int, Sequence[Concept], Sequence[str]]:
        """``(newest revision, concepts put since, ids deleted since)``; revision 0 gives everything."""
        newest = await self.revision()
        if newest == revision:
            return newest, [], []
        changed = select(*ROW).where(concepts.c.revision > revision).order_by(concepts.c.revision, concepts.c.id)
        gone = select(deleted_concepts.c.id).where(deleted_concepts.c.revision > revision)
        deleted = (await self._connection.execute(gone)).scalars().all() if revision else []
        return newest, await self._read(changed), deleted

    async def touch(self, concept_ids: Sequence[str], at: datetime) -> None:
        """Count one use of each. Not a change that other hubs need to know of."""
        await self._connection.execute(
            update(concepts).where(concepts.c.id.in_(concept_ids)).values(uses=concepts.c.uses + 1, last_used=at)
        )

    async def uses(self) -> Mapping[str, int]:
        """How often each concept was used, by id; never used ones are left out."""
        rows = await self._connection.execute(select(concepts.c.id, concepts.c.uses).where(concepts.c.uses > 0))
        return {row.id: row.uses for row in rows}

    async def count(self, *, include_retired: bool = False) -> int:
        """How many there are."""
        number = select(func.count()).select_from(concepts)
        if not include_retired:
            number = number.where(concepts.c.status == Status.ACTIVE.value)
        return (await self._connection.execute(number)).scalar_one()

    async def revision(self) -> int:
        """The newest revision."""
        return self._next or (await self._connection.execute(_REVISION)).scalar_one()

    async def next_revision(self) -> int:
        """The revision of this transaction's changes. Taking it keeps other writers waiting until the end of ours."""
        if self._next is None:
            self._next = (await self._connection.execute(_NEXT_REVISION)).scalar_one()
        return self._next

    async def _read(self, rows: Select[*tuple[Any, ...]]) -> Sequence[Concept]:
        found = (await self._connection.execute(rows)).all()
        # By parts: what reading them takes in memory for a moment is several times what they take for good.
        parts = (found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK))
        return [concept for part in parts for concept in read_concepts(part) if concept is not None]


def read_concepts(rows: Sequence[StoredRow]) -> list[Concept | None]:
    """The concepts of rows that begin with ``ROW``; ``None`` for one that cannot be read."""
    try:
        many = DOCUMENT.read_many([row.document for row in rows])
    except DocumentUnreadable:
        return [_concept(row) for row in rows]
    return [_counted(concept, row) for concept, row in zip(many, rows, strict=True)]


def _concept(row: StoredRow) -> Concept | None:
    try:
        return _counted(DOCUMENT.read(row.document), row)
    except DocumentUnreadable as error:
        log.warning("concept %s cannot be read and is left out: %s", row.id, error)
        return None


def _counted(concept: Concept, row: StoredRow) -> Concept:
    """Uses are counted in their columns, beside the document."""
    if concept.uses == row.uses and concept.last_used == row.last_used:
        return concept
    return replace(concept, uses=row.uses, last_used=row.last_used)
