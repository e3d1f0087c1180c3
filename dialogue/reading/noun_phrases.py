"""Reads noun phrases: words for entities, with every entity of this home that they could mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from devices.home import Entity, Home
from dialogue.interpretation import NounPhrase
from dialogue.reading.chunks import Chunk
from dialogue.reading.vocabulary import Vocabulary
from dialogue.response import UnknownSpan
from dialogue.word_forms import word_forms
from teaching.concepts import Alias, AreaName, PersonName
from teaching.grounding import settable
from teaching.lexicon import Lexicon, Sort
from teaching.phrases import stem


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What reading needs to know: the language and this household's words."""

    vocabulary: Vocabulary
    lexicon: Lexicon

    @property
    def home(self) -> Home:
        """The home whose names are known."""
        return self.lexicon.names.home

    def words(self, name: str) -> frozenset[str]:
        """A plain word list of the language file."""
        return self.vocabulary.words(name)

    def areas_named(self, chunk: Chunk) -> tuple[str, ...]:
        """Areas that a chunk names: rooms, storeys and taught names for them."""
        areas = list(chunk.named(Sort.AREA))
        for floor in chunk.named(Sort.FLOOR):
            areas.extend(area.id for area in self.home.areas_of_floor(floor))
        for concept_id in chunk.named(Sort.CONCEPT):
            meaning = self.lexicon.concept(concept_id).meaning
            if isinstance(meaning, AreaName):
                areas.extend(meaning.areas)
        return tuple(dict.fromkeys(areas))

    def entities_named(self, chunk: Chunk) -> tuple[tuple[str, ...], str | None, bool]:
        """``(entity ids, concept id, several)`` that a chunk names in full."""
        for concept_id in chunk.named(Sort.CONCEPT):
            meaning = self.lexicon.concept(concept_id).meaning
            if isinstance(meaning, Alias):
                present = tuple(entity for entity in meaning.entities if entity in self.home.entities)
                return present, concept_id, len(present) > 1
        labelled = self.labelled(chunk)
        if labelled:
            return labelled, None, len(labelled) > 1
        return chunk.named(Sort.ENTITY), None, False

    def labelled(self, chunk: Chunk) -> tuple[str, ...]:
        """Entities with the label that a chunk names; one called like a word of the language gives way."""
        labels = chunk.named(Sort.LABEL) if not chunk.words else ()
        return tuple(entity for label in labels for entity in self.lexicon.names.labels[label])

    def kinds_named(self, chunk: Chunk) -> tuple[str, ...]:
        """Kinds that a chunk is a noun for."""
        return chunk.all_words("kind")

    def is_item(self, chunk: Chunk) -> bool:
        """Whether a chunk can be part of a noun phrase by its own sense."""
        return bool(
            chunk.named(Sort.ENTITY)
            or self.labelled(chunk)
            or self.areas_named(chunk)
            or self.kinds_named(chunk)
            or self._is_alias(chunk)
        )

    def _is_alias(self, chunk: Chunk) -> bool:
        return any(
            isinstance(self.lexicon.concept(concept_id).meaning, Alias | AreaName)
            for concept_id in chunk.named(Sort.CONCEPT)
        )

    def partial(self, word: str) -> frozenset[str]:
        """Entities with this word in a name."""
        return frozenset(self.lexicon.names.words.get(stem(word), ()))

    def bears(self, entity_id: str, noun: str) -> bool:
        """Whether all words of a noun are in a name of an entity ("garage door")."""
        return all(entity_id in self.partial(word) for word in noun.split())

    def owned(self, word: str) -> frozenset[str]:
        """Entities of a person, by "ana's": with the person's own name in theirs or in their room's."""
        if not word.endswith(word_forms().possessive):
            return frozenset()
        person = self.person_named(word_forms().bare(word))
        return self.of_person(person) if person is not None else frozenset()

    def of_person(self, person_id: str) -> frozenset[str]:
        """Entities that bear a person's name, or stand in a room that does."""
        person = self.home.persons.get(person_id)
        if person is None:
            return frozenset()
        marks = tuple(f"{name.lower().split()[-1]}'s" for name in (person.name, *person.aliases))
        return frozenset(
            entity.id
            for entity in self.home.spoken
            if any(
                mark
                in " ".join((entity.name, *entity.aliases, self._area_words(entity.area))).lower().replace("’", "'")
                for mark in marks
            )
        )

    def may_be_of(self, word: str, entity_id: str) -> bool:
        """Whether "ana's" can be said of a thing: of one in her name or room, and of one in nobody's."""
        if not word.endswith(word_forms().possessive):
            return False
        person = self.person_named(word_forms().bare(word))
        if person is None:
            return False
        others = (self.of_person(other) for other in self.home.persons if other != person)
        return entity_id in self.of_person(person) or not any(entity_id in theirs for theirs in others)

    def _area_words(self, area_id: str | None) -> str:
        area = self.home.areas.get(area_id or "")
        return " ".join((area.name, *area.aliases)) if area is not None else ""

    def person_named(self, name: str) -> str | None:
        """The person of that name or taught name."""
        words = name.split()
        for end, names in self.lexicon.at(words, words, 0) if words else ():
            for sense in names if end == len(words) else ():
                if sense.sort is Sort.PERSON:
                    return sense.id
                if sense.sort is Sort.CONCEPT:
                    meaning = self.lexicon.concept(sense.id).meaning
                    if isinstance(meaning, PersonName):
                        return meaning.person
        return None

    def of_kinds(self, kinds: Sequence[str]) -> tuple[Entity, ...]:
        """Entities of these kinds; of a sister kind (blind, shutter, curtain …) where there is none."""
        wanted = set(kinds)
        found = tuple(entity for entity in self.home.spoken if entity.kind in wanted)
        if found:
            return found
        sisters = {kind for group in self.vocabulary.sisters if wanted & set(group) for kind in group}
        return tuple(entity for entity in self.home.spoken if entity.kind in sisters)

    def sisters_called(self, nouns: Sequence[str], kinds: Sequence[str]) -> tuple[Entity, ...]:
        """Things of a sister kind that bear the very noun: a thermostat called "parlour radiator"."""
        sisters = {kind for group in self.vocabulary.sisters if set(kinds) & set(group) for kind in group} - set(kinds)
        pool = {entity.id for entity in self.of_kinds(kinds)}
        having = [self.partial(noun) for noun in nouns]
        return tuple(
            entity
            for entity in self.home.spoken
            if entity.kind in sisters and entity.id not in pool and any(entity.id in ids for ids in having)
        )

    def called_so(self, nouns: Sequence[str], kinds: Sequence[str]) -> tuple[Entity, ...]:
        """Things of other kinds whose own name ends in the noun, where nothing of its kind bears it.

        "The extractor" is the dust extractor, a switch, and no fan of another name; "the light" stays any light.
        """
        if not nouns or self.vocabulary.is_plain_noun(nouns[-1], kinds):
            return ()
        having = self.partial(nouns[-1])
        if not having or any(entity.id in having for entity in self.of_kinds(kinds)):
            return ()
        bearing = (self.home.entities[e] for e in sorted(having) if e in self.home.entities)
        return tuple(e for e in bearing if not e.hidden and settable(e, "on") and _ends_so(e, nouns[-1:]))

    def widened(self, kinds: Sequence[str]) -> frozenset[str]:
        """These kinds and their sister kinds."""
        wide = set(kinds)
        for family in self.vocabulary.families.values():
            if wide & set(family):
                wide.update(family)
        return frozenset(wide)


