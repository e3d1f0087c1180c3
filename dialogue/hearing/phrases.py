"""What can be said in this home, as phrases for a recogniser: names in the frames that commands have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import yaml

from devices.capabilities import Choice
from devices.home import Home
from dialogue.errors import LanguageDataError
from dialogue.hearing.spelling import spoken_words
from dialogue.vocabulary import Vocabulary
from teaching.concepts import Concept, Status
from teaching.lexicon import Lexicon

UNKNOWN: Final = "[unk]"
# Concepts are many and phrases for each cost time: past this only the latest used are given frames of their own.
MOST_CONCEPTS: Final = 6_000

_ROLES: Final = {
    "alias": "device",
    "area": "area",
    "value": "value",
    "routine": "scene",
    "action": "action",
    "person": "person",
    "time": "time",
}


@dataclass(frozen=True, slots=True)
class Frames:
    """The sentence frames of a language: for each role the places it may stand in, and phrases that need no name."""

    roles: dict[str, tuple[str, ...]]
    plain: tuple[str, ...]


@lru_cache(maxsize=4)
def load_frames(language: str = "en") -> Frames:
    """Raises ``LanguageDataError``."""
    try:
        text = resources.files("dialogue").joinpath("language", language, "spoken.yaml").read_text("utf-8")
        data: dict[str, list[str]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  builds only text
        return Frames({role: tuple(frames) for role, frames in data.items() if role != "plain"}, tuple(data["plain"]))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise LanguageDataError(f"spoken frames of language {language!r}: {error}") from error


def home_phrases(lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[tuple[str, ...], ...]:
    """Every phrase of this home as a row of words, each once, in a steady order."""
    frames = load_frames(vocabulary.language)
    rows: dict[tuple[str, ...], None] = {}
    for phrase in frames.plain:
        rows[spoken_words(phrase)] = None
    for role, name in _names(lexicon.names.home, vocabulary, lexicon.concepts.values()):
        words = " ".join(spoken_words(name))
        for frame in frames.roles.get(role, ()):
            rows[tuple(frame.replace("{}", words).split())] = None
    return tuple(row for row in rows if row)


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
        yield from (("device", name) for name in (entity.name, *entity.aliases))
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
