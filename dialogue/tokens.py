"""Words of an utterance with their places in what was said.

Tokens are lower-case and carry no surrounding punctuation. Numbers stay whole ("21.5", "18:30", "7:30am"), symbols
become words ("50%" is "50 percent"). Offsets always point into the original text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Token:
    """One word, characters ``start`` to ``end`` of the original.

    ``comma_before``: a comma, semicolon, dash or sentence end stands between it and the token before.
    """

    text: str
    start: int
    end: int
    comma_before: bool = False
    sentence_start: bool = False


_SYMBOLS: Final = {"%": "percent", "°": "degrees", "&": "and", "@": "at"}
_FRACTIONS: Final = {"½": "half", "¼": "quarter", "¾": "three-quarters", "⅓": "one-third", "⅔": "two-thirds"}
_FOLDED: Final = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "º": "°", "˚": "°",
    "‐": "-", "‑": "-", "−": "-", "‒": "–", "―": "—",
})  # fmt: skip
_SUFFIXES: Final = {
    "c": "celsius", "f": "fahrenheit", "min": "minutes", "mins": "minutes", "minute": "minute", "minutes": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hour", "hours": "hours", "s": "seconds", "sec": "seconds",
    "secs": "seconds", "second": "second", "seconds": "seconds", "pct": "percent", "percent": "percent",
    "kelvin": "kelvin", "degree": "degree", "degrees": "degrees",
}  # fmt: skip
_UNFOLDABLE: Final = frozenset(("…", "°", *_FRACTIONS))
_PIECE: Final = re.compile(
    r"""(?P<meridiem>(?<!\w)[ap]\.\s?m\b\.?(?!\w))
      | (?P<number>[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:[.:][0-9]+)*|(?<![\w.])\.[0-9]+)(?P<suffix>(?:[^\W_]+)?)
      | (?P<word>\w+(?:['&-]\w+)*)
      | (?P<scale>°\s?[cf]\b)
      | (?P<sign>(?<!\S)[+-](?=\.?[0-9]))
      | (?P<symbol>[%°&@])
      | (?P<end>[.!?](?=["')\]]*(?:\s|$))|[\n\r])
      | (?P<pause>\.{2,}|…|[,;:—]|(?<=\s)[-–](?=\s)|(?<!\d)–(?!\d))""",
    re.VERBOSE,
)


def tokenize(text: str) -> tuple[Token, ...]:
    """Tokens of a text, in order. Never raises; text without words gives no tokens."""
    folded, places = _fold(text)
    return tuple(_placed(folded, places))


def is_punctuated(text: str) -> bool:
    """Whether somebody wrote a comma, a full stop or the like; a recogniser writes none."""
    return any(match.lastgroup in ("end", "pause") for match in _PIECE.finditer(_fold(text)[0]))


def _placed(folded: str, places: list[tuple[int, int]] | None) -> Iterator[Token]:
    comma = False
    sentence = True
    first = True
    for match in _PIECE.finditer(folded):
        if match.lastgroup == "end":
            sentence = True
            continue
        if match.lastgroup == "pause":
            comma = True
            continue
        for text, start, end in _words(match):
            at = (start, end) if places is None else (places[start][0], places[end - 1][1])
            yield Token(text, at[0], at[1], (comma or sentence) and not first, sentence)
            comma = sentence = first = False


def _words(match: re.Match[str]) -> list[tuple[str, int, int]]:
    start, end = match.span()
    if match["number"]:
        return _number(match)
    if match["meridiem"]:
        return [(match.group()[0] + "m", start, end)]
    if match["scale"]:
        degrees = [("degrees", start, start + 1 if match.group()[-1] == "f" else end)]
        return [*degrees, ("fahrenheit", end - 1, end)] if match.group()[-1] == "f" else degrees
    if match["sign"]:
        return [("minus" if match.group() == "-" else "plus", start, end)]
    text = match.group()
    return [(_SYMBOLS.get(text) or _FRACTIONS.get(text) or text, start, end)]


def _number(match: re.Match[str]) -> list[tuple[str, int, int]]:
    number, suffix = match["number"].replace(",", ""), match["suffix"]
    start, middle, end = match.start(), match.end("number"), match.end()
    if number.startswith("."):
        number = "0" + number
    if not suffix:
        return [(number, start, end)]
    if suffix in _FRACTIONS:
        return [(number, start, middle), ("and", middle, end), (_FRACTIONS[suffix], middle, end)]
    if suffix == "k" and len(number) >= 4:
        return [(number, start, middle), ("kelvin", middle, end)]
    if suffix in _SUFFIXES and ":" not in number:
        return [(number, start, middle), (_SUFFIXES[suffix], middle, end)]
    return [(number + suffix, start, end)]


def _fold(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """Lower-case, compatibility-composed text and, unless it is the identity, where each character came from."""
    if text.isascii() and (text.isprintable() or not any(ord(c) < 32 or ord(c) == 127 for c in text)):
        return text.lower().replace("`", "'"), None
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        shown = _folded(text[start:end])
        folded.append(shown)
        places.extend([(start, end)] * len(shown))
    return "".join(folded), places


def _folded(cluster: str) -> str:
    cluster = cluster.translate(_FOLDED)
    if cluster not in _UNFOLDABLE:
        cluster = unicodedata.normalize("NFKC", cluster).lower()
    return "".join(c for c in cluster if c in "\n\t\r" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start, i
            start = i


def places(words: Sequence[str], phrase: Sequence[str]) -> Iterator[int]:
    """Where a phrase begins among words, from the left."""
    if not phrase or phrase[0] not in words:
        return
    whole, length = tuple(phrase), len(phrase)
    for start in range(len(words) - length + 1):
        if words[start] == whole[0] and tuple(words[start : start + length]) == whole:
            yield start


def by_word(phrases: Iterable[tuple[str, ...]], at: int) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word (``at`` 0) or their last (-1), each lot in their order."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in phrases:
        found[phrase[at]] = (*found.get(phrase[at], ()), phrase)
    return found


def begun_in(words: Iterable[str], phrases: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The phrases whose first word is among the words, in their order: no other can stand there."""
    said = frozenset(words)
    return [phrase for phrase in phrases if phrase[0] in said]


def holds_any(words: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> bool:
    """Whether one of the phrases stands among the words."""
    return any(next(places(words, phrase), None) is not None for phrase in begun_in(words, phrases))


def opening(words: Sequence[str], phrases: Iterable[tuple[str, ...]], start: int = 0) -> int:
    """How many words the phrase has that stands at ``start``, the first of those given that does; 0 for none."""
    if start >= len(words):
        return 0
    first = words[start]
    return next((len(p) for p in phrases if p[0] == first and tuple(words[start : start + len(p)]) == p), 0)
