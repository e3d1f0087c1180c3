"""What was taught as sentences of Home Assistant's own agent, with the actions that carry them out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from devices.home import Entity, Home
from dialogue.language_data import Section, section
from hub.takeaway.doing import Asks, calls_of_action, calls_of_percent, calls_of_settings, calls_of_verb
from hub.takeaway.grouping import grouped
from hub.takeaway.models import Block, Call, Intent, LeftOut, Services, Takeaway
from hub.takeaway.patterns import filled, pattern
from hub.takeaway.places import Named, doable, meant_in_a_room, rooms, spellings, things
from hub.takeaway.routines import ASKS, GONE, NO_SERVICE, Inexpressible, script_of
from hub.takeaway.targets import SEPARATOR, action, reference
from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Chosen,
    Concept,
    PersonName,
    Preference,
    Routine,
    Status,
    TimeName,
    ValueName,
)

PREFIX: Final = "TeachableHub"
AMOUNT_LIST: Final = "teachable_hub_percent"
_LIST = "teachable_hub_names"
_SLOT = "things"
_AMOUNT = "amount"
_VERBS = ("on", "off", "open", "close", "lock")
_VERBS_OF_ROOMS = ("on", "off")
_KEPT_HERE: Mapping[type, str] = {
    TimeName: "Home Assistant's sentences have no words for times of the day",
    PersonName: "it names a person; a person's aliases are set in Home Assistant itself",
    Preference: "Home Assistant doesn't keep how people like things",
    Chosen: "it is the answer to a question that Home Assistant doesn't ask",
}

_CallsOf = Callable[[Entity], tuple[Call, ...]]


def takeaway(concepts: Iterable[Concept], home: Home, services: Services, language: str = "en") -> Takeaway:
    """All that Home Assistant can have of what was taught, and what it can't. Raises ``LanguageDataError``."""
    return _Book(concepts, home, services, section("takeaway", language), language).written()


def own_to_one(concept: Concept, home: Home) -> LeftOut | None:
    """Why a word of one person has to stay here."""
    if concept.scope is None:
        return None
    person = home.persons.get(concept.scope)
    name = person.name if person is not None else concept.scope
    return LeftOut(concept.term, f"only {name} means that by it, and Home Assistant's words are everybody's")


