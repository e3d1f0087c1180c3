"""Numbers and quantities in what people say: "twenty one point five", "one fifty", "three quarters", "80 percent"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from dialogue.language_data import PhraseTable, section
from dialogue.tokens import Token

Kind = Literal["cardinal", "fraction", "ordinal"]
_LONGEST: Final = 14
_DIGITS: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_ORDINAL: Final = re.compile(r"([0-9]{1,6})([a-z]{2})")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number that ends before token ``end``."""

    value: float | int
    end: int
    kind: Kind = "cardinal"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, ending before token ``end``.

    ``fraction``: a bare "half" or "three quarters", given as percent.
    """

    value: float | int
    unit: str | None
    end: int
    fraction: bool = False


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of one language, as ``numbers.yaml`` groups them."""

    ones: dict[str, float]
    teens: dict[str, float]
    tens: dict[str, float]
    hundred: frozenset[str]
    scales: dict[str, float]
    inner_zero: frozenset[str]
    groups: dict[str, float]
    group_of: frozenset[str]
    articles: frozenset[str]
    single_units: frozenset[str]
    pronoun: frozenset[str]
    before_pronoun: frozenset[str]
    behind_article: frozenset[str]
    joiners: frozenset[str]
    points: frozenset[str]
    signs: frozenset[str]
    ordinals: dict[str, float]
    ordinal_endings: frozenset[str]
    fractions: dict[str, float]
    counted_fractions: dict[str, float]
    units: PhraseTable
    plain: dict[str, float]
    openers: frozenset[str]

    def explains(self, word: str) -> bool:
        """Whether a word can be part of a number without help."""
        return (
            word in self.plain
            or word in self.hundred
            or word in self.scales
            or word in self.ordinals
            or word in self.fractions
            or word in self.counted_fractions
            or word in self.joiners
            or word in self.articles
        )


@cache
def number_words(language: str = "en") -> NumberWords:
    """The number words of a language. Raises ``LanguageDataError``."""
    data = section("numbers", language)
    ones, teens, tens = data.numbers("ones"), data.numbers("teens"), data.numbers("tens")
    scales, groups, ordinals = data.numbers("scales"), data.numbers("groups"), data.numbers("ordinals")
    fractions, counted = data.numbers("fractions"), data.numbers("counted_fractions")
    hundred, articles, points, signs = (data.words(key) for key in ("hundred", "articles", "points", "signs"))
    plain = {**ones, **teens, **tens}
    return NumberWords(
        ones=ones,
        teens=teens,
        tens=tens,
        hundred=hundred,
        scales=scales,
        inner_zero=data.words("inner_zero"),
        groups=groups,
        group_of=data.words("group_of"),
        articles=articles,
        single_units=data.words("single_units"),
        pronoun=data.words("pronoun"),
        before_pronoun=data.words("before_pronoun"),
        behind_article=data.words("behind_article"),
        joiners=data.words("joiners"),
        points=points,
        signs=signs,
        ordinals=ordinals,
        ordinal_endings=data.words("ordinal_endings"),
        fractions=fractions,
        counted_fractions=counted,
        units=data.table("units"),
        plain=plain,
        openers=frozenset((*plain, *hundred, *scales, *groups, *articles, *points, *signs, *ordinals, *fractions)),
    )


def read_number(tokens: Sequence[Token], i: int, language: str = "en") -> NumberReading | None:
    """The longest number that starts at token ``i``; ``None`` when there is none.

    Articles count only in "a hundred", "a half", "a third", "a dozen", "a couple of". "one fifty" is 150.
    """
    known = number_words(language)
    if not 0 <= i < len(tokens) or not _may_open(tokens[i].text, known):
        return None
    words, ends = _spread(tokens, i, known)
    read = _Reader(words, known).number()
    if read is None:
        return None
    value, count, kind = read
    if count == 1 and stands_for_noun(tokens, i, language):
        return None
    if count < len(ends) and ends[count] == ends[count - 1]:  # the number would end inside a hyphenated word
        return None
    return NumberReading(_tidy(value), ends[count - 1], kind)


def stands_for_noun(tokens: Sequence[Token], i: int, language: str = "en") -> bool:
    """Whether "one" at token ``i`` is no number: "the cool one", "that one", "one nice purple"."""
    known = number_words(language)
    if tokens[i].text not in known.pronoun:
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is not None and following.text in known.behind_article and not following.comma_before:
        return True
    before = tokens[i - 1].text if i and not tokens[i].comma_before else ""
    return before in known.before_pronoun and known.units.at(tokens, i + 1) is None


