"""The household's words: names of its home and everything it has taught, found by phrase."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import cast

from devices.capabilities import Choice
from devices.home import Home
from teaching.concepts import Chosen, Concept, Preference, Status
from teaching.phrases import PhraseIndex, stem, stems

UNSAID = frozenset({"state", "segment", "repeat"})
"""Attributes whose words stand for something else in a sentence: a state, a room, how many ("all")."""


class Sort(StrEnum):
    """What a name stands for."""

    ENTITY = "entity"
    AREA = "area"
    FLOOR = "floor"
    PERSON = "person"
    LABEL = "label"
    OPTION = "option"
    CONCEPT = "concept"


@dataclass(frozen=True, slots=True)
class Name:
    """One sense of a phrase: the id of what it stands for; for an option, ``attribute=value``."""

    sort: Sort
    id: str


class Key(StrEnum):
    """By what concepts are found.

    TAUGHT: the words as they were taught; STEMS: their stems; ABOUT: a value's without what it is about ("match" for
    "match volume"); UNSAID: the term of a preference or remembered choice, which nobody need say; RETIRED: of one that
    is no longer used.
    """

    TAUGHT = "taught"
    STEMS = "stems"
    ABOUT = "about"
    UNSAID = "unsaid"
    RETIRED = "retired"


@lru_cache(maxsize=8192)
def split(phrase: str) -> tuple[str, ...]:
    """The words of a name as the tokeniser would give them: "visitors' room" without the mark of its plural."""
    folded = phrase.lower().replace("’", "'").replace("_", " ").replace("/", " ")
    return tuple(word for word in (part.strip('.,;:!?"()').rstrip("'") for part in folded.split()) if word)


DIGITS = {
    "1": "one",
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "7": "seven",
    "8": "eight",
    "9": "nine",
}


def spellings(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A name as written and as spoken: "hdmi1" is also "hdmi 1" and "hdmi one", "hi-fi" is "hi fi" and "hifi"."""
    apart: list[str] = []
    for word in unhyphened(words):
        found = re.fullmatch(r"([a-z]+)(\d)", word)
        apart.extend(found.groups() if found else (word,))
    spoken = tuple(DIGITS.get(word, word) for word in apart)
    joined = tuple(word.replace("-", "") for word in words)
    return tuple(dict.fromkeys((words, tuple(apart), spoken, joined)))


def unhyphened(words: Sequence[str]) -> tuple[str, ...]:
    """The words with the parts of hyphened ones apart."""
    return tuple(part for word in words for part in (word.split("-") if "-" in word else (word,)) if part)


