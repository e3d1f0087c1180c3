"""Hides what the household knows from a statistical model, and finds the way back to the words.

A model never sees a device's or a person's name: every span the lexicon and the home explain is replaced by a stand-in
of its role. What remains is the shape of the sentence, and the words nothing explains.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

ROLES: Final = ("device", "area", "value", "person", "time", "scene", "action", "number")
STAND_INS: Final = {role: f"x{role}" for role in ROLES}
UNKNOWN: Final = "__oov__"
LONGEST: Final = 1_000
"""Characters of a sentence a model is asked about; nobody says more in one breath."""

_TOKEN = re.compile(r"__oov__|[^\W\d_]+|['’][^\W\d_]+|\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Explained:
    """Characters ``start`` to ``end`` of a sentence that the lexicon or the home explains, with their role."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a masked sentence and where it comes from."""

    text: str
    start: int
    end: int
    from_start: int
    from_end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked sentence. ``text`` is its pieces joined by one space."""

    text: str
    pieces: tuple[Piece, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the unmasked sentence behind ``text[start:end]``; ``(0, 0)`` when it touches no piece."""
        touched = [piece for piece in self.pieces if piece.start < end and start < piece.end]
        if not touched:
            return (0, 0)
        return (touched[0].from_start, touched[-1].from_end)


def mask(text: str, explained: Iterable[Explained]) -> Masked:
    """Replace each explained span by the stand-in of its role, lower-case the rest and drop punctuation.

    Of overlapping spans the longer wins, then the earlier. A role without a stand-in leaves its words as they are.
    """
    spans = without_overlap(span for span in explained if span.role in STAND_INS)
    raw: list[tuple[str, int, int]] = []
    position = 0
    for span in spans:
        raw.extend(_words(text, position, span.start))
        raw.append((STAND_INS[span.role], span.start, span.end))
        position = span.end
    raw.extend(_words(text, position, len(text)))
    return _joined(raw)


def hide_unknown(masked_text: str, vocabulary: Container[str]) -> str:
    """The masked sentence with bare numbers as ``xnumber`` and words outside the vocabulary as ``__oov__``."""
    return " ".join(_shown(word, vocabulary) for word in tokens(masked_text))


def hidden(masked_text: str, vocabulary: Container[str]) -> Masked:
    """What ``hide_unknown`` gives, with the way back."""
    text = masked_text[:LONGEST]
    return _joined([(_shown(word, vocabulary), start, end) for word, start, end in _words(text, 0, len(text))])


def tokens(text: str) -> list[str]:
    """Lower-case words, numbers and clitics of a text, without punctuation."""
    return [match.group().replace("’", "'").lower() for match in _TOKEN.finditer(text[:LONGEST])]


def _shown(word: str, vocabulary: Container[str]) -> str:
    if word[0].isdigit():
        return STAND_INS["number"]
    return word if word in vocabulary else UNKNOWN


def _words(text: str, start: int, end: int) -> Iterable[tuple[str, int, int]]:
    for match in _TOKEN.finditer(text, start, end):
        yield match.group().replace("’", "'").lower(), match.start(), match.end()


def _joined(raw: list[tuple[str, int, int]]) -> Masked:
    pieces: list[Piece] = []
    at = 0
    for word, start, end in raw:
        pieces.append(Piece(word, at, at + len(word), start, end))
        at += len(word) + 1
    return Masked(" ".join(piece.text for piece in pieces), tuple(pieces))


def without_overlap(spans: Iterable[Explained]) -> list[Explained]:
    """In order of the sentence; of overlapping spans the longer is kept, then the earlier."""
    taken: list[Explained] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= other.start or other.end <= span.start for other in taken) and span.start < span.end:
            taken.append(span)
    return sorted(taken, key=lambda s: s.start)
