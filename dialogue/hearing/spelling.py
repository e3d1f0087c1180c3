"""Writes names the way a recogniser's word list does, and back: "colour" is "color", "HDMI 1" is "h d m i one"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from teaching.lexicon import DIGITS, split

_ENDINGS: Final = (
    (re.compile(r"our(s|ed|ing|ful)?$"), r"or\1"),
    (re.compile(r"is(e|es|ed|ing)$"), r"iz\1"),
    (re.compile(r"yse(s|d)?$"), r"yze\1"),
    (re.compile(r"tre(s)?$"), r"ter\1"),
    (re.compile(r"ogue(s)?$"), r"og\1"),
    (re.compile(r"(\w)ll(ed|ing|er)$"), r"\1l\2"),
    (re.compile(r"^gre(y)"), r"gra\1"),
    (re.compile(r"^cosy$"), "cozy"),
    (re.compile(r"^cosi(er|est)$"), r"cozi\1"),
    (re.compile(r"^pyjama"), "pajama"),
    (re.compile(r"^ok$"), "okay"),
)
_JOINED: Final = re.compile(r"[-/_]")
_PART: Final = re.compile(r"[^\W\d]+(?:'[^\W\d]+)?|\d")


def spoken_words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, hyphens and digits opened."""
    parts = (part for word in split(_JOINED.sub(" ", phrase)) for part in _PART.findall(word))
    return tuple(DIGITS.get(part, "zero" if part == "0" else part) for part in parts)


def spellings_of(word: str) -> tuple[str, ...]:
    """Other ways a word list may hold a word, most likely first; a short one also as single letters."""
    other = [pattern.sub(repl, word) for pattern, repl in _ENDINGS if pattern.search(word)]
    if "'" in word:
        other.append(word.replace("'", " '"))
        other.append(word.replace("'", ""))
    if word.isalpha() and 1 < len(word) <= 4:
        other.append(" ".join(word))
    return tuple(other)


def respelled(words: Iterable[str], known: Iterable[str], lacking: frozenset[str]) -> dict[str, str]:
    """For words that are lacking, the first of their spellings whose words are all known."""
    there = frozenset(known)
    found: dict[str, str] = {}
    for word in words:
        if word in lacking:
            fit = next((other for other in spellings_of(word) if there.issuperset(other.split())), None)
            if fit is not None:
                found[word] = fit
    return found
