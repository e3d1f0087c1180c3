"""Questions with who, what, which, where and how."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.interpretation import Question
from dialogue.questions.subjects import Subject, as_areas, predicate_before_place
from dialogue.questions.words import ATTRIBUTE_READINGS
from dialogue.reading.chunks import Chunk
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.response import UnknownSpan
from dialogue.word_forms import word_forms


def wh(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook, *, whole: bool = False) -> Question | None:
    """The question that begins with who, what, where, when or how; ``whole``: the row is all that stands behind it."""
    first = book.vocabulary.question_forms.get(flat[0], word_forms().bare(flat[0]))
    body = _without_showing(row if whole else row[1:], book)
    words = [chunk.text for chunk in body]
    text = " ".join(words)
    if first in book.words("asking_who"):
        # "Who is in", and not "who is the best in the league".
        asked = [word for word in words[:-1] if word not in book.words("place_prepositions")] + words[-1:]
        if any(word in book.words("whereabouts_asked") for word in asked):
            return Question("who", predicate="away" if book.words("absence_words") & set(words) else "home")
        return None
    if first in book.words("asking_where"):
        subject = Subject([c for c in body if c.text not in book.words("question_auxiliaries")], book)
        if subject.person is not None:
            return Question("person", person=subject.person, predicate="home")
        return Question("where", target=subject.target) if subject.target is not None else None
    if first in book.words("asking_when"):
        return _until_done(body, book)
    if first in book.words("asking_how"):
        return _how(body, words, book)
    if first in book.words("asking_what"):
        return _what(body, words, text, book)
    return None


def _without_showing(body: Sequence[Chunk], book: Phrasebook) -> list[Chunk]:
    """ "(what) is the thermostat reading": what a thing of this home shows is how it is."""
    showing = [c for c in body if c.text in book.words("showing_verbs") and not c.names]
    if not showing or not any(book.is_item(c) or c.word("attribute") for c in body if c not in showing):
        return list(body)
    return [c for c in body if c not in showing]


def _until_done(body: Sequence[Chunk], book: Phrasebook) -> Question | None:
    """ "when's the washing machine done", "when will the oven be ready": how long a known thing still takes."""
    words = [word for chunk in body for word in chunk.text.split()]
    endings = book.vocabulary.words("endings")
    if not words or words[-1] not in endings:
        return None
    fillers = endings | book.words("question_auxiliaries") | book.words("ending_fillers")
    subject = Subject([chunk for chunk in body if chunk.names or chunk.text not in fillers], book)
    if subject.target is None or subject.target.unknown is not None or subject.unknowns:
        return None
    return Question("measure", target=subject.target, areas=subject.areas, attribute="remaining_min")


def _how(body: Sequence[Chunk], words: Sequence[str], book: Phrasebook) -> Question | None:
    measured = next(
        (book.vocabulary.measures[w] for chunk in words for w in chunk.split() if w in book.vocabulary.measures), None
    )
    if measured is None:
        return _how_is(body, book)
    if measured == "remaining_min" and not (book.words("remaining_words") & {w for c in words for w in c.split()}):
        return None
    rest = [c for c in body if not any(w in book.vocabulary.measures for w in c.text.split()) or c.names]
    rest = [
        c
        for c in rest
        if c.text not in book.words("question_auxiliaries") and c.text not in book.words("remaining_fillers")
    ]
    subject = Subject(rest, book)
    if measured == "remaining_min" and subject.target is None and not subject.unknowns:
        return None
    return Question(
        "measure",
        target=subject.target,
        areas=subject.areas,
        attribute=measured,
        unknowns=subject.unknowns,
        scope=subject.scope,
    )


def _how_is(body: Sequence[Chunk], book: Phrasebook) -> Question | None:
    """ "how's the front door", "how is the oven doing": how a thing of this home is, and nothing more."""
    fillers = book.words("question_auxiliaries") | book.words("doing_fillers")
    if not all(book.is_item(c) or all(w in fillers for w in c.text.split()) for c in body):
        return None
    subject = Subject([c for c in body if book.is_item(c)], book)
    if subject.target is None or not subject.target.fitting or subject.unknowns:
        return None
    return Question("what", target=subject.target, areas=subject.areas)


def _what(body: Sequence[Chunk], words: Sequence[str], text: str, book: Phrasebook) -> Question | None:
    bare = [c for c in body if c.text not in book.words("question_auxiliaries")]
    attribute = next((c.word("attribute") for c in bare if c.word("attribute") and not c.names), None)
    kinds = tuple(kind for c in bare for kind in book.kinds_named(c) if not c.names)
    predicate_at = next(
        (
            index
            for index in range(len(bare) - 1, -1, -1)
            if book.vocabulary.predicates.get(bare[index].text.split()[-1])
            and not bare[index].names
            and not _is_set_to(bare, index, book)
            and not (
                bare[index].word("preposition")
                and index + 1 < len(bare)
                and not predicate_before_place(bare, index, book)
            )
        ),
        None,
    )
    if attribute is None and predicate_at is not None:
        predicate = book.vocabulary.predicates[bare[predicate_at].text.split()[-1]]
        subject = Subject(
            [
                c
                for i, c in enumerate(bare)
                if (i != predicate_at and c.text not in book.words("thing_fillers")) or book.kinds_named(c)
            ],
            book,
        )
        named = subject.target is not None and subject.target.named
        if not named:
            unknowns = subject.unknowns
            return (
                Question(
                    "anything",
                    predicate=predicate,
                    areas=subject.areas,
                    scope=subject.scope,
                    kinds=kinds,
                    anything=True,
                    unknowns=as_areas(unknowns),
                )
                if not _speaks_of_other(unknowns)
                else None
            )
    rest = [c for c in bare if not (c.word("attribute") and not c.names)]
    rest = [c for c in rest if c.text not in book.words("value_fillers")]
    subject = Subject(rest, book)
    if attribute is not None:
        is_target = any(c.text in book.words("set_point_nouns") for c in bare)
        reading = attribute if is_target else ATTRIBUTE_READINGS.get(attribute, attribute)
        if subject.target is None and not subject.areas and not subject.scope and subject.unknowns and not attribute:
            return None
        return Question(
            "measure",
            target=subject.target,
            areas=subject.areas,
            attribute=reading,
            unknowns=subject.unknowns,
            scope=subject.scope,
        )
    if subject.target is not None and subject.target.unknown is None and not subject.unknowns:
        return Question("what", target=subject.target, areas=subject.areas, scope=subject.scope)
    return None


def _is_set_to(row: Sequence[Chunk], index: int, book: Phrasebook) -> bool:
    """ "What is the thermostat set to": no alarm is armed."""
    goes_on = index + 1 < len(row) and row[index + 1].text in book.words("goal_prepositions")
    return goes_on and row[index].text in book.words("value_fillers")


def _speaks_of_other(spans: tuple[UnknownSpan, ...]) -> bool:
    return any(span.role != "area" for span in spans)
