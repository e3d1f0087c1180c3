"""Reads questions about the home: "is the back door locked", "how warm is the lounge", "what is still running"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.chunks import Chunk
from dialogue.clauses import ClauseReader
from dialogue.interpretation import NounPhrase, Question
from dialogue.noun_phrases import Phrasebook
from dialogue.response import UnknownSpan
from teaching.concepts import PersonName
from teaching.lexicon import Sort

AUXILIARIES = frozenset("is are was were isn't aren't does do did has have had".split())
WH = frozenset(
    {
        "what",
        "what's",
        "whats",
        "which",
        "how",
        "how's",
        "hows",
        "who",
        "who's",
        "whos",
        "where",
        "where's",
        "when",
        "when's",
    }
)
MEASURES = {
    "warm": "temperature", "hot": "temperature", "cold": "temperature", "cool": "temperature", "chilly": "temperature",
    "humid": "humidity", "damp": "humidity", "dry": "humidity", "bright": "brightness", "dim": "brightness",
    "dark": "brightness", "loud": "volume", "open": "position", "fast": "speed", "high": "level",
    "long": "remaining_min", "much": "remaining_min", "far": "position",
}  # fmt: skip
PREDICATES = {
    "on": "on", "off": "off", "open": "open", "closed": "closed", "shut": "closed", "locked": "locked", "lit": "on",
    "unlocked": "unlocked", "running": "running", "playing": "playing", "cleaning": "running", "paused": "paused",
    "going": "running", "muted": "muted", "armed": "armed", "disarmed": "disarmed", "set": "armed", "done": "idle",
    "finished": "idle", "home": "home", "in": "home", "out": "away", "away": "away", "here": "home", "up": "open",
    "down": "closed", "docked": "docked", "active": "on", "working": "running", "vacuuming": "running", "heating": "running",
    "back": "home", "ready": "idle", "charging": "docked", "alive": "on", "still": "",
}  # fmt: skip
PERSON_PREDICATES = frozenset({"home", "away"})
ANYTHING = frozenset({"anything", "something", "everything", "any"})
ANYONE = frozenset({"anyone", "anybody", "somebody", "someone", "everyone", "everybody"})
FILLERS = frozenset(
    "the a an any there it's at set to now right currently still yet of in on for do does did is are was be been it i we you"
    " leave left leaving turned switched on? please tell me can could know want like have has get got going what's doing up"
    " all our my again moment this that need needs take takes until till left? more much longer long have".split()
)
ATTRIBUTE_READINGS = {
    "target_temperature": "temperature",
    "target_humidity": "humidity",
    "remaining_min": "remaining_min",
}


def read_question(chunks: Sequence[Chunk], book: Phrasebook) -> Question | None:
    """The question a sentence asks about the home; ``None`` when it asks nothing of the kind."""
    row = _without_lead(chunks)
    if not row:
        return None
    words = [chunk.text for chunk in row]
    flat = " ".join(words).split()
    first = flat[0]
    if first in ("anything", "anyone", "anybody", "any"):
        return _anything(row, flat, book)
    if first == "do" and (row[0].text == "do" and len(row) > 1 and (row[1].word("determiner") or book.is_item(row[1]))):
        return None  # "do the desk lamp in …" is no question
    if first in AUXILIARIES and len(flat) > 1:
        return _yes_no(row, flat, book)
    if first in WH and len(flat) > 1:
        return _wh(row, flat, book)
    return _verbless(row, flat, book)


def _without_lead(chunks: Sequence[Chunk]) -> list[Chunk]:
    row = list(chunks)
    leads = (
        "tell me",
        "do you know",
        "i want to know",
        "i wonder",
        "check",
        "check if",
        "can you tell me",
        "let me know",
        "find out",
    )
    text = " ".join(chunk.text for chunk in row)
    for lead in sorted(leads, key=len, reverse=True):
        if text == lead or not text.startswith(lead + " "):
            continue
        length = len(lead.split())
        while row and length > 0:
            length -= len(row[0].text.split())
            row.pop(0)
        if row and row[0].text in ("if", "whether"):
            row.pop(0)
        if row and row[0].text in ("the", "my", "our"):
            # "check if the door is locked" → "is the door locked"
            return [*[c for c in row if c.text in AUXILIARIES][:1], *[c for c in row if c.text not in AUXILIARIES]]
        return row
    while row and row[0].text in ("and", "so", "hey", "okay", "what about", "how about"):
        row.pop(0)
    return row


class _Subject:
    """What a question is about, read from the words left when the question words are taken out."""

    def __init__(self, row: Sequence[Chunk], book: Phrasebook, *, predicate: str | None = None) -> None:
        self.target: NounPhrase | None = None
        self.areas: tuple[str, ...] = ()
        self.unknowns: tuple[UnknownSpan, ...] = ()
        self.person: str | None = None
        self.attribute: str | None = None
        self.scope: str | None = None
        people = [_person(chunk, book) for chunk in row]
        self.person = next((person for person in people if person is not None), None)
        rest = [c for c, person in zip(row, people, strict=True) if person is None]
        draft = ClauseReader([c for c in rest if not _is_filler(c)], book).read() if rest else None
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


def _is_filler(chunk: Chunk) -> bool:
    if chunk.names:
        return False
    return all(word in FILLERS for word in chunk.text.split()) and chunk.text not in (
        "in",
        "on",
        "at",
        "the",
        "of",
        "for",
        "it",
        "all",
    )


def _person(chunk: Chunk, book: Phrasebook) -> str | None:
    for person in chunk.named(Sort.PERSON):
        return person
    for concept_id in chunk.named(Sort.CONCEPT):
        meaning = book.lexicon.concept(concept_id).meaning
        if isinstance(meaning, PersonName):
            return meaning.person
    return None


def _anything(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook) -> Question | None:
    predicate = next((PREDICATES[word] for word in flat[1:] if word in PREDICATES and PREDICATES[word]), None)
    if predicate is None:
        return None
    if flat[0] in ANYONE:
        return Question("who", predicate="home")
    rest = [c for c in row[1:] if PREDICATES.get(c.text) != predicate or c is row[-1] and False]
    rest = _drop_first(row[1:], predicate)
    subject = _Subject(rest, book)
    return Question(
        "anything",
        predicate=predicate,
        areas=subject.areas,
        scope=subject.scope,
        anything=True,
        unknowns=_as_areas(subject.unknowns),
        kinds=subject.target.kinds if subject.target else (),
    )


def _drop_first(row: Sequence[Chunk], predicate: str) -> list[Chunk]:
    rest = list(row)
    for position, chunk in enumerate(rest):
        if PREDICATES.get(chunk.text) == predicate:
            del rest[position]
            break
    return rest


def _as_areas(spans: tuple[UnknownSpan, ...]) -> tuple[UnknownSpan, ...]:
    return tuple(replace(span, role="area") if span.role != "area" else span for span in spans)


def _yes_no(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook) -> Question | None:
    body = list(row[1:])
    words = [chunk.text for chunk in body]
    if any(word in ANYONE for word in words):
        if not any(book.is_item(chunk) for chunk in body):
            return Question("who", predicate="home")
        body = [chunk for chunk in body if chunk.text not in ANYONE]
        words = [chunk.text for chunk in body]
    if words and words[0] == "it" and len(words) > 1:
        measured = next((MEASURES[w] for w in words[1:] if w in MEASURES), None)
        if measured in ("temperature", "humidity"):
            subject = _Subject([c for c in body[1:] if c.text not in MEASURES], book)
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
            if PREDICATES.get(body[index].text.split()[-1])
            and not body[index].named(Sort.ENTITY)
            and not (
                body[index].word("preposition") and index + 1 < len(body) and not _predicate_before_place(body, index)
            )
        ),
        None,
    )
    if position is None:
        value = _value_question(body, book)
        return value
    predicate = PREDICATES[body[position].text.split()[-1]]
    rest = body[:position] + body[position + 1 :]
    if any(chunk.text in ANYTHING for chunk in rest) or (rest and rest[0].text == "there"):
        subject = _Subject([c for c in rest if c.text not in ANYTHING and c.text != "there"], book)
        return Question(
            "anything",
            predicate=predicate,
            areas=subject.areas,
            scope=subject.scope,
            anything=True,
            kinds=subject.target.kinds if subject.target else (),
            unknowns=_as_areas(subject.unknowns),
        )
    rest = [c for c in rest if c.text not in ("i", "we", "you", "leave", "left", "did", "someone")]
    subject = _Subject(rest, book, predicate=predicate)
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


def _predicate_before_place(body: Sequence[Chunk], index: int) -> bool:
    """ "anything on in the bedroom": "on" is the predicate, not the preposition, when another one follows it."""
    following = body[index + 1]
    return bool(
        following.word("preposition") or following.word("here") or following.word("there") or following.word("adverb")
    )


def _value_question(body: Sequence[Chunk], book: Phrasebook) -> Question | None:
    subject = _Subject(body, book)
    if subject.target is None or subject.unknowns:
        return None
    return Question(
        "what", target=subject.target, areas=subject.areas, attribute=subject.attribute, scope=subject.scope
    )


def _wh(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook) -> Question | None:
    first = flat[0].removesuffix("'s") if flat[0] != "hows" else "how"
    first = {"whats": "what", "whos": "who"}.get(first, first)
    body = list(row[1:])
    words = [chunk.text for chunk in body]
    text = " ".join(words)
    if first == "who":
        if any(word in ("home", "in", "here", "there", "out", "away") for word in words):
            return Question("who", predicate="away" if {"out", "away"} & set(words) else "home")
        return None
    if first == "where":
        subject = _Subject([c for c in body if c.text not in AUXILIARIES], book)
        if subject.person is not None:
            return Question("person", person=subject.person, predicate="home")
        return Question("where", target=subject.target) if subject.target is not None else None
    if first == "how":
        return _how(body, words, book)
    if first in ("what", "which"):
        return _what(body, words, text, book)
    return None


def _how(body: Sequence[Chunk], words: Sequence[str], book: Phrasebook) -> Question | None:
    measured = next((MEASURES[w] for chunk in words for w in chunk.split() if w in MEASURES), None)
    if measured is None:
        return None
    if measured == "remaining_min" and not (
        {"need", "needs", "left", "until", "till", "take", "remaining", "longer", "done", "finished", "does", "more"}
        & {w for c in words for w in c.split()}
    ):
        return None
    rest = [c for c in body if not any(w in MEASURES for w in c.text.split()) or c.names]
    rest = [
        c
        for c in rest
        if c.text not in AUXILIARIES
        and c.text
        not in (
            "time",
            "longer",
            "done",
            "finished",
            "left",
            "until",
            "need",
            "needs",
            "minutes",
            "more",
            "take",
            "takes",
        )
    ]
    subject = _Subject(rest, book)
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


def _what(body: Sequence[Chunk], words: Sequence[str], text: str, book: Phrasebook) -> Question | None:
    bare = [c for c in body if c.text not in AUXILIARIES]
    attribute = next((c.word("attribute") for c in bare if c.word("attribute") and not c.names), None)
    kinds = tuple(kind for c in bare for kind in book.kinds_named(c) if not c.names)
    predicate_at = next(
        (
            index
            for index in range(len(bare) - 1, -1, -1)
            if PREDICATES.get(bare[index].text.split()[-1])
            and not bare[index].names
            and not (
                bare[index].word("preposition") and index + 1 < len(bare) and not _predicate_before_place(bare, index)
            )
        ),
        None,
    )
    if attribute is None and predicate_at is not None:
        predicate = PREDICATES[bare[predicate_at].text.split()[-1]]
        subject = _Subject(
            [
                c
                for i, c in enumerate(bare)
                if i != predicate_at and c.text not in ("else", "things", "devices", "lights") or book.kinds_named(c)
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
                    unknowns=_as_areas(unknowns),
                )
                if not _speaks_of_other(unknowns)
                else None
            )
    rest = [c for c in bare if not (c.word("attribute") and not c.names)]
    rest = [c for c in rest if c.text not in ("doing", "set", "of", "value")]
    subject = _Subject(rest, book)
    if attribute is not None:
        reading = ATTRIBUTE_READINGS.get(attribute, attribute)
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


def _speaks_of_other(spans: tuple[UnknownSpan, ...]) -> bool:
    return any(span.role != "area" for span in spans)


def _verbless(row: Sequence[Chunk], flat: Sequence[str], book: Phrasebook) -> Question | None:
    """ "temperature on the balcony": an attribute and a place or thing, and no value."""
    attribute = row[0].word("attribute") if not row[0].names else None
    if attribute is None and len(row) > 1 and row[0].word("determiner"):
        attribute = row[1].word("attribute") if not row[1].names else None
        row = row[1:]
    if attribute is None or any(chunk.quantity is not None for chunk in row):
        return None
    draft = ClauseReader(row[1:], book).read() if len(row) > 1 else None
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