class _Book:
    """Gathers intents, lists and what is left out while it goes through the concepts."""

    def __init__(
        self, concepts: Iterable[Concept], home: Home, services: Services, words: Section, language: str
    ) -> None:
        self._home = home
        self._services = services
        self._words = words
        self._language = language
        self._left_out: list[LeftOut] = []
        self._shared = self._sorted_out(concepts)
        self._things = tuple(things(home, self._shared))
        self._rooms = tuple(rooms(home, self._shared))
        self._intents: dict[str, Intent] = {}
        self._lists: dict[tuple[tuple[str, str], ...], str] = {}
        # Many words are for the same things: their names are gone through once.
        self._seen: dict[tuple[frozenset[str], bool], tuple[tuple[str, str], ...]] = {}

    def written(self) -> Takeaway:
        for concept in self._shared:
            self._write(concept)
        self._write_names()
        lists = {name: values for values, name in self._lists.items()}
        answer = self._words.text("done")
        return Takeaway(self._language, tuple(self._intents.values()), lists, tuple(self._left_out), answer)

    def _sorted_out(self, concepts: Iterable[Concept]) -> tuple[Concept, ...]:
        shared: list[Concept] = []
        for concept in sorted(concepts, key=lambda concept: (concept.term.casefold(), concept.id)):
            if concept.status is not Status.ACTIVE:
                self._leave(concept.term, "it is retired")
            elif (personal := own_to_one(concept, self._home)) is not None:
                self._left_out.append(personal)
            elif not pattern(concept.term):
                self._leave(concept.term, "it holds nothing that can be said")
            else:
                shared.append(concept)
        return tuple(shared)

    def _leave(self, term: str, reason: str) -> None:
        left = LeftOut(term, reason)
        if left not in self._left_out:
            self._left_out.append(left)

    def _write(self, concept: Concept) -> None:
        meaning = concept.meaning
        match meaning:
            case ValueName():
                self._spoken(concept.term, "value", lambda e: calls_of_settings(self._services, e, meaning.settings))
            case ActionName():
                self._spoken(concept.term, "action", lambda e: calls_of_action(self._services, e, meaning))
            case Routine():
                self._routine(concept.term, meaning)
            case Alias():
                if any(entity not in self._home.entities for entity in meaning.entities):
                    self._leave(concept.term, GONE)
            case AreaName():
                if any(area not in self._home.areas for area in meaning.areas):
                    self._leave(concept.term, GONE)
            case _:
                self._leave(concept.term, _KEPT_HERE[type(meaning)])

    def _spoken(self, term: str, sort: str, calls_of: _CallsOf) -> None:
        """Intents for a word that does something to whatever is named with it."""
        able = self._grouped(term, self._home.spoken, calls_of)
        if not able:
            if not any(left.term == term for left in self._left_out):
                self._leave(term, NO_SERVICE)
            return
        by_id = {entity.id: entity for _, entities in able for entity in entities}
        word = {"word": pattern(term)}
        blocks = [
            *self._block(f"{sort}_on_thing", "thing", self._all_listed(by_id), word),
            *self._block(f"{sort}_in_place", "place", self._all_listed(by_id, in_rooms=True), word),
            *self._blocks_here(f"{sort}_here", word, by_id),
        ]
        self._add(term, blocks, able, _SLOT)

    def _routine(self, term: str, routine: Routine) -> None:
        try:
            script = script_of(routine, self._home, self._services, _SLOT)
        except Inexpressible as error:
            self._leave(term, str(error))
            return
        word = {"word": pattern(term)}
        if script.here:
            here = {entity.id: entity for entity in script.here}
            blocks = self._blocks_here("routine", word, here, is_lights_first=False)
        else:
            blocks = [Block(filled(self._words.list("routine"), word))]
        self._keep(term, blocks, script.actions)

    def _write_names(self) -> None:
        """What can be done by taught names of things and rooms; by their own names Home Assistant does it itself."""
        taught = [thing for thing in self._things if thing.is_taught]
        lights = [
            replace(room, entities=tuple(entity for entity in room.entities if entity.kind == "light"))
            for room in self._rooms
            if room.is_taught
        ]
        for verb in _VERBS:
            self._named(verb, taught, verb, partial(self._verb, verb))
        self._named("brightness", taught, "brightness", partial(calls_of_percent, _AMOUNT))
        for verb in _VERBS_OF_ROOMS:
            self._named(f"lights {verb}", lights, f"{verb}_in_place", partial(self._verb, verb))

    def _verb(self, verb: str, entity: Entity) -> tuple[Call, ...]:
        return calls_of_verb(self._services, entity, verb)

    def _named(self, name: str, named: Sequence[Named], sentences: str, calls_of: _CallsOf) -> None:
        meant = {entity.id: entity for one in named for entity in one.entities}
        able = self._grouped(None, meant.values(), calls_of)
        by_id = {entity.id: entity for _, entities in able for entity in entities}
        listed = self._listed(named, by_id)
        amount = {"amount": f"{{{AMOUNT_LIST}:{_AMOUNT}}}"}
        place = "place" if sentences.endswith("_in_place") else "thing"
        if listed:
            self._add(f"names {name}", self._block(sentences, place, listed, amount), able, _SLOT)

    def _grouped(
        self, term: str | None, entities: Iterable[Entity], calls_of: _CallsOf
    ) -> tuple[tuple[tuple[Call, ...], tuple[Entity, ...]], ...]:
        def unasked(entity: Entity) -> tuple[Call, ...]:
            try:
                return calls_of(entity)
            except Asks:
                self._leave(f"{term} ({entity.name})" if term else entity.name, ASKS)
                return ()

        return grouped(entities, unasked)

    def _all_listed(self, able: Mapping[str, Entity], *, in_rooms: bool = False) -> tuple[tuple[str, str], ...]:
        key = frozenset(able), in_rooms
        if key not in self._seen:
            named = self._rooms if in_rooms else self._things
            self._seen[key] = self._listed(named, able, in_rooms=in_rooms)
        return self._seen[key]

    def _listed(
        self, named: Sequence[Named], able: Mapping[str, Entity], *, in_rooms: bool = False
    ) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        for one in named:
            entities = doable(one, able)
            entities = meant_in_a_room(entities) if in_rooms else entities
            said = pattern(one.words)
            if entities and said:
                found.setdefault(said, _references(entities))
        return tuple(found.items())

    def _block(
        self, key: str, place: str, listed: tuple[tuple[str, str], ...], words: Mapping[str, str]
    ) -> list[Block]:
        if not listed:
            return []
        name = self._lists.setdefault(listed, f"{_LIST}_{len(self._lists) + 1}")
        return [Block(filled(self._words.list(key), {**words, place: f"{{{name}:{_SLOT}}}"}))]

    def _blocks_here(
        self, key: str, words: Mapping[str, str], able: Mapping[str, Entity], *, is_lights_first: bool = True
    ) -> list[Block]:
        blocks: list[Block] = []
        for area in self._home.areas.values():
            there = tuple(entity for entity in self._home.by_area.get(area.id, ()) if entity.id in able)
            there = meant_in_a_room(there) if is_lights_first else there
            if there:
                sentences = filled(self._words.list(key), words)
                blocks.append(Block(sentences, {_SLOT: _references(there)}, spellings(area)))
        return blocks

    def _add(
        self,
        term: str,
        blocks: Sequence[Block],
        able: Iterable[tuple[tuple[Call, ...], tuple[Entity, ...]]],
        slot: str,
    ) -> None:
        self._keep(term, blocks, [action(call, entities, slot) for calls, entities in able for call in calls])

    def _keep(self, term: str, blocks: Sequence[Block], actions: Sequence[Mapping[str, object]]) -> None:
        if not blocks:
            self._leave(term, "nothing that can do it has a name of its own or stands in a room")
            return
        name = _free(f"{PREFIX}{_camel(term)}", self._intents)
        self._intents[name] = Intent(name, tuple(blocks), tuple(actions))


def _references(entities: Iterable[Entity]) -> str:
    return SEPARATOR.join(reference(entity) for entity in entities)


def _camel(term: str) -> str:
    plain = unicodedata.normalize("NFKD", term).encode("ascii", "ignore").decode()
    return "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", plain)) or "Word"


def _free(name: str, taken: Mapping[str, object]) -> str:
    number = 1
    while (found := name if number == 1 else f"{name}{number}") in taken:
        number += 1
    return found