def read_quantity(tokens: Sequence[Token], i: int, language: str = "en") -> Quantity | None:
    """A number at token ``i`` with the unit behind it, if one is said.

    A fraction without a unit becomes percent: "half" is 50 percent, "a quarter open" is 25 percent. "A degree" is one.
    """
    one = _one_unit(tokens, i, number_words(language))
    if one is not None:
        return one
    number = read_number(tokens, i, language)
    if number is None or number.kind == "ordinal":
        return None
    known = number_words(language)
    unit = known.units.at(tokens, number.end)
    if unit is None and number.kind == "fraction":
        after = number.end
        if after < len(tokens) and tokens[after].text in known.articles:
            unit = known.units.at(tokens, after + 1)
        if unit is None:
            return Quantity(round(number.value * 100), "percent", number.end, fraction=True)
    if unit is None:
        return Quantity(number.value, None, number.end)
    return Quantity(number.value, unit[0], unit[1])


def _one_unit(tokens: Sequence[Token], i: int, known: NumberWords) -> Quantity | None:
    """ "a degree": one of what can be counted without a number."""
    if not 0 <= i < len(tokens) - 1 or tokens[i].text not in known.articles:
        return None
    unit = known.units.at(tokens, i + 1)
    return Quantity(1, unit[0], unit[1]) if unit is not None and unit[0] in known.single_units else None


def read_small(tokens: Sequence[Token], i: int, language: str = "en") -> tuple[int, int] | None:
    """A whole number below a hundred at token ``i`` and the token behind it; "six thirty" is six here."""
    if not 0 <= i < len(tokens):
        return None
    text = tokens[i].text
    if text.isascii() and text.isdigit():
        return (int(text), i + 1) if len(text) <= 2 else None
    known = number_words(language)
    if not _may_open(text, known):
        return None
    words, ends = _spread(tokens[i : i + 2], 0, known)
    read = _Reader(words, known).below_hundred(0)
    if read is None or (read[1] < len(ends) and ends[read[1]] == ends[read[1] - 1]):
        return None
    return int(read[0]), i + ends[read[1] - 1]


def _may_open(word: str, known: NumberWords) -> bool:
    return word in known.openers or word[:1].isdigit() or ("-" in word and word.split("-", 1)[0] in known.openers)


def _spread(tokens: Sequence[Token], i: int, known: NumberWords) -> tuple[list[str], list[int]]:
    """Words from token ``i`` on, hyphenated numbers taken apart, each with the end of its token."""
    words: list[str] = []
    ends: list[int] = []
    for at in range(i, min(i + _LONGEST, len(tokens))):
        token = tokens[at]
        if at > i and token.comma_before:
            break
        parts = token.text.split("-") if "-" in token.text else [token.text]
        if len(parts) > 1 and not all(known.explains(part) for part in parts):
            parts = [token.text]
        words.extend(parts)
        ends.extend([at + 1] * len(parts))
    return words, ends


def _tidy(value: float) -> float | int:
    value = round(value, 9)
    return int(value) if value == int(value) else value


