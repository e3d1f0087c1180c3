"""Recognises what people say about words and about the conversation: teaching, asking back, forgetting, cancelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from dialogue.errors import LanguageDataError
from dialogue.language_data import section
from dialogue.tokens import Token, by_word, holds_any, opening, places
from dialogue.word_forms import word_forms
from teaching.lexicon import split

CONCEPT_SLOT = "(?P<concept>.+?)"
LONGEST_TERM = 6
LONGEST_OPENER = 12


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of one group ("teach", "forget" …) with its slots as rows of tokens."""

    group: str
    slots: Mapping[str, tuple[Token, ...]]

    def words(self, slot: str) -> str:
        """The words of a slot, empty when it isn't there."""
        return " ".join(token.text for token in self.slots.get(slot, ()))


@dataclass(frozen=True)
class StatementBook:
    """The patterns of one language."""

    groups: Mapping[str, tuple[re.Pattern[str], ...]]
    answers: Mapping[str, re.Pattern[str]]
    openers: tuple[tuple[str, ...], ...]
    markers: tuple[tuple[str, ...], ...]
    part_words: Mapping[str, tuple[tuple[str, ...], ...]]
    closers: tuple[tuple[str, ...], ...]
    conditions: Mapping[str, tuple[tuple[str, ...], ...]]
    ranges: Mapping[str, tuple[str, ...]]
    remarks: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
    lasting: tuple[tuple[str, ...], ...]
    lesson_openers: Mapping[str, re.Pattern[str]]
    for_others: tuple[re.Pattern[str], ...]
    calling: Mapping[str, tuple[tuple[str, ...], ...]]
    hints: frozenset[str]
    queries: Mapping[str, tuple[tuple[str, ...], ...]]
    snapshots: Mapping[str, tuple[tuple[str, ...], ...]]
    askings: tuple[tuple[str, ...], ...]
    opinions: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=8)
def load_statements(language: str = "en") -> StatementBook:
    """The patterns of a language; raises ``LanguageDataError`` when its file is missing or malformed."""
    data = cast("Mapping[str, Any]", section("statements", language).data)
    try:
        return StatementBook(
            groups={name: tuple(_compile(p) for p in patterns) for name, patterns in data["groups"].items()},
            answers={name: re.compile(pattern) for name, pattern in data["answers"].items()},
            openers=_phrases(data["answer_openers"]),
            markers=_phrases(data["definition_markers"]),
            part_words={name: _phrases(phrases) for name, phrases in data["parts_of_day"].items()},
            closers=_phrases(data["answer_closers"]),
            conditions={name: _phrases(phrases) for name, phrases in data["conditions"].items()},
            ranges={name: tuple(phrases) for name, phrases in data["ranges"].items()},
            remarks={
                name: by_word(_phrases(phrases), -1 if name == "after" else 0)
                for name, phrases in data["remarks"].items()
            },
            lasting=_phrases(data["lasting"]),
            lesson_openers={kind: re.compile(pattern) for kind, pattern in data["lesson_openers"].items()},
            for_others=tuple(_compile(pattern) for pattern in data["for_others"]),
            calling={name: _phrases(phrases) for name, phrases in data["calling"].items()},
            hints=frozenset(data["hints"]),
            queries={name: _phrases(phrases) for name, phrases in data["queries"].items()},
            snapshots={name: _phrases(phrases) for name, phrases in data["snapshots"].items()},
            askings=_phrases(data["askings"]),
            opinions=_phrases(data["opinions"]),
        )
    except (KeyError, re.error) as error:
        raise LanguageDataError(f"statements of language {language!r}: {error}") from error


def _phrases(phrases: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((split(phrase) for phrase in phrases), key=len, reverse=True))


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+?)", pattern))


def find_statements(
    tokens: Sequence[Token],
    book: StatementBook,
    is_concept: Callable[[str], bool],
    *,
    groups: Collection[str] | None = None,
) -> list[Statement]:
    """Every statement the sentence can be, most likely first. A ``{concept}`` slot must name something taught.

    With ``groups`` only statements of these are looked for.
    """
    text, places = _joined(tokens)
    found: list[Statement] = []
    concepts: tuple[str, ...] | None = None
    for group, patterns in book.groups.items():
        if groups is not None and group not in groups:
            continue
        for pattern in patterns:
            match = pattern.fullmatch(text)
            if match is None:
                continue
            if CONCEPT_SLOT in pattern.pattern and match.group("concept") is not None:
                if concepts is None:
                    concepts = _concepts_in(text.split(), is_concept)
                fitting = (_with_concept(pattern, concept).fullmatch(text) for concept in concepts)
                match = next((found_one for found_one in fitting if found_one is not None), None)
            if match is None:
                continue
            slots = {
                name: _slice(tokens, places, match.start(name), match.end(name))
                for name, value in match.groupdict().items()
                if value is not None
            }
            found.append(Statement(group, slots))
            break
    shorter = () if found else _without_lasting(tokens, book)
    return find_statements(shorter, book, is_concept, groups=groups) if shorter else found


