"""Forgetting in the database: removes what is meant and notes the wish, so that a restored backup forgets it too."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, and_, delete, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogue.ports import Forget
from hub.storage.concepts import SqlConcepts
from hub.storage.figures import SqlFigures
from hub.storage.journal import remove_turns
from hub.storage.oblivion import covers_anything, is_person, mark_of, remaining
from hub.storage.tables import accounts, audit, dialogues, figures, forgets, ignored, people, schedules, turns


class Removed(NamedTuple):
    """How many records went or lost a part, and how many hours of figures went, which nobody has said."""

    records: int
    figures: int


async def remove_forgotten(connection: AsyncConnection, concepts: SqlConcepts, forget: Forget) -> Removed:
    """Remove what is meant from every table, in the caller's transaction."""
    if not covers_anything(forget):
        return Removed(0, 0)
    removed = await _remove_concepts(concepts, forget)
    of_them = await _of_person(connection, turns.c.person, forget)
    removed += await remove_turns(connection, and_(_in_time(turns.c.at, forget), of_them))
    for table, moment, person in (
        (schedules, schedules.c.created, schedules.c.person),
        (people, people.c.created, people.c.id),
        (ignored, ignored.c.at, ignored.c.person),
    ):
        if table is people and not (forget.everything or forget.person is not None):
            continue
        meant = and_(_in_time(moment, forget), await _of_person(connection, person, forget))
        removed += (await connection.execute(delete(table).where(meant))).rowcount
    removed += await _remove_names(connection, forget)
    # A dialogue state does not tell who said what in it. It is short-lived, so all that may hold something go.
    touched = true() if forget.since is None else dialogues.c.updated >= forget.since
    removed += (await connection.execute(delete(dialogues).where(touched))).rowcount
    return Removed(removed, await _remove_figures(connection, forget))


async def note_forget(connection: AsyncConnection, forget: Forget, at: datetime) -> str | None:
    """Remember the wish itself: when, and by a mark whom; never what. Returns its id."""
    if not covers_anything(forget):
        return None
    wish = {
        "id": secrets.token_hex(16),
        "at": at,
        "person": None if forget.person is None else mark_of(forget.person),
        "since": forget.since,
        # What comes after the wish is not meant by it, also when it is applied again to a restored backup.
        "until": at if forget.until is None else min(forget.until, at),
        "everything": forget.everything,
        "swept": False,
    }
    await connection.execute(insert(forgets), wish)
    return str(wish["id"])


async def noted_forgets(
    connection: AsyncConnection, *, unswept_only: bool = False, since: datetime | None = None
) -> Sequence[tuple[str, Forget]]:
    """Ids and wishes, oldest first; with ``since`` those made then or later."""
    rows = select(forgets).order_by(forgets.c.at, forgets.c.id)
    if unswept_only:
        rows = rows.where(forgets.c.swept.is_(False))
    if since is not None:
        rows = rows.where(forgets.c.at >= since)
    found = await connection.execute(rows)
    return [
        (row.id, Forget(person=row.person, since=row.since, until=row.until, everything=row.everything))
        for row in found
    ]


async def mark_swept(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """The files, too, have forgotten these wishes."""
    await connection.execute(update(forgets).where(forgets.c.id.in_(ids)).values(swept=True))


async def _remove_concepts(concepts: SqlConcepts, forget: Forget) -> int:
    gone: list[str] = []
    changed = []
    for concept in await concepts.all():
        rest = remaining(concept, forget)
        if rest is None:
            gone.append(concept.id)
        elif rest is not concept:
            changed.append(rest)
    # What this version cannot read cannot be shown to be innocent.
    gone.extend(await concepts.unreadable())
    await concepts.put_all(changed, read_here=True)
    return await concepts.delete_all(gone) + len(changed)


async def _remove_figures(connection: AsyncConnection, forget: Forget) -> int:
    """Figures are of whole hours, all of which go that are touched."""
    last = [] if forget.until is None else [figures.c.hour <= forget.until]
    first = [] if forget.since is None else [figures.c.hour > forget.since - timedelta(hours=1)]
    of_them = await _of_person(connection, figures.c.person, forget)
    return await SqlFigures(connection).remove(true(), *first, *last, of_them)


async def _remove_names(connection: AsyncConnection, forget: Forget) -> int:
    """Accounts and the audit log stay, without the person; how many of them lost a name."""
    if not (forget.everything or forget.person is not None):
        return 0
    of_them = await _of_person(connection, accounts.c.person, forget)
    link = update(accounts).where(accounts.c.person.is_not(None), of_them).values(person=None)
    about_them = and_(_in_time(audit.c.at, forget), await _of_person(connection, audit.c.object, forget))
    lines = update(audit).where(audit.c.object != "", about_them).values(object="")
    return (await connection.execute(link)).rowcount + (await connection.execute(lines)).rowcount


async def _of_person(connection: AsyncConnection, column: Column[str | None], forget: Forget) -> ColumnElement[bool]:
    if forget.person is None:
        return true()
    known = (await connection.execute(select(column).distinct().where(column.is_not(None)))).scalars()
    return column.in_([person for person in known if is_person(forget.person, person)])


def _in_time(moment: ColumnElement[datetime | None], forget: Forget) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [true()]
    if forget.since is not None:
        parts.append(moment >= forget.since)
    if forget.until is not None:
        parts.append(moment <= forget.until)
    return or_(moment.is_(None), and_(*parts))