def describe(
    items: Sequence[Chunk], book: Phrasebook, *, determiner: bool = False, quantifier: str | None = None
) -> NounPhrase:
    """What a row of chunks (modifiers and head) means; ``unknown`` is set when a word of it is explained by nothing."""
    start, end = items[0].start, items[-1].end
    text = " ".join(item.text for item in items)
    named: tuple[str, ...] | None = None
    concept: str | None = None
    group = False
    areas: list[str] = []
    kinds: list[str] = []
    nouns: list[str] = []
    loose: list[str] = []
    senses: list[frozenset[str]] = []
    head_one = False
    for position, item in enumerate(items):
        is_last = position == len(items) - 1
        entities, alias, several = book.entities_named(item)
        item_areas = book.areas_named(item)
        item_kinds = book.kinds_named(item)
        if entities and item_kinds and alias is None:
            # A sensor that is called just "Light" isn't what "the light" means; a switch called "Extractor" is that,
            # and one called "TV" where there is no other.
            wide = book.widened(item_kinds)
            own = not book.vocabulary.is_plain_noun(item.text, item_kinds)
            lone = not any(entity.kind in item_kinds for entity in book.home.spoken)
            entities = tuple(
                e
                for e in entities
                if " " in item.text
                or book.home.entities[e].kind in wide
                or (own and settable(book.home.entities[e], "on"))
                or (lone and any(settable(book.home.entities[e], key) for key in book.home.entities[e].capabilities))
            )
        if item.word("pronoun") == "one" and position:
            head_one = True
        elif item_areas and not (entities and is_last) and not (item_kinds and is_last and position):
            areas.extend(item_areas)
            if is_last and item_kinds and len(items) == 1:
                kinds.extend(item_kinds)
        elif entities:
            named = entities if named is None else tuple(e for e in named if e in entities) or entities
            concept, group = alias, several
            if item_kinds:
                kinds.extend(item_kinds)
                nouns.append(item.text)
        elif item_kinds:
            kinds.extend(item_kinds)
            nouns.append(item.text)
            senses.append(book.widened(item_kinds))
        else:
            loose.append(item.text)
    return _settle(
        NounPhrase(text, start, end, areas=tuple(dict.fromkeys(areas)), kinds=tuple(dict.fromkeys(kinds))),
        book,
        named=named,
        concept=concept,
        group=group,
        nouns=nouns,
        loose=[*loose, *nouns] if senses and not frozenset.intersection(*senses) else loose,
        head_one=head_one,
        determiner=determiner,
        quantifier=quantifier,
    )


