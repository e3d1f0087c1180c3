"""What a question is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.clauses.reader import read_segment
from dialogue.interpretation import NounPhrase
from dialogue.questions.words import PERSON_PREDICATES
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.response import UnknownSpan
from teaching.concepts import PersonName
from teaching.lexicon import Sort


class Subject:
    """What a question is about, read from the words left when the question words are taken out."""

    def __init__(self, row: Sequence[Chunk], book: Phrasebook, *, predicate: str | None = None) -> None:
        self.target: NounPhrase | None = None
        self.areas: tuple[str, ...] = ()
        self.unknowns: tuple[UnknownSpan, ...] = ()
        self.person: str | None = None
        self.attribute: str | None = None
        self.scope: str | None = None
        people = [person_in(chunk, book) for chunk in row]
        self.person = next((person for person in people if person is not None), None)
        rest = [c for c, person in zip(row, people, strict=True) if person is None]
        draft = read_segment([c for c in rest if not _is_filler(c, book)], book) if rest else None
        if draft is None:
            return
        self.attribute = draft.attribute
        self.areas = tuple(dict.fromkeys(draft.areas))
        self.scope = draft.scope
        self.target = next((t for t in draft.targets if t.pronoun is None), draft.targets[0] if draft.targets else None)
        if self.person is None or self.target is not None:
            self.unknowns = tuple(_as_subject(span, predicate) for span in draft.unknowns)


def _as_subject(span: UnknownSpan, predicate: str | None) -> UnknownSpan:
    if span.role == "area":
        return span
    return replace(span, role="person" if predicate in PERSON_PREDICATES else "device")


def _is_filler(chunk: Chunk, book: Phrasebook) -> bool:
    if chunk.names or chunk.word("quantifier"):
        return False
    fillers = book.vocabulary.words("question_fillers")
    return all(word in fillers for word in chunk.text.split()) and chunk.text not in book.words("subject_fillers")


def person_in(chunk: Chunk, book: Phrasebook) -> str | None:
    for person in chunk.named(Sort.PERSON):
        return person
    for concept_id in chunk.named(Sort.CONCEPT):
        meaning = book.lexicon.concept(concept_id).meaning
        if isinstance(meaning, PersonName):
            return meaning.person
    return None


def as_areas(spans: tuple[UnknownSpan, ...]) -> tuple[UnknownSpan, ...]:
    return tuple(replace(span, role="area") if span.role != "area" else span for span in spans)


def predicate_before_place(body: Sequence[Chunk], index: int, book: Phrasebook) -> bool:
    """ "anything on in the bedroom": "on" is the predicate, not the preposition, when another one follows it."""
    following = body[index + 1]
    placed = any(following.word(label) for label in ("preposition", "here", "there", "adverb"))
    return placed or bool(following.named(Sort.CONCEPT) and book.areas_named(following))