def _without_lasting(tokens: Sequence[Token], book: StatementBook) -> tuple[Token, ...]:
    """The sentence without the "in future" round it; nothing where there is none."""
    words = tuple(token.text for token in tokens)
    begun = opening(words, book.lasting)
    if 0 < begun < len(words):
        return tuple(tokens[begun:])
    ended = lasting_end(words, book)
    return tuple(tokens[: len(words) - ended]) if ended else ()


def lasting_end(words: tuple[str, ...], book: StatementBook) -> int:
    """How many words at the end say that it is for good, "from now on"; 0 where they are all that is said."""
    return next((len(p) for p in book.lasting if len(p) < len(words) and words[-len(p) :] == p), 0)


def _concepts_in(words: Sequence[str], is_concept: Callable[[str], bool]) -> tuple[str, ...]:
    """Every stretch of the sentence that names something taught, the longest first."""
    stretches = (
        " ".join(words[start : start + length])
        for length in range(min(LONGEST_TERM, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
    )
    return tuple(word_forms().bare(stretch) for stretch in stretches if is_concept(stretch))


@lru_cache(maxsize=512)
def _with_concept(pattern: re.Pattern[str], concept: str) -> re.Pattern[str]:
    return re.compile(pattern.pattern.replace(CONCEPT_SLOT, f"(?P<concept>{re.escape(concept)})"))


def find_others(tokens: Sequence[Token], book: StatementBook) -> list[Statement]:
    """Every way in which words can say what somebody else means: "but for the kids it's twenty"."""
    text, starts = _joined(tokens)
    matches = (pattern.fullmatch(text) for pattern in book.for_others)
    return [
        Statement("others", {name: _slice(tokens, starts, *match.span(name)) for name in match.groupdict()})
        for match in matches
        if match is not None
    ]


def is_answer(tokens: Sequence[Token], kind: str, book: StatementBook) -> bool:
    """Whether the whole sentence is an answer of that kind: cancel, yes, no, help, why, repeat, done …"""
    return bool(book.answers[kind].fullmatch(" ".join(token.text for token in tokens)))


def strip_answer(tokens: Sequence[Token], book: StatementBook) -> tuple[Token, ...]:
    """The answer without what adds nothing: "oh, that's the floor lamp I mean" → "the floor lamp"."""
    row = tuple(tokens)
    changed = True
    while changed:
        changed = False
        words = tuple(token.text for token in row)
        for opener in book.openers:
            if len(row) > len(opener) and words[: len(opener)] == opener:
                row, changed = row[len(opener) :], True
                break
        words = tuple(token.text for token in row)
        for closer in book.closers:
            if len(row) > len(closer) and words[-len(closer) :] == closer:
                row, changed = row[: -len(closer)], True
                break
    return row


def _without_opener(row: tuple[Token, ...], book: StatementBook) -> tuple[Token, ...]:
    """The lesson behind what announces it: "here's one for you", and with a pause behind it "I'll teach you"."""
    words = [token.text for token in row]
    for end in range(min(len(row) - 2, LONGEST_OPENER), 1, -1):
        said = " ".join(words[:end])
        pause = row[end].comma_before or row[end].sentence_start
        if book.lesson_openers["plain"].fullmatch(said) or (pause and book.lesson_openers["paused"].fullmatch(said)):
            return row[end:]
    return row


def without_remarks(tokens: Sequence[Token], book: StatementBook) -> tuple[Token, ...]:
    """The lesson without what it is said with: "in this house tea time is half five, write that down"."""
    row = _without_opener(tuple(tokens), book)
    changed = True
    while changed:
        changed = False
        words = tuple(token.text for token in row)
        for phrase in book.remarks["before"].get(words[0] if words else "", ()):
            if len(row) > len(phrase) and words[: len(phrase)] == phrase:
                row, changed = row[len(phrase) :], True
                break
        words = tuple(token.text for token in row)
        for phrase in book.remarks["after"].get(words[-1] if words else "", ()):
            start = len(row) - len(phrase)
            if start > 0 and words[start:] == phrase and (row[start].comma_before or len(phrase) > 1):
                row, changed = row[:start], True
                break
        words = tuple(token.text for token in row)
        for phrase in (p for word in dict.fromkeys(words) for p in book.remarks["anywhere"].get(word, ())):
            for start in places(words, phrase):
                if len(row) > len(phrase):
                    row, changed = (*row[:start], *row[start + len(phrase) :]), True
                    break
            if changed:
                break
    return row


def _joined(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The words with single blanks, and the position each word begins at."""
    places: list[int] = []
    length = 0
    for token in tokens:
        places.append(length)
        length += len(token.text) + 1
    return " ".join(token.text for token in tokens), places


def _slice(tokens: Sequence[Token], places: Sequence[int], start: int, end: int) -> tuple[Token, ...]:
    return tuple(token for token, place in zip(tokens, places, strict=True) if start <= place < end)


def asks_of_word(words: Sequence[str], book: StatementBook) -> bool:
    """Whether words only ask for a meaning: "what does it do", "what happens then"."""
    beside = {phrase[0] for phrase in book.queries["words"]}
    asking = holds_any(words, book.queries["cores"])
    return asking and set(words) <= beside and bool(set(words) & {phrase[0] for phrase in book.queries["meaning"]})