class Names:
    """The names of one home snapshot. Built again when the home changes.

    ``products`` are groups of nouns for the same product: an entity named by one answers to the others as well.
    ``collectives`` say what is done with the name of a label ("{} things", "everything {}").
    """

    def __init__(
        self, home: Home, products: Sequence[Sequence[tuple[str, ...]]] = (), collectives: Iterable[str] = ()
    ) -> None:
        self.home = home
        self.index: PhraseIndex[Name] = PhraseIndex()
        self.stemmed: PhraseIndex[Name] = PhraseIndex()
        self.words: dict[str, set[str]] = {}
        self.labels: dict[str, tuple[str, ...]] = {}
        for entity in home.spoken:
            self._add(Name(Sort.ENTITY, entity.id), (entity.name, *entity.aliases))
            for name in (entity.name, *entity.aliases):
                for word in stems(split(name)):
                    self.words.setdefault(word, set()).add(entity.id)
            for attribute, capability in entity.capabilities.items():
                if isinstance(capability, Choice) and not capability.readonly and attribute not in UNSAID:
                    for option in capability.options:
                        self._add_option(attribute, option)
        for area in home.areas.values():
            self._add(Name(Sort.AREA, area.id), (area.name, *area.aliases))
        for floor in home.floors.values():
            self._add(Name(Sort.FLOOR, floor.id), (floor.name, *floor.aliases))
        for person in home.persons.values():
            self._add(Name(Sort.PERSON, person.id), (person.name, *person.aliases))
        for entity in home.spoken:
            for name in (entity.name, *entity.aliases):
                self._add_products(entity.id, split(name), products)
        self._add_labels(collectives)

    @cached_property
    def run_together(self) -> Mapping[str, str]:
        """The entity of each name, written in small letters without blanks."""
        return {
            name.lower().replace(" ", ""): entity.id
            for entity in self.home.spoken
            for name in (entity.name, *entity.aliases)
        }

    def _add_option(self, attribute: str, option: str) -> None:
        if option.lower() not in ("on", "off", "none"):
            for words in spellings(split(option)):
                self.index.add(words, Name(Sort.OPTION, f"{attribute}={option}"))

    def _add_labels(self, collectives: Iterable[str]) -> None:
        """Labels, but those that are named like something else of the home: that is meant then."""
        for entity in self.home.spoken:
            for label in entity.labels:
                name = " ".join(split(label))
                self.labels[name] = (*self.labels.get(name, ()), entity.id)
        for name in self.labels:
            words = split(name)
            if words and not self.index.get(words) and not self.stemmed.get(stems(words)):
                self._add(Name(Sort.LABEL, name), (name, *(called.format(name) for called in collectives)))

    def _add_products(
        self, entity_id: str, words: tuple[str, ...], products: Sequence[Sequence[tuple[str, ...]]]
    ) -> None:
        for group in products:
            for noun in group:
                if words[-len(noun) :] != noun:
                    continue
                for other in group:
                    variant = (*words[: -len(noun)], *other)
                    if other != noun and len(variant) > 1 - (len(words) == len(noun)) and not self.index.get(variant):
                        self.index.add(variant, Name(Sort.ENTITY, entity_id))
                        self.stemmed.add(stems(variant), Name(Sort.ENTITY, entity_id))

    def _add(self, name: Name, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            for words in spellings(split(phrase)):
                self.index.add(words, name)
                self.stemmed.add(stems(words), name)


class Lexicon:
    """Looks up names and taught words.

    ``tails`` are nouns that may follow a taught term without changing it ("mode", "level"); they are language data, and
    so are ``qualities``, what a taught value may be about ("volume"), without which the value may be named, and
    ``collectives``, how all that bears a label is called.
    """

    def __init__(
        self,
        home: Home,
        concepts: Iterable[Concept] = (),
        *,
        tails: frozenset[str] = frozenset(),
        products: Sequence[Sequence[tuple[str, ...]]] = (),
        qualities: frozenset[str] = frozenset(),
        collectives: Sequence[str] = (),
        above: Lexicon | None = None,
        person: str | None = None,
        personal: bool = False,
    ) -> None:
        self._tails = tails
        self._products = products
        self._qualities = qualities
        self._collectives = collectives
        self._names = Names(home, products, collectives) if above is None else above.names
        self._own: dict[str, Concept] = {}
        self._by_type: dict[str, dict[str, Concept]] = {}
        self._parent = above
        self._person = person
        self._personal = personal
        self._indexes: dict[Key, PhraseIndex[Name]] = {key: PhraseIndex() for key in Key}
        self._index, self._stemmed = self._indexes[Key.TAUGHT], self._indexes[Key.STEMS]
        self._heads: set[str] = set()  # the first words of all keys; some of them may be gone again
        for concept in concepts:
            self.put(concept)

    def with_concepts(self, concepts: Iterable[Concept]) -> Lexicon:
        """This lexicon with these concepts as well (or instead of those of the same id); itself stays as it is."""
        return Lexicon(
            self._names.home,
            concepts,
            tails=self._tails,
            products=self._products,
            qualities=self._qualities,
            collectives=self._collectives,
            above=self,
        )

    def for_person(self, person: str | None) -> Lexicon:
        """This lexicon as one person means it: their own words before the household's, nobody else's."""
        return Lexicon(
            self._names.home,
            tails=self._tails,
            products=self._products,
            qualities=self._qualities,
            collectives=self._collectives,
            above=self,
            person=person,
            personal=True,
        )

    @property
    def whole(self) -> Lexicon:
        """The lexicon that this one is a view of: everybody's words."""
        return self if self._parent is None else self._parent.whole

    @property
    def is_view(self) -> bool:
        """Whether it was made for one turn over another lexicon, so that it stays as it is."""
        return self._parent is not None

    @property
    def names(self) -> Names:
        """The names of the home."""
        return self._names

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """All concepts by id, retired ones too."""
        if self._parent is None:
            return self._own
        return ChainMap(self._own, cast("MutableMapping[str, Concept]", self._parent.concepts))  # nobody writes to it

    def concept(self, concept_id: str) -> Concept:
        """One concept; raises ``KeyError``."""
        if concept_id in self._own or self._parent is None:
            return self._own[concept_id]
        return self._parent.concept(concept_id)

    def active(self) -> Iterator[Concept]:
        """Every active concept."""
        if self._parent is not None:
            yield from (concept for concept in self._parent.active() if concept.id not in self._own)
        for concepts in self._by_type.values():
            yield from concepts.values()

    def of_type(self, meaning_type: str) -> tuple[Concept, ...]:
        """Active concepts of one type of meaning."""
        own = tuple(self._by_type.get(meaning_type, {}).values())
        if self._parent is None:
            return own
        return (*(c for c in self._parent.of_type(meaning_type) if c.id not in self._own), *own)

    def has_type(self, meaning_type: str) -> bool:
        """Whether there may be any: an active concept of that type of meaning, here or in the lexicon below."""
        return bool(self._by_type.get(meaning_type)) or (
            self._parent is not None and self._parent.has_type(meaning_type)
        )

    def follow(self, home: Home) -> None:
        """Use the names of this home from now on."""
        if home is not self._names.home:
            self._names = Names(home, self._products, self._collectives)

    def put(self, concept: Concept) -> None:
        """Know this concept as it is now."""
        self.drop(concept.id)
        self._own[concept.id] = concept
        if concept.status is Status.ACTIVE:
            self._by_type.setdefault(concept.meaning.type, {})[concept.id] = concept
        for key, words in self._keys(concept):
            self._indexes[key].add(words, Name(Sort.CONCEPT, concept.id))
            self._heads.update(words[:1])

    def drop(self, concept_id: str) -> None:
        """Know it no longer."""
        concept = self._own.pop(concept_id, None)
        if concept is None:
            return
        self._by_type.get(concept.meaning.type, {}).pop(concept_id, None)
        for key, words in self._keys(concept):
            self._indexes[key].discard(words, Name(Sort.CONCEPT, concept.id))

    def _keys(self, concept: Concept) -> Iterator[tuple[Key, tuple[str, ...]]]:
        """By what a concept is found."""
        if concept.status is Status.RETIRED:
            yield Key.RETIRED, split(concept.term)
        elif isinstance(concept.meaning, Preference | Chosen):
            yield from ((Key.UNSAID, split(term)) for term in (concept.term, *concept.heard_as))
        else:
            for words in self._phrases(concept):
                stemmed = stems(words)
                yield Key.TAUGHT, words
                yield Key.STEMS, words if stemmed == words else stemmed
            if (bare := self._bare_quality(concept)) is not None:
                yield Key.ABOUT, bare

    def _bare_quality(self, concept: Concept) -> tuple[str, ...] | None:
        """The term of a value without what it is about: "match" of "match volume"."""
        words = split(concept.term) if concept.meaning.type == "value" else ()
        return words[:-1] if len(words) > 1 and words[-1] in self._qualities else None

    def _phrases(self, concept: Concept) -> Iterator[tuple[str, ...]]:
        for term in (concept.term, *concept.heard_as):
            words = split(term)
            yield words
            if "-" in term and (apart := unhyphened(words)) != words:
                yield apart
            bare = words
            while len(bare) > 1 and bare[-1] in self._tails:
                bare = bare[:-1]
            if bare != words:
                yield bare
            if concept.meaning.type == "value" and len(words) > 1 and words[-1] in self._qualities:
                yield from ((*words[:-1], tail) for tail in self._tails & self._qualities)

    def concepts_named(self, term: str) -> tuple[Concept, ...]:
        """Active concepts of that term, the newest last."""
        words = split(term)
        if not words or not self.may_begin(words[0]):
            return ()
        for key, row in ((Key.TAUGHT, words), (Key.STEMS, stems(words))):
            for end in range(len(row), 0, -1):
                found = self._bearing(key, row[:end])
                if found:
                    return found
                if row[end - 1] not in self._tails:
                    break
        loose = self._by_quality(words)
        if loose:
            return loose
        return tuple(sorted(self._bearing(Key.UNSAID, words), key=lambda c: isinstance(c.meaning, Chosen)))

    def may_begin(self, word: str) -> bool:
        """Whether a term may begin with this word: most words of a sentence begin none."""
        known = word in self._heads or stem(word) in self._heads
        return known or (self._parent is not None and self._parent.may_begin(word))

    def _by_quality(self, words: tuple[str, ...]) -> tuple[Concept, ...]:
        """Values named without what they are about, or with another word for it: "match" for "match volume"."""
        said = self._without_quality(words)
        found = self._bearing(Key.ABOUT, said)
        if not found or self._names.index.get(said):
            return ()
        return tuple(sorted(found, key=lambda concept: concept.provenance.at))

    def _without_quality(self, words: tuple[str, ...]) -> tuple[str, ...]:
        return words[:-1] if len(words) > 1 and words[-1] in self._qualities else words

    def _bearing(self, key: Key, words: Sequence[str]) -> tuple[Concept, ...]:
        found = self.found(key, words)
        return tuple(self.concept(name.id) for name in found) if found else ()

    def found(self, key: Key, words: Sequence[str]) -> tuple[Name, ...]:
        """The concepts whose key these words are, those of the lexicon below first."""
        own = self._indexes[key].get(words)
        below = self._parent.found(key, words) if self._parent is not None else ()
        return (*(name for name in below if name.id not in self._own), *own) if below else own

    def retired_named(self, term: str) -> tuple[Concept, ...]:
        """Retired concepts of that term."""
        return self._bearing(Key.RETIRED, split(term))

    def at(self, words: Sequence[str], stemmed: Sequence[str], start: int) -> Iterator[tuple[int, tuple[Name, ...]]]:
        """``(end, senses)`` of every known phrase that begins at ``start``: taught words first, then the home's.

        ``stemmed`` are the stems of ``words``; a phrase met only by its stems counts where no exact one was found.
        """
        seen: set[tuple[int, str]] = set()
        if self._parent is not None:
            yield from self._over_parent(words, stemmed, start)
            return
        for exact, index, row in (
            (True, self._index, words),
            (True, self._names.index, words),
            (False, self._stemmed, stemmed),
            (False, self._names.stemmed, stemmed),
        ):
            for end, names in index.matches(row, start):
                fresh = tuple(name for name in names if (end, name.id) not in seen)
                if fresh and (exact or not self._plural_of_singular(words, start, end, fresh)):
                    seen.update((end, name.id) for name in fresh)
                    yield end, fresh

    def _over_parent(
        self, words: Sequence[str], stemmed: Sequence[str], start: int
    ) -> Iterator[tuple[int, tuple[Name, ...]]]:
        assert self._parent is not None
        for index, row in ((self._index, words), (self._stemmed, stemmed)):
            for end, names in index.matches(row, start):
                yield end, tuple(names)
        for end, inherited in self._parent.at(words, stemmed, start):
            kept = tuple(name for name in inherited if name.id not in self._own and self._counts(name))
            if kept:
                yield end, tuple(sorted(kept, key=self._foreign)) if self._personal and len(kept) > 1 else kept

    def _counts(self, name: Name) -> bool:
        if not self._personal or name.sort is not Sort.CONCEPT:
            return True
        return self.concept(name.id).scope in (None, self._person)

    def _foreign(self, name: Name) -> bool:
        """False for the person's own words, which come first."""
        return name.sort is not Sort.CONCEPT or self.concept(name.id).scope is None

    def _plural_of_singular(self, words: Sequence[str], start: int, end: int, names: tuple[Name, ...]) -> bool:
        """Whether a plural was said where every name found is singular: "kitchen lights" isn't "kitchen light"."""
        last = words[end - 1]
        if not last.endswith("s") or end - start < 2:
            return last.endswith("s") and any(name.sort is Sort.ENTITY for name in names)
        return all(name.sort is Sort.ENTITY and not self._is_plural(name.id, words[start:end]) for name in names)

    def _is_plural(self, entity_id: str, words: Sequence[str]) -> bool:
        entity = self._names.home.entities.get(entity_id)
        if entity is None:
            return False
        return any(tuple(words) == split(name) for name in (entity.name, *entity.aliases))
