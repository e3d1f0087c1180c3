"""Sentences made from taught concepts, for the statistical interpreters to learn the household's words.

What a concept means is never in them: that stays in the lexicon, which works at once and without any training.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from teaching.concepts import (
    ActionName,
    Alias,
    AreaName,
    Chosen,
    Concept,
    Meaning,
    PersonName,
    Preference,
    Routine,
    Status,
    TimeName,
    ValueName,
)

MOST_CONCEPTS: Final = 2_000
"""Only the most used concepts are learnt; the lexicon knows them all."""

_NAME = ("turn on {}", "turn {} off", "set {} to xvalue", "is {} on")
_AREA = ("xdevice on in {}", "turn off everything in {}", "how warm is it in {}")
_PERSON = ("is {} home", "set it how {} likes it", "where is {}")
_VALUE = ("set the xdevice to {}", "{} on the xdevice", "put the xdevice on {} please")
_ACTION = ("{} the xdevice", "{} it", "please {} the xdevice in the xarea")
_ROUTINE = ("{}", "start {}", "{} please", "time for {}")
_TIME = ("xdevice off at {}", "turn on the xdevice at {}", "close the xdevice before {}")
_QUESTIONS = frozenset(("is {} on", "how warm is it in {}", "is {} home", "where is {}"))


@dataclass(frozen=True, slots=True)
class LessonSentence:
    """A sentence with a taught term, its class (``docs/understanding.md``) and the concept it comes from."""

    text: str
    intent: str
    concept_id: str


def lesson_sentences(concepts: Iterable[Concept]) -> tuple[LessonSentence, ...]:
    """Sentences for the active concepts, the most used first, at most ``MOST_CONCEPTS`` of them."""
    active = [concept for concept in concepts if concept.status is Status.ACTIVE]
    active.sort(key=lambda concept: (-concept.uses, concept.id))
    return tuple(sentence for concept in active[:MOST_CONCEPTS] for sentence in _of(concept))


def _of(concept: Concept) -> Iterator[LessonSentence]:
    for term in dict.fromkeys((concept.term, *concept.heard_as)):
        for form in _forms(concept.meaning):
            yield LessonSentence(form.replace("{}", term), _intent(form, concept.meaning), concept.id)


def _intent(form: str, meaning: Meaning) -> str:
    if form in _QUESTIONS:
        return "query"
    return "scene" if isinstance(meaning, Routine) else "command"


def _forms(meaning: Meaning) -> tuple[str, ...]:
    match meaning:
        case Alias():
            return _NAME
        case AreaName():
            return _AREA
        case PersonName():
            return _PERSON
        case ValueName():
            return _VALUE
        case ActionName():
            return _ACTION
        case Routine():
            return _ROUTINE
        case TimeName():
            return _TIME
        case Preference() | Chosen():
            return ()
        case _:
            assert_never(meaning)