_Read = tuple[float, int, Kind]
"""Value, how many words were read, and the kind."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a number from the first of ``words`` on; every method returns values with the place behind them."""

    words: Sequence[str]
    known: NumberWords

    def word(self, k: int) -> str:
        return self.words[k] if 0 <= k < len(self.words) else ""

    def number(self) -> _Read | None:
        if self.word(0) in self.known.signs:
            read = self.unsigned(1)
            return None if read is None or read[2] != "cardinal" else (-read[0], read[1], read[2])
        return self.unsigned(0)

    def unsigned(self, k: int) -> _Read | None:
        return self.group(k) or self.fraction(k) or self.ordinal(k) or self.cardinal(k)

    def group(self, k: int) -> _Read | None:
        """A dozen, two dozen, half a dozen, a couple of."""
        times, at = 1.0, k
        if self.known.fractions.get(self.word(k)) == 2 and self.word(k + 1) in self.known.articles:
            times, at = 0.5, k + 2
        elif self.word(k) in self.known.articles:
            at = k + 1
        elif (whole := self.below_hundred(k)) is not None:
            times, at = whole
        size = self.known.groups.get(self.word(at))
        if size is None:
            return None
        return times * size, at + 1 + (self.word(at + 1) in self.known.group_of), "cardinal"

    def fraction(self, k: int) -> _Read | None:
        """Half, a quarter, two thirds."""
        share = self.share(k)
        return None if share is None else (share[0], share[1], "fraction")

    def share(self, k: int) -> tuple[float, int] | None:
        if self.word(k) in self.known.articles:
            divisor = self.known.fractions.get(self.word(k + 1)) or self.known.counted_fractions.get(self.word(k + 1))
            return None if divisor is None else (1 / divisor, k + 2)
        if (divisor := self.known.fractions.get(self.word(k))) is not None:
            return 1 / divisor, k + 1
        count = self.known.ones.get(self.word(k))
        divisor = self.known.fractions.get(self.word(k + 1)) or self.known.counted_fractions.get(self.word(k + 1))
        if count is None or divisor is None or not 0 < count < divisor:
            return None
        return count / divisor, k + 2

    def ordinal(self, k: int) -> _Read | None:
        if (match := _ORDINAL.fullmatch(self.word(k))) and match[2] in self.known.ordinal_endings:
            return float(match[1]), k + 1, "ordinal"
        if (value := self.known.ordinals.get(self.word(k))) is not None:
            return value, k + 1, "ordinal"
        tens, last = self.known.tens.get(self.word(k)), self.known.ordinals.get(self.word(k + 1))
        if tens is not None and last is not None and last < 10:
            return tens + last, k + 2, "ordinal"
        return None

    def cardinal(self, k: int) -> _Read | None:
        read = self.whole(k)
        if read is None:
            decimals = self.decimals(k)
            return None if decimals is None else (decimals[0], decimals[1], "cardinal")
        value, at = read
        if (decimals := self.decimals(at)) is not None and value == int(value):
            return value + decimals[0], decimals[1], "cardinal"
        if self.word(at) in self.known.joiners and (share := self.share(at + 1)) is not None:
            return value + share[0], share[1], "cardinal"
        return value, at, "cardinal"

    def decimals(self, k: int) -> tuple[float, int] | None:
        """Digits after the point: "point five", "point two five", "point 5"."""
        if self.word(k) not in self.known.points:
            return None
        digits, at = "", k + 1
        while len(digits) < 9:
            word = self.word(at)
            if word in self.known.ones:
                digits += str(int(self.known.ones[word]))
            elif word.isascii() and word.isdigit() and not digits:
                digits = word[:9]
            elif digits and word in self.known.inner_zero:
                digits += "0"
            else:
                break
            at += 1
        if digits:
            return float(f"0.{digits}"), at
        pair = self.below_hundred(k + 1)
        return None if pair is None else (pair[0] / 100, pair[1])

    def whole(self, k: int) -> tuple[float, int] | None:
        """Whole numbers with their thousands; digits may carry decimals."""
        part = self.below_thousand(k)
        if part is None:
            return None
        value, at = part
        total = 0.0
        limit = float("inf")
        while (scale := self.known.scales.get(self.word(at))) is not None and scale < limit:
            total, limit, at = total + value * scale, scale, at + 1
            rest = self.below_thousand(at + (self.word(at) in self.known.joiners), article=False)
            if rest is None:
                return total, at
            value, at = rest
        return total + value, at

    def below_thousand(self, k: int, *, article: bool = True) -> tuple[float, int] | None:
        word = self.word(k)
        if _DIGITS.fullmatch(word):
            return self.hundreds(float(word), k + 1, spoken=False)
        if article and word in self.known.articles:
            big = self.word(k + 1)
            if big in self.known.hundred:
                return self.hundreds(1, k + 1)
            return (1, k + 1) if big in self.known.scales else None
        if word in self.known.hundred:
            return self.hundreds(1, k)
        if word in self.known.scales and article:
            return 1, k
        small = self.below_hundred(k)
        return None if small is None else self.hundreds(*small)

    def hundreds(self, count: float, k: int, *, spoken: bool = True) -> tuple[float, int]:
        """``count`` before "hundred", and the shorthand "one fifty", "one oh five"."""
        if self.word(k) in self.known.hundred:
            rest = self.below_hundred(k + 1 + (self.word(k + 1) in self.known.joiners))
            return (count * 100, k + 1) if rest is None else (count * 100 + rest[0], rest[1])
        if not spoken or not 1 <= count <= 9:
            return count, k
        if self.word(k) in self.known.inner_zero and self.known.ones.get(self.word(k + 1), 0) > 0:
            return count * 100 + self.known.ones[self.word(k + 1)], k + 2
        pair = self.below_hundred(k)
        return (count * 100 + pair[0], pair[1]) if pair is not None and pair[0] >= 10 else (count, k)

    def below_hundred(self, k: int) -> tuple[float, int] | None:
        word = self.word(k)
        if (value := self.known.teens.get(word)) is not None or (value := self.known.ones.get(word)) is not None:
            return value, k + 1
        if (value := self.known.tens.get(word)) is None:
            return None
        last = self.known.ones.get(self.word(k + 1), 0)
        return (value + last, k + 2) if last > 0 else (value, k + 1)
