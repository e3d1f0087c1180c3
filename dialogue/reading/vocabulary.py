"""The words a language brings along: verbs, nouns for kinds and attributes, values, function words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final, cast

from devices.capabilities import Value
from dialogue.errors import LanguageDataError
from dialogue.language_data import section
from dialogue.tokens import Token, by_word, opening
from teaching.lexicon import split
from teaching.phrases import PhraseIndex

NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """One sense of a word of the language.

    ``label`` is its part in a sentence: determiner, quantifier, preposition, conjunction, exception, particle,
    pronoun, here, there, house, adverb, tail, degree, verb, state, comparative, attribute, kind, value, extreme.
    ``name`` says which one ("turn_off" of the verbs).
    """

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Comparative:
    """ "brighter": the attributes it is about, best first ("*": any), and the direction. ``degree`` all: to the end."""

    attributes: tuple[str, ...]
    direction: int
    degree: str | None = None


@dataclass(frozen=True, slots=True)
class KindNouns:
    """The nouns for one kind of entity. A ``mass`` noun with a place means all of that kind there.

    The ``plain`` one is what a thing of the kind is first called; the others are synonyms.
    """

    nouns: frozenset[str]
    mass: frozenset[str]
    plural: frozenset[str]
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Words that complain about the home, and what they call for."""

    words: tuple[tuple[str, ...], ...]
    attribute: str
    direction: int


