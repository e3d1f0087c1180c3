"""Offers taught names and routines to a Home Assistant, on request only: a plan first, then what was planned."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from devices.home import Home
from hub.takeaway.changes import AliasChange, Change, Plan, RoutineChange
from hub.takeaway.ledger import Ledger, Made, Sort
from hub.takeaway.models import LeftOut
from hub.takeaway.packing import Packing
from hub.takeaway.ports import Registrar, Registrars
from hub.takeaway.routines import GONE, Inexpressible, script_of
from hub.takeaway.scenes import scene_of
from hub.takeaway.sentences import own_to_one
from hub.takeaway.targets import is_by_id
from teaching.concepts import Alias, AreaName, Concept, Routine, Status

PREFIX: Final = "teachable_hub_"
_DESCRIPTION: Final = "Taught to Teachable Hub, which replaces it when it is taught anew."
_FOREIGN: Final = "it doesn't come from Home Assistant"
_UNREGISTERED: Final = "Home Assistant keeps no aliases for it; an entity without a unique id has none"
_SEVERAL: Final = "it stands for several, and an alias is of one"
_TAKEN: Final = "something else is called that"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is offered or taken back."""

    aliases: bool = True
    scenes: bool = True


@dataclass(frozen=True, slots=True)
class Offering:
    """Plans and makes changes in the Home Assistant that the home comes from."""

    packing: Packing
    registrars: Registrars
    folder: Path
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False, compare=False)

    async def plan(self, wish: Wish, *, withdraw: bool = False) -> Plan:
        """What would be changed to offer what is taught now, or to take everything back. Raises ``HubError``."""
        ledger = await asyncio.to_thread(Ledger.read, self.folder)
        concepts = () if withdraw else await self._concepts()
        async with self.registrars() as registrar:
            planner = _Planner(ledger, registrar, self.packing, concepts)
            if wish.aliases:
                await planner.plan_aliases()
            if wish.scenes:
                await planner.plan_routines()
        return Plan(tuple(planner.changes), tuple(dict.fromkeys(planner.left_out)))

    async def carry_out(self, plan: Plan) -> None:
        """Make the changes, noting each. Raises ``HubError``; what was changed until then stays and is noted."""
        async with self._turn, self.registrars() as registrar:
            ledger = await asyncio.to_thread(Ledger.read, self.folder)
            for change in plan.changes:
                try:
                    await _make(change, registrar, ledger)
                finally:
                    await asyncio.to_thread(ledger.save)

    async def _concepts(self) -> Sequence[Concept]:
        found = await self.packing.concepts()
        active = [concept for concept in found if concept.status is Status.ACTIVE]
        return sorted(active, key=lambda concept: (concept.term.casefold(), concept.id))


