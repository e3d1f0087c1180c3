"""Endings of words and what they tell: whose it is, that it is done or was done, that it is several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

from dialogue.language_data import section


@dataclass(frozen=True, slots=True)
class WordForms:
    """The endings in ``forms.yaml``, each ready for ``str.endswith``."""

    possessive: tuple[str, ...]
    owners: tuple[str, ...]
    owners_marks: tuple[str, ...]
    plural: tuple[str, ...]
    unchanged: tuple[str, ...]
    adverb: tuple[str, ...]
    gerund: tuple[str, ...]
    doing: tuple[str, ...]
    past: tuple[str, ...]
    told: tuple[str, ...]
    being: tuple[str, ...]
    being_had: tuple[str, ...]
    being_of_others: tuple[str, ...]
    standing: tuple[str, ...]
    modal: tuple[str, ...]
    modal_or_not: tuple[str, ...]
    verbal: tuple[str, ...]
    clitics: tuple[str, ...]
    of_numbers: tuple[str, ...]
    negation: tuple[str, ...]
    of_times: tuple[str, ...]
    about: tuple[str, ...]
    third_person: tuple[str, ...]
    participles: tuple[str, ...]
    inflections: tuple[str, ...]
    dropped: tuple[str, ...]

    def bare(self, word: str) -> str:
        """A word without the ending that says whose it is: "sam's" → "sam"."""
        return without(word, self.possessive)

    def owner(self, word: str) -> str:
        """The same, of several owners as well: "girls'" → "girls"."""
        return without(word, self.owners_marks)

    def singular(self, word: str) -> str:
        """A word without the ending of several, or of a verb that tells: "mondays" → "monday"."""
        return without(word, self.plural)

    def alone(self, word: str) -> str:
        """A word without the verb that is written together with it: "they've" → "they"."""
        return without(word, self.clitics)

    def stems(self, word: str, ending: str) -> tuple[str, ...]:
        """What a word with that ending may be made of: "waking" of "wak" or "wake", "dimming" of "dimm" as well."""
        stem = word.removesuffix(ending)
        return (stem, *(stem + letter for letter in self.dropped))


def without(word: str, endings: Sequence[str]) -> str:
    """A word without those endings, one after the other."""
    for ending in endings:
        word = word.removesuffix(ending)
    return word


@cache
def word_forms(language: str = "en") -> WordForms:
    """The endings of a language. Raises ``LanguageDataError``."""
    data = section("forms", language)
    return WordForms(**{field.name: data.list(field.name) for field in fields(WordForms)})
