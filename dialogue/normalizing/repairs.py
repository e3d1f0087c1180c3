"""Carries out what people take back in mid-sentence: "to sixty, sorry, seventy percent" is "to seventy percent".

What is taken back is replaced by its like: a number by a number, a time by a time, a noun phrase by a noun phrase, a
preposition's phrase by that of the same preposition, a command by a command. A mark of repair at the start of an
utterance corrects an earlier one and at its end adds to it; both stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from dialogue.language_data import PhraseTable, section
from dialogue.normalizing.politeness import politeness_words
from dialogue.reading.numbers import NumberReading, number_words, read_number
from dialogue.timing.clock import Clock, read_clock_face
from dialogue.token_edits import Tokens, marked
from dialogue.tokens import Token
from dialogue.word_forms import without, word_forms

_REACH: Final = 24
"""How many words a repair can reach back, and how many of its own are looked at."""
_MOST: Final = 40
"""Marks of repair that are looked at in one utterance; more is noise."""
_LONGEST_MARK: Final = 6


@dataclass(frozen=True, slots=True)
class RepairWords:
    """The marks and classes of words that steer a repair."""

    strong: frozenset[tuple[str, ...]]
    weak: frozenset[tuple[str, ...]]
    firsts: frozenset[str]
    longest: int
    kept_after: dict[str, frozenset[str]]
    kept_with: dict[str, frozenset[str]]
    kept_before: dict[str, frozenset[str]]
    kept_joined: dict[str, frozenset[str]]
    hedges: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    amounts: PhraseTable
    place_or_state: frozenset[str]
    stops: frozenset[str]
    pronouns: frozenset[str]
    kinds: dict[str, frozenset[int]]
    commands: frozenset[str]
    clause_openers: frozenset[str]
    number_leads: PhraseTable
    tellers: frozenset[str]
    directions: frozenset[int]
    denied: frozenset[str]


@cache
def repair_words(language: str = "en") -> RepairWords:
    """The repair words of a language. Raises ``LanguageDataError``."""
    data = section("fillers", language).section("repair")
    polite = politeness_words(language)
    strong, weak = (_marks(data.list(key)) for key in ("strong", "weak"))
    after, with_, before = (data.section(key) for key in ("kept_after", "kept_with", "kept_before"))
    joined = data.section("kept_joined")
    kinds: dict[str, set[int]] = {}
    for number, kind in enumerate(data.lists("kinds")):
        for word in kind:
            kinds.setdefault(word, set()).add(number)
    return RepairWords(
        strong=strong,
        weak=weak,
        firsts=frozenset(mark[0] for mark in strong | weak),
        longest=max(map(len, strong | weak)),
        kept_after={mark: after.words(mark) for mark in after.names()},
        kept_with={mark: with_.words(mark) for mark in with_.names()},
        kept_before={mark: before.words(mark) for mark in before.names()},
        kept_joined={mark: joined.words(mark) for mark in joined.names()},
        hedges=data.words("hedges"),
        determiners=data.words("determiners"),
        prepositions=data.words("prepositions"),
        amounts=data.phrases("amounts"),
        place_or_state=data.words("place_or_state"),
        stops=data.words("stops"),
        pronouns=data.words("pronouns"),
        kinds={word: frozenset(numbers) for word, numbers in kinds.items()},
        commands=polite.commands | data.words("restarts"),
        clause_openers=polite.conjunctions,
        number_leads=data.phrases("number_leads"),
        tellers=data.words("tellers"),
        directions=frozenset(n for n, kind in enumerate(data.lists("kinds")) if {"on", "up"} & set(kind)),
        denied=data.words("denied"),
    )


def _marks(phrases: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.replace(",", "").split()) for phrase in phrases)


def repair(tokens: Tokens, language: str = "en") -> tuple[Tokens, bool]:
    """The tokens as they were meant, and whether anything was taken back."""
    words = repair_words(language)
    if not any(token.text in words.firsts for token in tokens[1:]):
        return tokens, False
    done: list[Token] = []
    ahead = list(reversed(tokens))
    looked_at, repaired = 0, False
    while ahead:
        may_mend = done and looked_at < _MOST and ahead[-1].text in words.firsts
        looked_at += bool(may_mend)
        mended = _mended(done, ahead, words, language) if may_mend else None
        if mended is None:
            done.append(ahead.pop())
            continue
        repaired = True
        length, before, after = mended
        done[-_REACH:] = before
        del ahead[-length:]
        ahead.extend(reversed(after))
    return tuple(done), repaired


_Mended = tuple[list[Token], list[Token]]
"""What stands before the mark and what follows, in their new words."""


def _mended(
    done: list[Token], ahead: list[Token], words: RepairWords, language: str
) -> tuple[int, list[Token], list[Token]] | None:
    """How many tokens ahead are replaced, the new words before, and the new words ahead."""
    before = done[-_REACH:]
    window = ahead[: -_REACH - 1 : -1]
    for length, strong in _mark_lengths(before, window, words):
        after = window[length:]
        paused = window[0].comma_before or after[0].comma_before
        if not paused and after[0].text in words.kept_before.get(window[length - 1].text, frozenset()):
            continue
        if length == 1 and not after[0].comma_before and _denies(before, after, words):
            continue
        ending = " ".join(token.text for token in window[max(length - 2, 0) : length])
        if after[0].text in words.kept_joined.get(ending, frozenset()):
            continue
        after[0] = marked(after[0], comma=False, sentence=False)
        mender = _Mender(before, after, words, language, strong=strong, paused=paused, telling=length > 1)
        if (mended := mender.mended()) is not None:
            return len(window), *mended
    return None


def _denies(before: list[Token], after: list[Token], words: RepairWords) -> bool:
    """ "lights on, no telly": what shall be off, in a list of what shall be how, and not the telly for the lights."""
    ends = len(after) == 1 or after[1].comma_before or after[1].text in words.clause_openers
    named = {without(token.text, word_forms().plural) for token in before}
    stated = len(before) > 1 and (before[-1].text in words.stops | words.kinds.keys() - words.denied)
    return (
        ends
        and stated
        and after[0].text in words.denied
        and without(after[0].text, word_forms().plural) not in named
        and before[0].text not in words.commands
    )


def _mark_lengths(before: list[Token], window: list[Token], words: RepairWords) -> Iterator[tuple[int, bool]]:
    """Lengths of the marks of repair that open the window, the longest first, and whether they are strong."""
    found: dict[int, bool] = {}
    open_ends = [(0, False)]
    while open_ends:
        start, strong = open_ends.pop()
        for end in range(start + 1, min(start + words.longest, len(window), _LONGEST_MARK) + 1):
            mark = tuple(token.text for token in window[start:end])
            is_strong = mark in words.strong
            if (not is_strong and mark not in words.weak) or (start == 0 and _is_content(before, mark, words)):
                continue
            if end < len(window) and end not in found:
                found[end] = strong or is_strong or start > 0
                open_ends.append((end, found[end]))
    for length in sorted(found, reverse=True):
        yield length, found[length]


def _is_content(before: list[Token], mark: tuple[str, ...], words: RepairWords) -> bool:
    """Whether the words of a mark are meant as they stand: "there is no light", "when I say cosy I mean forty"."""
    phrase = " ".join(mark)
    said_before = words.kept_after.get(phrase, frozenset()) | words.kept_after.get(mark[0], frozenset())
    if before[-1].text in said_before:
        return True
    anywhere = words.kept_with.get(phrase, frozenset())
    return any(token.text in anywhere for token in before)


@dataclass(frozen=True, slots=True)
class _Mender:
    """One mark of repair between ``before`` and ``after``."""

    before: list[Token]
    after: list[Token]
    words: RepairWords
    language: str
    strong: bool
    paused: bool
    telling: bool

    def mended(self) -> _Mended | None:
        """The repair by like, or ``None`` when there is nothing alike."""
        if self.words.amounts.end(self.after, 0) > 0:
            return self.amount()
        if len(self.after) > 1 and (command := self.command(alike=not (self.strong or self.paused))) is not None:
            return command
        plain = self.clock() or self.number() or self.same_kind() or self.after_comment()
        if plain is not None:
            return plain
        if not (self.strong or self.paused):
            return self.noun_phrase(last=True)
        return self.command() or self.placed() or self.noun_phrase() or self.bare()

    def amount(self) -> _Mended | None:
        """All the way for halfway, a lot for a bit."""
        end = self.words.amounts.end(self.after, 0)
        spans = [(k, self.words.amounts.end(self.before, k)) for k in range(len(self.before))]
        taken = next(((k, until) for k, until in spans if until > k), None)
        if taken is None:
            return None
        tail = self.before[taken[1] :]
        rest = self.after[end:]
        return [*self.before[: taken[0]], *self.after[:end]], rest or tail

    def after_comment(self) -> _Mended | None:
        """A number for a number, with what is said about the old one between: "twenty, no, that's glaring, ten"."""
        for k in range(1, len(self.after)):
            token = self.after[k]
            if self.kinds_of(self.after, k - 1) - self.words.directions:
                return None
            if token.comma_before or token.sentence_start:
                rest = [marked(token, comma=False, sentence=False), *self.after[k + 1 :]]
                mended = replace(self, after=rest).number()
                if mended is not None:
                    return mended
                if token.text in self.words.commands:
                    return None
        return None

    def clock(self) -> _Mended | None:
        """Half past nine for quarter to nine."""
        at = self.skip(0)
        said = read_clock_face(self.after, at, self.language)
        if said is None or said.form == "hour":
            return None
        spans = ((k, read_clock_face(self.before, k, self.language)) for k in range(len(self.before)))
        earlier = [(k, clock) for k, clock in spans if clock is not None and clock.form != "hour"]
        taken = _last(earlier)
        if taken is None:
            return None
        start, clock = taken
        return self.exchanged(start, clock.end, at, said.end)

    def number(self) -> _Mended | None:
        """Seventy for sixty; the unit said last counts."""
        at = self.skip(0)
        said = read_number(self.after, at, self.language)
        if said is None:
            return None
        units = number_words(self.language).units
        unit = units.at(self.after, said.end)
        numbers = self.numbers_before()
        alike = [(k, n) for k, n in numbers if unit is not None and _unit_of(units.at(self.before, n.end)) == unit[0]]
        if not (alike or numbers):
            return None
        start, taken = alike[-1] if alike else _nearest(numbers, float(said.value))
        own_unit = units.end(self.before, taken.end)
        return self.exchanged(start, own_unit if unit is not None else taken.end, at, said.end)

    def numbers_before(self) -> list[tuple[int, NumberReading]]:
        found: list[tuple[int, NumberReading]] = []
        k = 0
        while k < len(self.before):
            number = read_number(self.before, k, self.language)
            if number is None or number.kind == "ordinal":
                k += 1
                continue
            found.append((k, number))
            k = number.end
        return found

    def exchanged(self, start: int, end: int, said_start: int, said_end: int) -> _Mended:
        """What was said instead of ``before[start:end]``, the rest of what stood before behind it."""
        said = [*self.after[said_start:said_end]]
        first = self.before[start]
        said[0] = marked(said[0], comma=first.comma_before, sentence=first.sentence_start)
        before = [*self.before[:start], *said]
        rest, tail = self.after[said_end:], self.before[end:]
        if tail and not rest:
            return before, tail
        units = number_words(self.language).units
        if tail and units.end(rest, 0) > 0:
            return [*before, *rest[: units.end(rest, 0)]], [*tail, *rest[units.end(rest, 0) :]]
        return before, [*tail, *rest]

    def same_kind(self) -> _Mended | None:
        """Off for on, bedroom for kitchen, blue for red."""
        kinds = self.words.kinds.get(self.after[0].text)
        if kinds is None or self.is_place(self.after, 0):
            return None
        places = [k for k, t in enumerate(self.before) if kinds & self.words.kinds.get(t.text, frozenset())]
        if not places or (self.before[places[-1]].text == self.after[0].text):
            return None
        k = places[-1]
        end = self.phrase_end(self.after, 0)
        until = k + 1 if end == 1 else self.phrase_end(self.before, k)
        tail = self.before[until:]
        return [*self.before[:k], *self.after[:end]], self.continued(tail, self.after[end:])

    def command(self, *, alike: bool = False) -> _Mended | None:
        """Turn off the lamp for turn on the lamp. "It" stands for what was named before.

        ``alike``: only a verb of the same kind.
        """
        if self.after[0].text not in self.words.commands:
            return None
        start = self.command_start()
        if start is None:
            return None
        verbs = self.before[start], self.after[0]
        if alike and verbs[0].text != verbs[1].text and not self.kinds_of([*verbs], 0) & self.kinds_of([*verbs], 1):
            return None
        particle = 1 + (len(self.after) > 1 and self.after[1].text in self.words.kinds)
        taken = self.before[start:]
        if particle == len(self.after) or self.after[particle].comma_before:
            skipped = 1 + (len(taken) > 1 and taken[1].text in self.words.kinds)
            return [*self.before[:start], *self.after[:particle], *taken[skipped:]], self.after[particle:]
        return self.before[:start], self.with_name(taken)

    def command_start(self) -> int | None:
        for k in range(len(self.before) - 1, -1, -1):
            token = self.before[k]
            begins = k == 0 or token.comma_before or self.before[k - 1].text in self.words.clause_openers
            if begins and token.text in self.words.commands:
                return k
        return None

    def with_name(self, taken: list[Token]) -> list[Token]:
        places = [k for k, token in enumerate(taken) if token.text in self.words.determiners]
        for i, token in enumerate(self.after[:4]):
            if places and token.text in self.words.pronouns:
                name = taken[places[0] : self.phrase_end(taken, places[0] + 1)]
                return [*self.after[:i], *name, *self.after[i + 1 :]]
        return self.after

    def placed(self) -> _Mended | None:
        """In the bedroom for in the kitchen; a place not named before is simply added."""
        if not self.is_place(self.after, 0):
            return None
        places = [
            k for k, t in enumerate(self.before) if t.text == self.after[0].text and self.is_place(self.before, k)
        ]
        if not places:
            return (self.before, self.after) if self.strong and self.paused and len(self.after) > 1 else None
        end = self.phrase_end(self.after, 1, over_determiner=True)
        until = self.phrase_end(self.before, places[-1] + 1, over_determiner=True)
        return [*self.before[: places[-1]], *self.after[:end]], self.continued(self.before[until:], self.after[end:])

    def noun_phrase(self, *, last: bool = False) -> _Mended | None:
        """The bedroom light for the kitchen light; ``last``: only for the phrase right before the mark."""
        if self.after[0].text not in self.words.determiners or len(self.after) == 1:
            return None
        places = [k for k, token in enumerate(self.before) if token.text in self.words.determiners]
        end = self.phrase_end(self.after, 1)
        if not places:
            return None if last else self.bare()
        start = max(places, key=lambda k: (self.likeness(k, end), k))
        until = self.phrase_end(self.before, start + 1)
        if last and until < len(self.before):
            return None
        return [*self.before[:start], *self.after[:end]], self.continued(self.before[until:], self.after[end:])

    def likeness(self, start: int, end: int) -> int:
        """How much the noun phrase at ``start`` is like the one that ends at ``end`` of what was said instead."""
        until = self.phrase_end(self.before, start + 1)
        alike = 0
        if until < len(self.before) and end < len(self.after) and self.before[until].text == self.after[end].text:
            alike += 2
        heads = (self.kinds_of(self.before, until - 1), self.kinds_of(self.after, end - 1))
        return alike + 3 * bool(heads[0] & heads[1])

    def kinds_of(self, tokens: list[Token], i: int) -> frozenset[int]:
        return self.words.kinds.get(tokens[i].text, frozenset()) if 0 <= i < len(tokens) else frozenset()

    def bare(self) -> _Mended | None:
        """Sunset for campfire: words without any sign of their kind, after an unmistakable mark only."""
        first = self.after[0].text
        if not self.strong or first in self.words.stops | self.words.clause_openers | self.words.tellers:
            return None
        end = self.phrase_end(self.after, 0 if first not in self.words.determiners else 1)
        if not (self.paused or self.telling or self.after[end - 1].text == self.before[-1].text):
            return None
        start = self.boundary()
        if start is None or start + 1 >= len(self.before):
            return None
        whole = end > 1 or self.before[start].text in self.words.stops
        at = start + 1 if whole else len(self.before) - 1
        return [*self.before[:at], *self.after[:end]], self.after[end:]

    def boundary(self) -> int | None:
        """The last word before that a phrase of its own begins behind."""
        ends = self.words.stops | self.words.determiners | self.words.commands
        return next((k for k in range(len(self.before) - 1, -1, -1) if self.before[k].text in ends), None)

    def phrase_end(self, tokens: list[Token], i: int, *, over_determiner: bool = False) -> int:
        """Where the phrase at ``i`` ends: before a preposition, a particle, a number or a pause."""
        k = i + (over_determiner and i < len(tokens) and tokens[i].text in self.words.determiners)
        k = max(k, i + 1) if not over_determiner else k
        while k < len(tokens):
            token = tokens[k]
            if token.comma_before or token.text in self.words.stops or self.starts_number(tokens, k):
                return k
            k += 1
        return len(tokens)

    def starts_number(self, tokens: list[Token], k: int) -> bool:
        return read_number(tokens, k, self.language) is not None

    def continued(self, tail: list[Token], rest: list[Token]) -> list[Token]:
        """What stood behind the replaced phrase, unless it is said anew."""
        if tail and rest and tail[0].text == rest[0].text:
            return rest
        return [*tail, *rest]

    def is_place(self, tokens: list[Token], k: int) -> bool:
        text = tokens[k].text
        if text in self.words.prepositions:
            return True
        followed = k + 1 < len(tokens) and tokens[k + 1].text in self.words.determiners
        return text in self.words.place_or_state and followed

    def skip(self, i: int) -> int:
        """Over "to about" before a number."""
        i = self.words.number_leads.end(self.after, i)
        if i < len(self.after) and self.after[i].text in self.words.prepositions:
            i += 1
        while i < len(self.after) and self.after[i].text in self.words.hedges:
            i += 1
        return i


def _last(spans: list[tuple[int, Clock]]) -> tuple[int, Clock] | None:
    """The last clock time, from where its reading is longest."""
    if not spans:
        return None
    end = max(clock.end for _, clock in spans)
    return next((k, clock) for k, clock in spans if clock.end == end)


def _unit_of(unit: tuple[str, int] | None) -> str | None:
    return None if unit is None else unit[0]


def _nearest(numbers: list[tuple[int, NumberReading]], value: float) -> tuple[int, NumberReading]:
    """The last number, unless it is far from the new value and an earlier one is close."""

    def apart(number: NumberReading) -> float:
        low, high = sorted((abs(float(number.value)), abs(value)))
        return high / low if low else float("inf")

    close = [found for found in numbers if apart(found[1]) < 1.5]
    return close[-1] if close and apart(numbers[-1][1]) > 4 else numbers[-1]
