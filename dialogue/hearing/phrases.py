"""What can be said in this home, as phrases for a recogniser: names in the frames that commands have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from devices.capabilities import Choice
from devices.home import Home
from dialogue.hearing.frames import load_frames
from dialogue.hearing.spelling import spoken_words
from dialogue.reading.vocabulary import Vocabulary
from teaching.concepts import Concept, Status
from teaching.lexicon import Lexicon

UNKNOWN: Final = "[unk]"
# The recogniser takes a tenth of a second for so many phrases, which is what a second look may take longer.
MOST_PHRASES: Final = 16_000
# Past this number of concepts only the newest are in the vocabulary.
MOST_CONCEPTS: Final = 6_000
_FEWEST_FRAMES: Final = 2
_NAME: Final = "{}"

_ROLES: Final = {
    "alias": "device",
    "area": "area",
    "value": "value",
    "routine": "scene",
    "action": "action",
    "person": "person",
    "time": "time",
}


def home_names(lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """The roles and names of all that can be named in this home, each once, in a steady order."""
    return tuple(dict.fromkeys(_names(lexicon.names.home, vocabulary, lexicon.concepts.values())))


def phrases_of(names: Sequence[tuple[str, str]], language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Every phrase that those names can stand in as a row of words, each once, in a steady order.

    A recogniser learns from them which word may follow which. In a home with very many names each name gets fewer
    places to stand in, so that its vocabulary is never longer than about ``MOST_PHRASES``.
    """
    frames = load_frames(language)
    each = max(_FEWEST_FRAMES, (MOST_PHRASES - len(frames.plain)) // max(1, len(names)))
    opened = {role: [tuple(frame.split()) for frame in of_role[:each]] for role, of_role in frames.roles.items()}
    rows: dict[tuple[str, ...], None] = {}
    for phrase in frames.plain:
        rows[spoken_words(phrase)] = None
    for role, name in names:
        words = spoken_words(name)
        for frame in opened.get(role, ()):
            if words:
                rows[tuple(w for part in frame for w in (words if part == _NAME else (part,)))] = None
    return tuple(row for row in rows if row)


def home_phrases(lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[tuple[str, ...], ...]:
    """Every phrase of this home."""
    return phrases_of(home_names(lexicon, vocabulary), vocabulary.language)


def _names(home: Home, vocabulary: Vocabulary, concepts: Iterable[Concept]) -> Iterator[tuple[str, str]]:
    yield from _names_at_home(home)
    kinds = {entity.kind for entity in home.spoken}
    for kind, nouns in vocabulary.kinds.items():
        if kind in kinds:
            yield from (("kind", noun) for noun in sorted(nouns.nouns | nouns.plural | nouns.mass))
    yield from (("value", value) for value in vocabulary.values)
    yield from _taught(concepts)


def _names_at_home(home: Home) -> Iterator[tuple[str, str]]:
    for entity in home.spoken:
        yield from (("device", name) for name in (entity.name, *entity.aliases, *entity.labels))
        for capability in entity.capabilities.values():
            if isinstance(capability, Choice) and not capability.readonly:
                yield from (("value", option) for option in capability.options)
    for area in home.areas.values():
        yield from (("area", name) for name in (area.name, *area.aliases))
    for floor in home.floors.values():
        yield from (("area", name) for name in (floor.name, *floor.aliases))
    for person in home.persons.values():
        yield from (("person", name) for name in (person.name, *person.aliases))


def _taught(concepts: Iterable[Concept]) -> Iterator[tuple[str, str]]:
    active = [concept for concept in concepts if concept.status is Status.ACTIVE]
    if len(active) > MOST_CONCEPTS:
        active = sorted(active, key=lambda concept: concept.provenance.at)[-MOST_CONCEPTS:]
    for concept in active:
        role = _ROLES.get(concept.meaning.type)
        if role is not None:
            yield from ((role, term) for term in (concept.term, *concept.heard_as))
