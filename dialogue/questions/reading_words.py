"""The words of a language for what sensors sense and measure, as ``readings.yaml`` groups them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from dialogue.language_data import PhraseTable, section
from dialogue.tokens import Token

Phrases: TypeAlias = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""By their first word: phrases and the attribute that they name, the longest phrase first."""


@dataclass(frozen=True, slots=True)
class Found:
    """Attributes that words of a question may name, and where those words stand; ``is_opposite``: by their no."""

    attributes: tuple[str, ...]
    start: int
    end: int
    is_opposite: bool = False


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """Words for attributes, and words that stand around them; ``openers`` are what a question may begin with.

    ``said_of`` has every word that speaks of an attribute: beside another of them it says nothing more.
    """

    sensed: Phrases
    opposite: Phrases
    measured: Phrases
    most: Phrases
    least: Phrases
    triggered: PhraseTable
    average: PhraseTable
    air: PhraseTable
    telling: PhraseTable
    of_air: tuple[str, ...]
    of_people: tuple[str, ...]
    of_the_house: frozenset[str]
    everywhere_measured: frozenset[str]
    asking_whether: frozenset[str]
    asking_which: frozenset[str]
    asking_count: PhraseTable
    asking_how: frozenset[str]
    fillers: frozenset[str]
    anywhere: frozenset[str]
    every: frozenset[str]
    openers: frozenset[str]
    said_of: Mapping[str, frozenset[str]]


@cache
def reading_words(language: str = "en") -> ReadingWords:
    """The words; raises ``LanguageDataError``."""
    data = section("readings", language)
    whether, which, how = (data.words(f"asking_{kind}") for kind in ("whether", "which", "how"))
    return ReadingWords(
        sensed=_phrases("sensed", language),
        opposite=_phrases("opposite", language),
        measured=_phrases("measured", language),
        most=_phrases("most", language),
        least=_phrases("least", language),
        triggered=data.phrases("triggered"),
        average=data.phrases("average"),
        air=data.phrases("air"),
        telling=data.phrases("telling"),
        of_air=data.list("of_air"),
        of_people=data.list("of_people"),
        of_the_house=data.words("of_the_house"),
        everywhere_measured=data.words("everywhere_measured"),
        asking_whether=whether,
        asking_which=which,
        asking_count=data.phrases("asking_count"),
        asking_how=how,
        fillers=data.words("fillers") | whether | which | how,
        anywhere=data.words("anywhere"),
        every=data.words("every"),
        openers=whether | which | how,
        said_of=_said_of(language),
    )


def _phrases(name: str, language: str) -> Phrases:
    named = section("readings", language).section(name)
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for attribute in named.names():
        for phrase in named.list(attribute):
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, attribute))
    return {first: tuple(sorted(phrases, key=lambda one: -len(one[0]))) for first, phrases in found.items()}


def _said_of(language: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in ("sensed", "opposite"):
        named = section("readings", language).section(name)
        for attribute in named.names():
            found.setdefault(attribute, set()).update(
                word for phrase in named.list(attribute) for word in phrase.split()
            )
    return {attribute: frozenset(words) for attribute, words in found.items()}


def find(row: Sequence[Token], phrases: Phrases, *, is_opposite: bool = False) -> list[Found]:
    """The phrases of a row with all that each may name, the longest first."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    texts = tuple(token.text for token in row)
    for at, text in enumerate(texts):
        for words, attribute in phrases.get(text, ()):
            end = at + len(words)
            if texts[at:end] == words:
                found[(at, end)] = (*found.get((at, end), ()), attribute)
    places = sorted(found, key=lambda place: (place[0] - place[1], place[0]))
    return [Found(found[place], *place, is_opposite) for place in places]