def _settle(
    phrase: NounPhrase,
    book: Phrasebook,
    *,
    named: tuple[str, ...] | None,
    concept: str | None,
    group: bool,
    nouns: list[str],
    loose: list[str],
    head_one: bool,
    determiner: bool,
    quantifier: str | None,
) -> NounPhrase:
    vocabulary = book.vocabulary
    plural = any(noun in vocabulary.kinds[kind].plural for noun in nouns for kind in phrase.kinds)
    mass = any(noun in vocabulary.kinds[kind].mass for noun in nouns for kind in phrase.kinds)
    phrase = replace(
        phrase,
        plural=plural,
        mass=mass,
        every=quantifier in ("all", "both") or group,
        rest=quantifier == "rest",
        concept_id=concept,
    )
    if named is not None:
        return _named(phrase, book, named, loose, nouns)
    pool: tuple[Entity, ...] = ()
    if phrase.kinds:
        pool = (*book.of_kinds(phrase.kinds), *book.sisters_called(nouns, phrase.kinds))
        pool = book.called_so(nouns, phrase.kinds) or pool
    elif loose and (head_one or is_head(loose[-1], book)):
        pool = book.home.spoken
    elif phrase.areas and not loose:
        return phrase  # a place alone; the clause says what in it
    if phrase.areas and pool:
        inside = tuple(entity for entity in pool if entity.area in phrase.areas)
        if not inside and phrase.kinds:
            wide = book.widened(phrase.kinds)
            inside = tuple(e for e in book.home.spoken if e.kind in wide and e.area in phrase.areas)
        inside = inside or tuple(e for e in book.home.spoken if e.area in phrase.areas and _ends_so(e, nouns))
        pool = inside or (() if not loose else pool)
        if not inside and not loose:
            return phrase  # known words, but no such thing there
    ids = [entity.id for entity in pool]
    for word in loose:
        having = book.partial(word) | book.owned(word)
        ids = [entity_id for entity_id in ids if entity_id in having]
    if not ids:
        return replace(phrase, unknown=UnknownSpan(phrase.text, "device", phrase.start, phrase.end))
    literal = [entity_id for entity_id in ids if nouns and all(entity_id in book.partial(noun) for noun in nouns)]
    return replace(phrase, fitting=tuple(ids), literal=tuple(literal))


def _named(
    phrase: NounPhrase, book: Phrasebook, named: tuple[str, ...], loose: list[str], nouns: list[str]
) -> NounPhrase:
    entities = [book.home.entities[entity_id] for entity_id in named if entity_id in book.home.entities]
    if phrase.areas:
        entities = [e for e in entities if e.area in phrase.areas] or [
            e for e in entities if phrase.concept_id is not None
        ]
    if phrase.kinds:
        wide = book.widened(phrase.kinds)
        entities = [e for e in entities if e.kind in wide or any(book.bears(e.id, noun) for noun in nouns)] or (
            [] if phrase.concept_id is None else entities
        )
    strange = [
        word
        for word in loose
        if not any(entity.id in book.partial(word) or book.may_be_of(word, entity.id) for entity in entities)
    ]
    if strange or not entities:
        return replace(phrase, unknown=UnknownSpan(phrase.text, "device", phrase.start, phrase.end))
    ids = tuple(entity.id for entity in entities)
    return replace(phrase, named=ids, fitting=ids)


def is_head(word: str, book: Phrasebook) -> bool:
    """Whether a word ends some entity's name, so that it can stand for it ("the spots")."""
    wanted = stem(word)
    for entity_id in book.partial(word):
        entity = book.home.entities.get(entity_id)
        if entity is not None and any(
            stem(name.lower().split()[-1]) == wanted for name in (entity.name, *entity.aliases) if name
        ):
            return True
    return False


def _ends_so(entity: Entity, nouns: Sequence[str]) -> bool:
    """Whether its name ends in one of the nouns: "the den's door" is the garage door, where the den is the garage."""
    ends = {stem(name.lower().split()[-1]) for name in (entity.name, *entity.aliases) if name}
    return any(stem(noun) in ends for noun in nouns)