@dataclass(frozen=True)
class Vocabulary:
    """Everything of one language that the grammar needs."""

    language: str
    index: PhraseIndex[Word]
    comparatives: Mapping[str, Comparative]
    values: Mapping[str, tuple[tuple[str, Value], ...]]
    kinds: Mapping[str, KindNouns]
    families: Mapping[str, tuple[str, ...]]
    complaints: tuple[Complaint, ...]
    complaint_verbs: tuple[Complaint, ...]
    complaint_things: tuple[Complaint, ...]
    tails: frozenset[str]
    place_prepositions: frozenset[str]
    value_prepositions: frozenset[str]
    sisters: tuple[tuple[str, ...], ...] = ()
    products: tuple[tuple[tuple[str, ...], ...], ...] = ()
    collectives: tuple[str, ...] = ()
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    graded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    predicates: Mapping[str, str] = field(default_factory=dict)
    multiples: Mapping[str, float] = field(default_factory=dict)
    shares_of_that: Mapping[str, float] = field(default_factory=dict)
    liking_openers: tuple[tuple[str, ...], ...] = ()
    choice_numbers: Mapping[str, int] = field(default_factory=dict)
    attribute_words: Mapping[str, str] = field(default_factory=dict)
    deeds: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    question_forms: Mapping[str, str] = field(default_factory=dict)
    participles: Mapping[str, str] = field(default_factory=dict)

    def is_plain_noun(self, noun: str, kinds: Sequence[str]) -> bool:
        """Whether it says no more than that it is one of a kind, or some: "the light", "heating"."""
        named = (self.kinds[kind] for kind in kinds)
        return any(noun == kind.plain or noun in kind.plural | kind.mass for kind in named)

    def phrases(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A phrase list of the language file as rows of words, the longest first."""
        return _longest_first(self.words(name))

    def beginning(self, name: str, word: str) -> tuple[tuple[str, ...], ...]:
        """Those of a phrase list that begin with a word, the longest first."""
        return _by_word(self.words(name), 0).get(word, ())

    def ending(self, name: str, word: str) -> tuple[tuple[str, ...], ...]:
        """Those of a phrase list that end with a word, the longest first."""
        return _by_word(self.words(name), -1).get(word, ())

    def opening(self, row: Sequence[Token], name: str, start: int = 0) -> int:
        """How many words the longest phrase of that list has that stands at ``start``; 0 for none."""
        phrases = self.beginning(name, row[start].text) if start < len(row) else ()
        return opening([token.text for token in row[start : start + len(phrases[0])]], phrases) if phrases else 0

    def words(self, name: str) -> frozenset[str]:
        """A plain word list of the language file."""
        return self.lists.get(name, NOTHING)


@lru_cache(maxsize=8)
def load_vocabulary(language: str = "en") -> Vocabulary:
    """The vocabulary of a language; raises ``LanguageDataError`` when its file is missing or malformed."""
    data, grammar = section("words", language).data, section("grammar", language)
    if twice := sorted(set(data) & set(grammar.names())):
        raise LanguageDataError(f"{grammar.source}: these stand in the words as well: {twice}")
    try:
        return _build(language, cast("Mapping[str, Any]", {**data, **grammar.data}))
    except (KeyError, TypeError, AttributeError) as error:
        raise LanguageDataError(f"words of language {language!r} lack {error}") from error


@cache
def _longest_first(phrases: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((split(phrase) for phrase in phrases), key=lambda words: (-len(words), words)))


@cache
def _by_word(phrases: frozenset[str], at: int) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    return by_word(_longest_first(phrases), at)


def _build(language: str, data: Mapping[str, Any]) -> Vocabulary:
    index: PhraseIndex[Word] = PhraseIndex()

    def add(label: str, name: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            index.add(split(phrase), Word(label, name))

    for label, key in _FLAT.items():
        add(label, label, data[key])
    for label, key in _NAMED.items():
        for name, phrases in data[key].items():
            add(label, name, phrases)
    for kind, nouns in data["kinds"].items():
        add("kind", kind, nouns["nouns"])
    for word in data["comparatives"]:
        add("comparative", word, [word])
    values: dict[str, tuple[tuple[str, Value], ...]] = {
        phrase: tuple((attribute, int(value) if value.isdigit() else value) for attribute, value in options.items())
        for phrase, options in data["values"].items()
    }
    values.update({colour: (("color", colour),) for colour in data["value_colours"]})
    for phrase in values:
        add("value", phrase, [phrase])
    return Vocabulary(
        language=language,
        index=index,
        comparatives={
            word: Comparative(tuple(entry["attributes"]), int(entry["direction"]), entry.get("degree"))
            for word, entry in data["comparatives"].items()
        },
        values=values,
        kinds={
            kind: KindNouns(
                frozenset(nouns["nouns"]), frozenset(nouns["mass"]), frozenset(nouns["plural"]), nouns["nouns"][0]
            )
            for kind, nouns in data["kinds"].items()
        },
        families={name: tuple(kinds) for name, kinds in data["kind_families"].items()},
        complaints=tuple(_complaint(entry, "adjectives") for entry in data["indirect"]),
        complaint_verbs=tuple(_complaint(entry, "phrases") for entry in data["indirect_verbs"]),
        complaint_things=tuple(_complaint(entry, "phrases") for entry in data["indirect_things"]),
        tails=frozenset(data["tail_nouns"]),
        place_prepositions=frozenset(data["place_prepositions"]),
        value_prepositions=frozenset(data["value_prepositions"]),
        sisters=tuple(tuple(kinds) for kinds in data["sister_kinds"]),
        products=tuple(tuple(split(noun) for noun in group) for group in data["products"]),
        collectives=tuple(data["collectives"]),
        graded={adjective: tuple(forms) for adjective, forms in data["graded"].items()},
        measures=data["measures"],
        predicates=data["predicates"],
        multiples={word: float(number) for word, number in data["multiples"].items()},
        shares_of_that={word: float(number) for word, number in data["shares_of_that"].items()},
        liking_openers=tuple(split(phrase) for phrase in data["liking_openers"]),
        choice_numbers={word: int(place) for word, place in data["choice_numbers"].items()},
        attribute_words=data["attribute_words"],
        deeds=data["deeds"],
        written=data["written"],
        question_forms=data["question_forms"],
        participles=data["participles"],
        lists={
            name: frozenset(entries)
            for name, entries in data.items()
            if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries)
        },
    )


def _complaint(entry: dict[str, Any], key: str) -> Complaint:
    return Complaint(tuple(split(phrase) for phrase in entry[key]), entry["change"], int(entry["direction"]))


_FLAT = {
    "determiner": "determiners",
    "preposition": "prepositions",
    "conjunction": "conjunctions",
    "exception": "exceptions",
    "instead": "instead",
    "without": "without",
    "here": "here",
    "there": "there",
    "house": "house",
    "adverb": "adverbs",
    "tail": "tail_nouns",
    "function": "functions",
}
_NAMED = {
    "quantifier": "quantifiers",
    "particle": "particles",
    "pronoun": "pronouns",
    "degree": "degrees_of_change",
    "verb": "verbs",
    "state": "state_words",
    "attribute": "attributes",
    "extreme": "extremes",
}
