"""Definitions that name things, rooms and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.defining.answer import LONG_ANSWER, chunks_of, name_of, request_in
from dialogue.interpretation import Clause
from dialogue.lessons.definitions import Contradicted, Defined, Definition, NotADefinition, Undefined
from dialogue.reading.chunks import Chunk
from dialogue.resolving.outcomes import Ambiguous, Resolved
from dialogue.resolving.resolution import resolve
from dialogue.situation import Situation
from dialogue.tokens import Token
from dialogue.word_forms import word_forms
from teaching.concepts import (
    Alias,
    AreaName,
    PersonName,
)
from teaching.lexicon import Sort, split

LONGEST_NAMING = 8
TOGETHER = 3


def define_alias(situation: Situation, row: Sequence[Token], term: str) -> Definition:
    request = request_in(situation, row)
    spoken = set(split(term))
    if any(clause.acts for clause in request.clauses) and not _names_only(situation, row):
        return NotADefinition()
    entities: list[str] = []
    several = False
    owner = _belonging(situation, row, term)
    if owner is not None:
        return define_alias(situation, owner, term)
    for clause in request.clauses:
        for phrase in clause.targets:
            found = resolve(Clause(clause.text, targets=(phrase,), particle="on", areas=clause.areas), situation)
            pool = phrase.named or phrase.fitting
            if isinstance(found, Resolved):
                entities.extend(plan.entity_id for plan in found.plans)
            elif pool and (len(pool) == 1 or phrase.every or phrase.plural):
                entities.extend(pool)
            elif isinstance(found, Ambiguous):
                return Contradicted(
                    "asks_which",
                    {"options": ", ".join(name_of(situation, e) for e in found.options)},
                    tuple((e, "", None) for e in found.options),
                )
            several = several or phrase.every
    if entities:
        return Defined(Alias(tuple(dict.fromkeys(entities))))
    strange = tuple(span for span in request.unknowns if not set(split(span.text)) <= spoken and span.role != "action")
    return Undefined(strange) if strange and len(row) <= LONG_ANSWER else NotADefinition()


def without_naming(row: tuple[Token, ...], nouns: frozenset[str], links: frozenset[str]) -> tuple[Token, ...]:
    """ "that's our name for the kettle", "the kettle's nickname": the thing alone.

    ``links`` join a noun for a name to what it names.
    """
    texts = [token.text for token in row]
    for place in range(min(LONGEST_NAMING, len(row) - 2)):
        if texts[place] in nouns and texts[place + 1] in links:
            return (replace(row[place + 2], comma_before=False), *row[place + 3 :])
    owner = next(
        (i for i in range(1, len(row)) if texts[i].endswith(word_forms().possessive) and texts[-1] in nouns), None
    )
    if owner is None or owner + 1 == len(row) or len(row) - owner > TOGETHER:
        return row
    return (*row[:owner], replace(row[owner], text=word_forms().bare(texts[owner])))


def _names_only(situation: Situation, row: Sequence[Token]) -> bool:
    known = sum(1 for piece in chunks_of(situation, row) if situation.book.is_item(piece))
    return (
        known > 0 and len(row) <= LONG_ANSWER and not any(piece.word("verb") for piece in chunks_of(situation, row)[:1])
    )


def define_alias_only(situation: Situation, row: Sequence[Token], term: str) -> Definition:
    """Only names of entities, nothing to do with them."""
    request = request_in(situation, row)
    if not request.clauses or not request.complete or any(c.acts or c.scenes or c.liking for c in request.clauses):
        return NotADefinition()
    if any(c.verb for c in request.clauses) or not any(c.targets for c in request.clauses):
        return NotADefinition()
    return define_alias(situation, row, term)


def define_area(situation: Situation, row: Sequence[Token], term: str) -> Definition:
    areas = [area for piece in chunks_of(situation, row) for area in situation.book.areas_named(piece)]
    if areas and all(_is_place(p, situation) for p in chunks_of(situation, row) if situation.book.entities_named(p)[0]):
        return Defined(AreaName(tuple(dict.fromkeys(areas))))
    if any(piece.word("here") for piece in chunks_of(situation, row)) and situation.area is not None:
        return Defined(AreaName((situation.area,)))
    return define_alias(situation, row, term)


def define_area_only(situation: Situation, row: Sequence[Token]) -> Definition:
    pieces = [
        p
        for p in chunks_of(situation, row)
        if not (
            p.word("determiner")
            or p.word("conjunction")
            or p.word("adverb")
            or p.text in situation.words("together_words")
        )
    ]
    if pieces and all(_is_place(p, situation) for p in pieces):
        return Defined(AreaName(tuple(dict.fromkeys(a for p in pieces for a in situation.book.areas_named(p)))))
    return NotADefinition()


def _is_place(piece: Chunk, situation: Situation) -> bool:
    """Whether words mean a room: the room's own name does, even where a thing in it is called so for short."""
    areas = situation.book.areas_named(piece)
    things = situation.book.entities_named(piece)[0]
    own = {split(situation.home.areas[area].name) for area in areas}
    called = {split(situation.home.entities[thing].name) for thing in things}
    return bool(areas) and (not things or (split(piece.text) in own and split(piece.text) not in called))


def define_person(situation: Situation, row: Sequence[Token]) -> Definition:
    if len(row) == 1 and row[0].text in situation.words("speaker_reflexives") and situation.person is not None:
        return Defined(PersonName(situation.person))
    pieces = [p for p in chunks_of(situation, row) if not (p.word("determiner") or p.word("adverb"))]
    people = [person for p in pieces for person in p.named(Sort.PERSON)]
    for piece in pieces:
        for concept_id in piece.named(Sort.CONCEPT):
            meaning = situation.book.lexicon.concept(concept_id).meaning
            if isinstance(meaning, PersonName):
                people.append(meaning.person)
    if people and len(pieces) <= 2:
        return Defined(PersonName(people[0]))
    return NotADefinition()


def _belonging(situation: Situation, row: Sequence[Token], term: str) -> tuple[Token, ...] | None:
    """ "the bedroom fan is ben's" as the answer about "ben's fan": the thing without whose it is."""
    words = [token.text for token in row]
    if len(words) > 2 and words[-2] in situation.words("belonging_verbs") and words[-1] in split(term):
        return tuple(row[:-2])
    return None
