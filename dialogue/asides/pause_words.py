"""The classes of words that show where a speaker pauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dialogue.language_data import PhraseTable, section


@dataclass(frozen=True, slots=True)
class PauseWords:
    """The classes of words in ``pauses.yaml``."""

    governing: frozenset[str]
    sure_subjects: frozenset[str]
    subjects: frozenset[str]
    verbs: frozenset[str]
    that_clauses: PhraseTable
    manners: PhraseTable
    that_goes_on: frozenset[str]
    relative_subjects: frozenset[str]
    no_commands: frozenset[str]
    commands_before_nouns: frozenset[str]
    noun_openers: frozenset[str]
    lesson_verbs: frozenset[str]
    lesson_openings: PhraseTable
    equations: frozenset[str]
    definition_openings: PhraseTable
    requesting: PhraseTable
    asking: PhraseTable
    excepting: PhraseTable
    leads: PhraseTable
    lead_follows: frozenset[str]
    interrupting: frozenset[str]
    assenting: frozenset[str]
    going_on: frozenset[str]
    openers: frozenset[str]
    hedging: frozenset[str]
    step_verbs: frozenset[str]
    adjectives: frozenset[str]
    adverbs: frozenset[str]
    closing: frozenset[str]
    hesitating: PhraseTable
    cancelling: PhraseTable
    cancelling_goes_on: frozenset[str]
    summing: str
    degrees_before: frozenset[str]
    no_openings: frozenset[str]


@cache
def pause_words(language: str = "en") -> PauseWords:
    """The words of pauses of a language. Raises ``LanguageDataError``."""
    data = section("pauses", language)
    return PauseWords(
        governing=data.words("governing"),
        sure_subjects=data.words("sure_subjects"),
        subjects=data.words("subjects"),
        verbs=data.words("verbs"),
        that_clauses=data.phrases("that_clauses"),
        manners=data.phrases("manners"),
        that_goes_on=data.words("that_goes_on"),
        relative_subjects=data.words("relative_subjects"),
        no_commands=data.words("no_commands"),
        commands_before_nouns=data.words("commands_before_nouns"),
        noun_openers=data.words("noun_openers"),
        lesson_verbs=data.words("lesson_verbs"),
        lesson_openings=data.phrases("lesson_openings"),
        equations=data.words("equations"),
        definition_openings=data.phrases("definition_openings"),
        requesting=data.phrases("requesting"),
        asking=data.phrases("asking"),
        excepting=data.phrases("excepting"),
        leads=data.phrases("leads"),
        lead_follows=data.words("lead_follows"),
        interrupting=data.words("interrupting"),
        assenting=data.words("assenting"),
        going_on=data.words("going_on"),
        openers=data.words("openers"),
        hedging=data.words("hedging"),
        step_verbs=data.words("step_verbs"),
        adjectives=data.words("adjectives"),
        adverbs=data.words("adverbs"),
        closing=data.words("closing"),
        hesitating=data.phrases("hesitating"),
        cancelling=data.phrases("cancelling"),
        cancelling_goes_on=data.words("cancelling_goes_on"),
        summing=data.text("summing"),
        degrees_before=data.words("degrees_before"),
        no_openings=data.words("no_openings"),
    )
