"""Finds among what was taught, a page at a time, however much it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from devices.home import Home
from hub.admin.logins import Visitor
from hub.admin.roles import Right
from hub.storage.concept_pages import ConceptPage, ConceptPageQuery
from hub.storage.mentions import entity_mark, marks_in
from hub.storage.records import Records
from teaching.concepts import Concept, Status

PAGE: Final = 50
LONGEST: Final = 200

HOUSEHOLD: Final = "household"
BOTH: Final = "both"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty parts leave it open.

    ``person`` is an id or ``household``, ``thing`` the id of a device, ``state`` a ``Status`` or ``both``.
    ``after`` is a page's ``next``.
    """

    text: str = ""
    kind: str = ""
    person: str = ""
    room: str = ""
    thing: str = ""
    state: str = Status.ACTIVE.value
    after: str = ""


async def shelf_of(records: Records, wanted: Wanted, home: Home, visitor: Visitor) -> ConceptPage:
    """The page of it that comes after ``wanted.after``. Raises ``ValueError`` when that is no page's end."""
    return await records.concepts(
        ConceptPageQuery(
            text=wanted.text.strip()[:LONGEST],
            type=wanted.kind or None,
            scopes=_scopes(wanted, visitor),
            status=Status(wanted.state) if wanted.state in list(Status) else None,
            about=_about(wanted, home),
            after=wanted.after or None,
            limit=PAGE,
        )
    )


def may_see(visitor: Visitor, concept: Concept) -> bool:
    """Whether it is theirs or the household's; whoever may teach sees all."""
    scopes = _visible(visitor)
    return scopes is None or concept.scope in scopes


def _about(wanted: Wanted, home: Home) -> frozenset[str]:
    if wanted.thing:
        return frozenset((entity_mark(wanted.thing),))
    return marks_in(wanted.room, home) if wanted.room else frozenset()


def _visible(visitor: Visitor) -> frozenset[str | None] | None:
    return None if visitor.may(Right.TEACH) else frozenset((None, visitor.account.person))


def _scopes(wanted: Wanted, visitor: Visitor) -> frozenset[str | None] | None:
    """Whose words are looked for, of those that the visitor may see."""
    visible = _visible(visitor)
    if not wanted.person:
        return visible
    asked = frozenset((None if wanted.person == HOUSEHOLD else wanted.person,))
    return asked if visible is None else asked & visible
