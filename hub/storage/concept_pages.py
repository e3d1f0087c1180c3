"""Concepts a page at a time, in the order of their terms, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Select, and_, false, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.storage.concepts import ROW, StoredRow, read_concepts
from hub.storage.marks import read_mark, write_mark
from hub.storage.tables import concepts, mentions
from teaching.concepts import Concept, Status

_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class ConceptPageQuery:
    """Which concepts to list, by term; all parts that are set must hold. ``after`` is a page's ``next``.

    ``text`` is looked for in terms. ``scopes`` are those whose words are meant, ``None`` among them the household.
    ``about`` are marks of ``hub/storage/mentions.py``: the meaning must speak of one of them.
    """

    text: str = ""
    type: str | None = None
    scopes: frozenset[str | None] | None = None
    status: Status | None = Status.ACTIVE
    about: frozenset[str] = frozenset()
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Some concepts; ``next`` leads to the following page, ``None`` on the last."""

    concepts: tuple[Concept, ...]
    next: str | None


async def concept_page(connection: AsyncConnection, query: ConceptPageQuery) -> ConceptPage:
    """A page of concepts; raises ``ValueError`` for a page mark that is none."""
    place = read_mark(query.after, 2)
    rows = select(*ROW, concepts.c.term_key).order_by(concepts.c.term_key, concepts.c.id)
    if query.about:
        rows = rows.where(concepts.c.id.in_(await _ids_about(connection, query, place)))
    else:
        rows = rows.where(*_conditions(query), *_behind(place, concepts.c.term_key, concepts.c.id))
    return _page(list((await connection.execute(rows.limit(query.limit + 1))).all()), query.limit)


async def _ids_about(
    connection: AsyncConnection, query: ConceptPageQuery, place: Sequence[str] | None
) -> Sequence[str]:
    """Ids, the page's among them: the first of each thing are looked up, and of all these the first taken."""
    marks, found = sorted(query.about), list[str]()
    for start in range(0, len(marks), _AT_ONCE):
        parts = [_first_about(mark, query, place).subquery() for mark in marks[start : start + _AT_ONCE]]
        places = union(*(select(part.c.term_key, part.c.concept_id) for part in parts)).subquery()
        first = select(places.c.concept_id).order_by(places.c.term_key, places.c.concept_id).limit(query.limit + 1)
        found += (await connection.execute(first)).scalars().all()
    return found


def _first_about(mark: str, query: ConceptPageQuery, place: Sequence[str] | None) -> Select[*tuple[Any, ...]]:
    rows = select(mentions.c.term_key, mentions.c.concept_id).where(mentions.c.thing == mark)
    if conditions := _conditions(query):
        rows = rows.join(concepts, concepts.c.id == mentions.c.concept_id).where(*conditions)
    rows = rows.where(*_behind(place, mentions.c.term_key, mentions.c.concept_id))
    return rows.order_by(mentions.c.term_key, mentions.c.concept_id).limit(query.limit + 1)


def _behind(
    place: Sequence[str] | None, term_key: Column[str], concept_id: Column[str]
) -> tuple[ColumnElement[bool], ...]:
    if place is None:
        return ()
    term, after = place
    return term_key >= term, or_(term_key > term, and_(term_key == term, concept_id > after))


def _conditions(query: ConceptPageQuery) -> list[ColumnElement[bool]]:
    meant: list[ColumnElement[bool]] = []
    if query.text:
        meant.append(concepts.c.term_key.contains(query.text.casefold(), autoescape=True))
    if query.type is not None:
        meant.append(concepts.c.type == query.type)
    if query.scopes is not None:
        whose = sorted(scope for scope in query.scopes if scope is not None)
        parts = [concepts.c.scope == scope for scope in whose]
        meant.append(or_(false(), *parts, *([concepts.c.scope.is_(None)] if None in query.scopes else ())))
    if query.status is not None:
        meant.append(concepts.c.status == query.status.value)
    return meant


def _page(rows: list[StoredRow], limit: int) -> ConceptPage:
    found = tuple(concept for concept in read_concepts(rows[:limit]) if concept is not None)
    return ConceptPage(found, write_mark(rows[limit - 1].term_key, rows[limit - 1].id) if len(rows) > limit else None)
