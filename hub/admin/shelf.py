"""Finds among what was taught, a page at a time, however much it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from devices.home import Home
from hub.admin.logins import Visitor
from hub.admin.roles import Right
from hub.ports import HouseholdStore
from teaching.concepts import Alias, AreaName, Chosen, Concept, Meaning, Preference, Routine, Status
from teaching.ports import ConceptQuery

PAGE: Final = 50
# So much is looked through for one page: what the database cannot sort out is sorted out here.
_CHUNK: Final = 500
_LONGEST_SEARCH: Final = 10_000

HOUSEHOLD: Final = "household"
BOTH: Final = "both"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty parts leave it open.

    ``person`` is an id or ``household``, ``state`` a ``Status`` or ``both``.
    """

    text: str = ""
    kind: str = ""
    person: str = ""
    room: str = ""
    state: str = Status.ACTIVE.value
    after: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page. ``next`` is the id to go on after; ``is_cut`` when the search was ended before the page was full."""

    concepts: tuple[Concept, ...]
    next: str = ""
    is_cut: bool = False


async def shelf_of(store: HouseholdStore, wanted: Wanted, home: Home, visitor: Visitor) -> Shelf:
    """The page of it that comes after ``wanted.after``."""
    query = ConceptQuery(
        text=wanted.text.strip() or None,
        type=wanted.kind or None,
        scope=wanted.person if wanted.person not in {"", HOUSEHOLD} else None,
        include_retired=wanted.state != Status.ACTIVE,
        after_id=wanted.after or None,
        limit=_CHUNK,
    )
    fits = _filter(wanted, home, visitor)
    found: list[Concept] = []
    for _ in range(_LONGEST_SEARCH // _CHUNK):
        chunk = await store.concepts(query)
        for concept in chunk:
            if not fits(concept):
                continue
            if len(found) == PAGE:
                return Shelf(_sorted(found), found[-1].id)
            found.append(concept)
        if len(chunk) < _CHUNK:
            return Shelf(_sorted(found))
        query = replace(query, after_id=chunk[-1].id)
    return Shelf(_sorted(found), query.after_id or "", is_cut=True)


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


def _filter(wanted: Wanted, home: Home, visitor: Visitor) -> Callable[[Concept], bool]:
    def fits(concept: Concept) -> bool:
        return (
            may_see(visitor, concept)
            and wanted.state in {BOTH, concept.status}
            and (wanted.person != HOUSEHOLD or concept.scope is None)
            and (not wanted.room or wanted.room in rooms_of(concept.meaning, home))
        )

    return fits


def _sorted(found: Iterable[Concept]) -> tuple[Concept, ...]:
    return tuple(sorted(found, key=lambda concept: (concept.term.casefold(), concept.id)))


def _rooms(entities: Iterable[str], home: Home) -> frozenset[str]:
    areas = (home.entities[one].area for one in entities if one in home.entities)
    return frozenset(area for area in areas if area is not None)


def _known(area: str | None) -> frozenset[str]:
    return frozenset() if area is None else frozenset((area,))
