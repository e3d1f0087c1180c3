"""Reads questions about the home: "is the back door locked", "how warm is the lounge", "what is still running"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.clauses.reader import read_segment
from dialogue.interpretation import Question
from dialogue.questions.strange_places import with_place_named
from dialogue.questions.subjects import Subject, as_areas, predicate_before_place
from dialogue.questions.wh_questions import wh
from dialogue.questions.words import ATTRIBUTE_READINGS, PERSON_PREDICATES
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook
from teaching.concepts import Routine, ValueName
from teaching.lexicon import Sort

MEASURED = frozenset({"temperature", "humidity", "current_temperature", "current_humidity"})


def read_question(chunks: Sequence[Chunk], book: Phrasebook) -> Question | None:
    """The question a sentence asks about the home; ``None`` when it asks nothing of the kind."""
    row = _without_lead(with_place_named(chunks, book), book)
    if not row:
        return None
    of_number = _counted(row, book)
    if of_number is not None:
        return of_number
    words = [chunk.text for chunk in row]
    flat = " ".join(words).split()
    first = flat[0]
    if first in book.words("any_words"):
        return _anything(row, flat, book)
    if (
        first in book.words("plain_do")
        and row[0].text in book.words("plain_do")
        and len(flat) > 1
        and flat[1] not in book.words("subjects_of_do")
    ):
        return None  # "do the desk lamp in …", "do movie night with the lamp" is no question
    if (
        first in book.words("plain_have")
        and row[0].text in book.words("plain_have")
        and not set(flat) & book.words("perfect_continuations")
    ):
        return None  # "have the lamp on a third"
    if first in book.words("do_and_have") and is_to_be_set(row, book):
        return None  # "do both lamps cosy", "have the lamps cosy"
    if first in book.words("question_auxiliaries") and len(flat) > 1:
        return _yes_no(row, flat, book)
    if first in book.words("question_pronouns") and len(flat) > 1:
        return wh(row, flat, book)
    return _verbless(row, flat, book)


def _counted(row: Sequence[Chunk], book: Phrasebook) -> Question | None:
    """ "how many windows are open": which they are, and their number."""
    words = " ".join(chunk.text for chunk in row)
    phrase = next((p for p in book.words("list_counting") if words.startswith(p + " ")), None)
    if phrase is None:
        return None
    rest = list(row)
    length = len(phrase.split())
    while rest and length > 0:
        length -= len(rest.pop(0).text.split())
    first = next(iter(book.words("asking_what")))
    asked = wh(rest, (first, *" ".join(c.text for c in rest).split()), book, whole=True) if length == 0 else None
    return replace(asked, counted=True) if asked is not None and asked.anything else None


def is_to_be_set(row: Sequence[Chunk], book: Phrasebook) -> bool:
    """Whether things are named, and right behind them a taught word for how they shall be."""
    last = next((chunk for chunk in reversed(row) if not chunk.word("adverb")), row[-1])
    taught = (book.lexicon.concept(concept_id).meaning for concept_id in last.named(Sort.CONCEPT))
    return any(isinstance(meaning, ValueName | Routine) for meaning in taught) and any(
        book.is_item(chunk) for chunk in row
    )


def _without_lead(chunks: Sequence[Chunk], book: Phrasebook) -> list[Chunk]:
    row = list(chunks)
    text = " ".join(chunk.text for chunk in row)
    for lead in sorted(book.words("indirect_questions"), key=len, reverse=True):
        if text == lead or not text.startswith(lead + " "):
            continue
        length = len(lead.split())
        while row and length > 0:
            length -= len(row[0].text.split())
            row.pop(0)
        if row and row[0].text in book.words("whether_words"):
            row.pop(0)
        if row and row[0].text in book.words("definite_determiners"):
            auxiliaries = book.words("question_auxiliaries")
            # "check if the door is locked" → "is the door locked"
            return [*[c for c in row if c.text in auxiliaries][:1], *[c for c in row if c.text not in auxiliaries]]
        return row
    while row and row[0].text in book.words("question_leads"):
        row.pop(0)
    return row


def _anything(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook) -> Question | None:
    predicate = next(
        (book.vocabulary.predicates[word] for word in flat[1:] if book.vocabulary.predicates.get(word)), None
    )
    if predicate is None:
        return None
    if flat[0] in book.words("anyone_words"):
        return Question("who", predicate="home")
    rest = _drop_first(row[1:], predicate, book)
    subject = Subject(rest, book)
    return Question(
        "anything",
        predicate=predicate,
        areas=subject.areas,
        scope=subject.scope,
        anything=True,
        unknowns=as_areas(subject.unknowns),
        kinds=subject.target.kinds if subject.target else (),
    )


def _drop_first(row: Sequence[Chunk], predicate: str, book: Phrasebook) -> list[Chunk]:
    rest = list(row)
    for position, chunk in enumerate(rest):
        if book.vocabulary.predicates.get(chunk.text) == predicate:
            del rest[position]
            break
    return rest


def _yes_no(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook) -> Question | None:
    body = list(row[1:])
    words = [chunk.text for chunk in body]
    if any(word in book.words("anyone_words") for word in words):
        if not any(book.is_item(chunk) for chunk in body):
            is_of_people = any(book.vocabulary.predicates.get(word) in PERSON_PREDICATES for word in words)
            return Question("who", predicate="home") if is_of_people else None
        body = [chunk for chunk in body if chunk.text not in book.words("anyone_words")]
        words = [chunk.text for chunk in body]
    if words and words[0] in book.words("it_word") and len(words) > 1:
        measured = next((book.vocabulary.measures[w] for w in words[1:] if w in book.vocabulary.measures), None)
        if measured in ("temperature", "humidity"):
            subject = Subject([c for c in body[1:] if c.text not in book.vocabulary.measures], book)
            return Question(
                "measure",
                attribute=measured,
                areas=subject.areas,
                scope=subject.scope,
                target=None,
                unknowns=subject.unknowns,
            )
    position = next(
        (
            index
            for index in range(len(body) - 1, -1, -1)
            if book.vocabulary.predicates.get(body[index].text.split()[-1])
            and not (body[index].named(Sort.ENTITY) or book.areas_named(body[index]))
            and not (
                body[index].word("preposition")
                and index + 1 < len(body)
                and not predicate_before_place(body, index, book)
            )
        ),
        None,
    )
    if position is None:
        return None if len(body) < len(row) - 1 else _value_question(body, book)
    predicate = book.vocabulary.predicates[body[position].text.split()[-1]]
    rest = body[:position] + body[position + 1 :]
    if any(chunk.text in book.words("anything_words") for chunk in rest) or (
        rest and rest[0].text in book.words("existential_there")
    ):
        subject = Subject(
            [
                c
                for c in rest
                if c.text not in book.words("anything_words") and c.text not in book.words("existential_there")
            ],
            book,
        )
        return Question(
            "anything",
            predicate=predicate,
            areas=subject.areas,
            scope=subject.scope,
            anything=True,
            everything=any(chunk.text in book.words("everything_word") for chunk in rest),
            kinds=subject.target.kinds if subject.target else (),
            unknowns=as_areas(subject.unknowns),
        )
    rest = [c for c in rest if c.text not in book.words("question_doings")]
    subject = Subject(rest, book, predicate=predicate)
    if subject.person is not None and subject.target is None:
        return Question("person", person=subject.person, predicate=predicate)
    if subject.target is None and not subject.unknowns and not subject.areas and not subject.attribute:
        return None
    return Question(
        "state",
        target=subject.target,
        areas=subject.areas,
        predicate=predicate,
        unknowns=subject.unknowns,
        scope=subject.scope,
        attribute=subject.attribute,
    )


def _value_question(body: Sequence[Chunk], book: Phrasebook) -> Question | None:
    subject = Subject(body, book)
    if subject.target is None or subject.unknowns or subject.person is not None:
        return None
    return Question(
        "what", target=subject.target, areas=subject.areas, attribute=subject.attribute, scope=subject.scope
    )


def _verbless(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook) -> Question | None:
    """ "temperature out on the balcony", "balcony temperature": an attribute and a place or thing, and no value."""
    row = _without_out(row)
    if len(row) > 1 and row[-1].text in book.words("readings") and not row[-1].names:
        return _reading(Subject(row[:-1], book), book)
    attribute = row[0].word("attribute") if not row[0].names else None
    if attribute is None and len(row) > 1 and row[0].word("determiner"):
        attribute = row[1].word("attribute") if not row[1].names else None
        row = row[1:]
    if attribute is None and _ends_in_attribute(row, book):
        attribute, row = row[-1].word("attribute"), (row[-1], *row[:-1])
    if attribute is None or any(chunk.quantity is not None for chunk in row):
        return None
    draft = read_segment(row[1:], book) if len(row) > 1 else None
    if draft is None or draft.acts or draft.unknowns or not draft.has_target:
        return None
    reading = ATTRIBUTE_READINGS.get(attribute, attribute)
    return Question(
        "measure",
        target=draft.targets[0] if draft.targets else None,
        areas=tuple(draft.areas),
        attribute=reading,
        scope=draft.scope,
    )


def _reading(shown: Subject, book: Phrasebook) -> Question | None:
    """ "thermostat reading": how a thing is that measures something."""
    fitting = shown.target.fitting if shown.target is not None else ()
    measures = (MEASURED & set(book.home.entities[e].capabilities) for e in fitting if e in book.home.entities)
    known = bool(fitting) and not shown.unknowns and all(measures)
    return Question("what", target=shown.target, areas=shown.areas) if known else None


def _without_out(row: Sequence[Chunk]) -> Sequence[Chunk]:
    """ "humidity out in the garden": which way a place lies."""
    return [
        piece
        for piece, following in zip(row, (*row[1:], None), strict=True)
        if following is None or not (piece.word("particle") and following.word("preposition"))
    ]


def _ends_in_attribute(row: Sequence[Chunk], book: Phrasebook) -> bool:
    """ "garden humidity": what is measured of the room or the thing before it."""
    last = row[-1]
    if last.text not in book.words("measured_nouns") or last.names:
        return False
    before = [piece for piece in row[:-1] if not piece.word("determiner")]
    return len(before) == 1 and book.is_item(before[0])
