"""Concepts a page at a time, in the order of their terms, however many there are."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.storage.concepts import ROW, StoredRow, read_concepts
from hub.storage.tables import concepts
from teaching.concepts import Concept, Status

SCANNED_TERMS: Final = 50_000
"""So many terms are looked at for one page when a part of them is searched for."""
SCANNED_DOCUMENTS: Final = 1_000
"""So many concepts are read for one page when it takes reading them to know whether they are meant."""


@dataclass(frozen=True, slots=True)
class ConceptPageQuery:
    """Which concepts to list, by term; all parts that are set must hold. ``after`` is a page's ``next``.

    ``text`` is looked for in terms. ``is_meant`` decides by what no column tells (the rooms of a meaning, say); with
    ``mentions``, only concepts that have one of these ids in them are read and asked about.
    """

    text: str = ""
    type: str | None = None
    scope: str | None = None
    status: Status | None = Status.ACTIVE
    is_meant: Callable[[Concept], bool] | None = None
    mentions: frozenset[str] = frozenset()
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Some concepts; ``next`` leads to the following page, ``None`` on the last.

    ``searched_to`` is the last term that was looked at when the page ends because enough was searched.
    """

    concepts: tuple[Concept, ...]
    next: str | None
    searched_to: str | None = None


async def concept_page(connection: AsyncConnection, query: ConceptPageQuery) -> ConceptPage:
    """A page of concepts; raises ``ValueError`` for a page mark that is none."""
    if query.is_meant is None:
        found = await _some(connection, query, read_mark(query.after), query.limit + 1)
        return _page(found, query.limit)
    return await _read_through(connection, query)


async def _read_through(connection: AsyncConnection, query: ConceptPageQuery) -> ConceptPage:
    assert query.is_meant is not None
    meant: list[tuple[StoredRow, Concept]] = []
    place = read_mark(query.after)
    part = SCANNED_DOCUMENTS // 4
    # As they stand in a document; without any, everything fits.
    texts = (re.escape(json.dumps(one, ensure_ascii=False)) for one in sorted(query.mentions))
    mentioned = re.compile("|".join(texts)).search
    for _ in range(SCANNED_DOCUMENTS // part):
        rows = await _some(connection, query, place, part)
        likely = [row for row in rows if mentioned(row.document)]
        for row, concept in zip(likely, read_concepts(likely), strict=True):
            if concept is not None and query.is_meant(concept):
                meant.append((row, concept))
                if len(meant) > query.limit:
                    last = meant[query.limit - 1][0]
                    return ConceptPage(tuple(one for _, one in meant[:-1]), _mark(last))
        if len(rows) < part:
            return ConceptPage(tuple(one for _, one in meant), None)
        place = rows[-1].term_key, rows[-1].id
    assert place is not None
    return ConceptPage(tuple(one for _, one in meant), write_mark(*place), place[0])


async def _some(
    connection: AsyncConnection, query: ConceptPageQuery, place: tuple[str, str] | None, limit: int
) -> list[StoredRow]:
    rows = _meant(query)
    if place is not None:
        term, concept_id = place
        after = or_(concepts.c.term_key > term, and_(concepts.c.term_key == term, concepts.c.id > concept_id))
        rows = rows.where(concepts.c.term_key >= term, after)
    rows = rows.order_by(concepts.c.term_key, concepts.c.id).limit(limit)
    return list((await connection.execute(rows)).all())


def _meant(query: ConceptPageQuery) -> Select[*tuple[Any, ...]]:
    rows = select(*ROW, concepts.c.term_key)
    if query.text:
        rows = rows.where(concepts.c.term_key.contains(query.text.casefold(), autoescape=True))
    if query.type is not None:
        rows = rows.where(concepts.c.type == query.type)
    if query.scope is not None:
        rows = rows.where(concepts.c.scope == query.scope)
    if query.status is not None:
        rows = rows.where(concepts.c.status == query.status.value)
    return rows


def _page(rows: list[StoredRow], limit: int) -> ConceptPage:
    found = tuple(concept for concept in read_concepts(rows[:limit]) if concept is not None)
    return ConceptPage(found, _mark(rows[limit - 1]) if len(rows) > limit else None)


def _mark(row: StoredRow) -> str:
    return write_mark(row.term_key, row.id)


def write_mark(term_key: str, concept_id: str) -> str:
    """Where a page ends, as its ``next``."""
    return base64.urlsafe_b64encode(json.dumps([term_key, concept_id]).encode()).decode()


def read_mark(after: str | None) -> tuple[str, str] | None:
    """Back from ``write_mark``; raises ``ValueError`` when it is none."""
    if not after:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(after.encode()))
    except (ValueError, binascii.Error) as error:
        raise ValueError("the page mark is not one of the concepts'") from error
    match place:
        case [str(term_key), str(concept_id)]:
            return term_key, concept_id
        case _:
            raise ValueError("the page mark is not one of the concepts'")
