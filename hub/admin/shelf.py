"""Finds among what was taught, a page at a time, however much it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from devices.home import Home
from hub.admin.logins import Visitor
from hub.admin.roles import Right
from hub.storage.concept_pages import ConceptPage, ConceptPageQuery
from hub.storage.records import Records
from teaching.concepts import Alias, AreaName, Chosen, Concept, Meaning, Preference, Routine, Status

PAGE: Final = 50
LONGEST: Final = 200

HOUSEHOLD: Final = "household"
BOTH: Final = "both"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty parts leave it open.

    ``person`` is an id or ``household``, ``state`` a ``Status`` or ``both``. ``after`` is a page's ``next``.
    """

    text: str = ""
    kind: str = ""
    person: str = ""
    room: str = ""
    state: str = Status.ACTIVE.value
    after: str = ""


async def shelf_of(records: Records, wanted: Wanted, home: Home, visitor: Visitor) -> ConceptPage:
    """The page of it that comes after ``wanted.after``. Raises ``ValueError`` when that is no page's end."""
    return await records.concepts(
        ConceptPageQuery(
            text=wanted.text.strip()[:LONGEST],
            type=wanted.kind or None,
            scope=wanted.person if wanted.person not in {"", HOUSEHOLD} else None,
            status=Status(wanted.state) if wanted.state in list(Status) else None,
            is_meant=_filter(wanted, home, visitor),
            mentions=_ids_of(wanted.room, home),
            after=wanted.after or None,
            limit=PAGE,
        )
    )


def may_see(visitor: Visitor, concept: Concept) -> bool:
    """Whether it is theirs or the household's; whoever may teach sees all."""
    return visitor.may(Right.TEACH) or concept.scope in {None, visitor.account.person}


def rooms_of(meaning: Meaning, home: Home) -> frozenset[str]:
    """The areas that a meaning is about; none when it can be said of any."""
    match meaning:
        case AreaName(areas=areas):
            return frozenset(areas)
        case Alias(entities=entities):
            return _rooms(entities, home)
        case Chosen(entity=entity, area=area):
            return _rooms((entity,), home) | _known(area)
        case Preference(entities=entities, condition=condition):
            return _rooms(entities, home) | _known(condition.area)
        case Routine(steps=steps):
            rooms = (_rooms(step.target.entities, home) | frozenset(step.target.areas) for step in steps)
            return frozenset[str]().union(*rooms)
        case _:
            return frozenset()


def _ids_of(room: str, home: Home) -> frozenset[str]:
    """What a meaning must mention to be about the room: the room itself, or something in it."""
    if not room:
        return frozenset()
    return frozenset((room, *(one.id for one in home.entities.values() if one.area == room)))


def _filter(wanted: Wanted, home: Home, visitor: Visitor) -> Callable[[Concept], bool] | None:
    """What no column tells; ``None`` when the columns tell all, which is quicker."""
    if wanted.person != HOUSEHOLD and not wanted.room and visitor.may(Right.TEACH):
        return None

    def is_meant(concept: Concept) -> bool:
        return (
            may_see(visitor, concept)
            and (wanted.person != HOUSEHOLD or concept.scope is None)
            and (not wanted.room or wanted.room in rooms_of(concept.meaning, home))
        )

    return is_meant


def _rooms(entities: Iterable[str], home: Home) -> frozenset[str]:
    areas = (home.entities[one].area for one in entities if one in home.entities)
    return frozenset(area for area in areas if area is not None)


def _known(area: str | None) -> frozenset[str]:
    return frozenset() if area is None else frozenset((area,))
