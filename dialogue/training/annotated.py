"""Sentences with their explained spans written in: ``turn on the [floor lamp](device) at [nine](time)``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from dialogue.errors import LanguageDataError
from dialogue.reading.masking import STAND_INS, UNKNOWN, Explained, tokens

SHARE_PLAIN: Final = 0.12
SHARE_UNKNOWN: Final = 0.15

_SPAN = re.compile(r"\[([^\]]*)\]\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A sentence as plain pieces (role ``None``) and explained pieces, in order."""

    intent: str
    pieces: tuple[tuple[str, str | None], ...]

    def masked(self) -> str:
        """The sentence as the hub would mask it when it explains every span."""
        return " ".join(token for text, role in self.pieces for token in _shown(text, role))

    def varied(self, rng: Random, function_words: frozenset[str]) -> str:
        """The sentence as a home that explains less, and a person with other words, would have it.

        Unknown words whose role is known stand in brackets: ``turn on the [__oov__](device)``.
        """
        out: list[str] = []
        for text, role in self.pieces:
            chance = rng.random()
            if role is None or chance < SHARE_PLAIN:
                out += [_forgotten(word, rng, function_words) for word in tokens(text)]
            elif role in ("device", "area", "person", "value") and chance < SHARE_PLAIN + SHARE_UNKNOWN:
                out.append(f"[{' '.join([UNKNOWN] * min(len(tokens(text)), 2))}]({role})")
            else:
                out += _shown(text, role)
        return " ".join(out)


def plain(annotated: str) -> str:
    """An annotated text without its brackets and roles."""
    return _SPAN.sub(r"\1", annotated)


def write_line(intent: str, text: str, spans: Iterable[Explained]) -> str:
    """One line of a sentence file."""
    at, out = 0, ""
    for span in sorted(spans, key=lambda s: s.start):
        out += f"{text[at : span.start]}[{text[span.start : span.end]}]({span.role})"
        at = span.end
    return f"{intent}\t{out}{text[at:]}"


def read_lines(lines: Iterable[str]) -> Sequence[Annotated]:
    """Sentences of a file; ``#`` opens a comment line. Raises ``LanguageDataError`` for a line without a class."""
    sentences = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        intent, found, text = line.rstrip("\n").partition("\t")
        if not found:
            raise LanguageDataError(f"no class in the line {line!r}")
        sentences.append(Annotated(intent, tuple(_pieces(text))))
    return sentences


def _pieces(text: str) -> Iterable[tuple[str, str | None]]:
    at = 0
    for match in _SPAN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], None
        yield match.group(1), match.group(2)
        at = match.end()
    if at < len(text):
        yield text[at:], None


def _shown(text: str, role: str | None) -> list[str]:
    return tokens(text) if role is None else [STAND_INS[role]]


def _forgotten(word: str, rng: Random, function_words: frozenset[str]) -> str:
    return UNKNOWN if word not in function_words and rng.random() < SHARE_UNKNOWN else word