class _Planner:
    """Gathers changes."""

    def __init__(self, ledger: Ledger, registrar: Registrar, packing: Packing, concepts: Sequence[Concept]) -> None:
        self.changes: list[Change] = []
        self.left_out: list[LeftOut] = []
        self._ledger = ledger
        self._registrar = registrar
        self._packing = packing
        self._home = packing.home()
        self._concepts = concepts

    async def plan_aliases(self) -> None:
        """Aliases of entities and of areas."""
        wanted: dict[tuple[Sort, str], list[str]] = {}
        for concept in self._of(Alias, AreaName):
            meant = self._holder(concept)
            if meant is not None:
                wanted.setdefault(meant, []).append(concept.term.strip())
        entities = {holder for sort, holder in wanted if sort == "entity"} | self._ledger.holders("entity")
        there = await self._registrar.entity_aliases(sorted(entities)) if entities else {}
        self._compare("entity", there, wanted)
        if self._ledger.holders("area") or any(sort == "area" for sort, _ in wanted):
            self._compare("area", await self._registrar.area_aliases(), wanted)

    async def plan_routines(self) -> None:
        """Scenes and scripts of routines: a scene where it is nothing but how things shall be."""
        wanted: dict[tuple[Made, str], tuple[str, Mapping[str, object]]] = {}
        for concept in self._of(Routine):
            made = self._made(concept)
            if made is not None:
                sort, config = made
                wanted[sort, _routine_id(concept)] = concept.term, config
        for (sort, routine_id), (term, config) in wanted.items():
            there = await self._registrar.routine(sort, routine_id)
            if there is None:
                self.changes.append(RoutineChange(sort, routine_id, term, "new", config))
            elif not _is_as_wanted(there, config):
                self.changes.append(RoutineChange(sort, routine_id, term, "changed", config))
        gone = {(sort, routine_id) for sort, ids in self._ledger.made.items() for routine_id in ids} - wanted.keys()
        for sort, routine_id in sorted(gone):
            there = await self._registrar.routine(sort, routine_id) or {}
            name = str(there.get("alias") or there.get("name") or routine_id)
            self.changes.append(RoutineChange(sort, routine_id, name, "gone"))

    def _of(self, *types: type) -> Iterable[Concept]:
        for concept in self._concepts:
            if isinstance(concept.meaning, types):
                personal = own_to_one(concept, self._home)
                if personal is None:
                    yield concept
                else:
                    self.left_out.append(personal)

    def _holder(self, concept: Concept) -> tuple[Sort, str] | None:
        """What gets the alias; noted as left out when nothing does."""
        found: tuple[Sort, str] | None = None
        reason = ""
        match concept.meaning:
            case Alias(entities=(entity_id,)):
                entity = self._home.entities.get(entity_id)
                reason = GONE if entity is None else "" if is_by_id(entity) else _FOREIGN
                found = "entity", entity_id
            case AreaName(areas=(area_id,)):
                reason = "" if area_id in self._home.areas else GONE
                found = "area", area_id
            case _:
                reason = _SEVERAL
        if found is not None and not reason and _is_taken(concept.term, found, self._home):
            reason = _TAKEN
        if reason:
            self.left_out.append(LeftOut(concept.term, reason))
        return None if reason else found

    def _compare(
        self, sort: Sort, there: Mapping[str, tuple[str, ...]], wanted: Mapping[tuple[Sort, str], Sequence[str]]
    ) -> None:
        terms = {holder: found for (of, holder), found in wanted.items() if of == sort}
        for holder, found in terms.items():
            if holder not in there:
                self.left_out.extend(LeftOut(term, _UNREGISTERED) for term in found)
        for holder, aliases in there.items():
            mine = terms.get(holder, ())
            known = {alias.casefold() for alias in aliases} | {self._name(sort, holder).casefold()}
            added = tuple(term for term in mine if term.casefold() not in known)
            kept = {term.casefold() for term in mine}
            removed = tuple(
                alias for alias in aliases if alias.casefold() not in kept and self._ledger.owns(sort, holder, alias)
            )
            if added or removed:
                self.changes.append(AliasChange(sort, holder, self._name(sort, holder), added, removed))

    def _name(self, sort: Sort, holder: str) -> str:
        named = self._home.entities.get(holder) if sort == "entity" else self._home.areas.get(holder)
        return named.name if named is not None else holder

    def _made(self, concept: Concept) -> tuple[Made, Mapping[str, object]] | None:
        meaning = concept.meaning
        assert isinstance(meaning, Routine)
        try:
            script = script_of(meaning, self._home, self._packing.services, None)
            states = scene_of(meaning, self._home)
        except Inexpressible as error:
            self.left_out.append(LeftOut(concept.term, str(error)))
            return None
        if states is not None:
            return "scene", {"name": concept.term, "entities": states}
        return "script", {"alias": concept.term, "description": _DESCRIPTION, "sequence": list(script.actions)}


async def _make(change: Change, registrar: Registrar, ledger: Ledger) -> None:
    match change:
        case AliasChange(sort=sort, id=holder, added=added, removed=removed):
            change_aliases = registrar.change_entity_aliases if sort == "entity" else registrar.change_area_aliases
            # Somebody may have added one there since it was planned: then it is theirs.
            new = await change_aliases(holder, added=added, removed=removed)
            ledger.note(sort, holder, added=new, removed=removed)
        case RoutineChange(sort=sort, id=routine_id, config=config):
            if config is None:
                await registrar.remove_routine(sort, routine_id)
                ledger.made[sort].discard(routine_id)
            else:
                ledger.made[sort].add(routine_id)
                await registrar.put_routine(sort, routine_id, config)


def _is_as_wanted(there: Mapping[str, object], config: Mapping[str, object]) -> bool:
    """Whether it is there as it was put; an id is written into a scene, and people may give it an icon."""
    return all(there.get(key) == value for key, value in config.items())


def _is_taken(term: str, holder: tuple[Sort, str], home: Home) -> bool:
    said = term.strip().casefold()
    things = home.spoken if holder[0] == "entity" else tuple(home.areas.values())
    return any(
        said in {name.casefold() for name in (thing.name, *thing.aliases)} for thing in things if thing.id != holder[1]
    )


def _routine_id(concept: Concept) -> str:
    return PREFIX + re.sub(r"[^a-z0-9]+", "_", concept.id.lower()).strip("_")
