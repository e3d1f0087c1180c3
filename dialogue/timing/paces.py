"""How long a change takes: "over five minutes", "with a transition of ten seconds"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dialogue.reading.vocabulary import Vocabulary
from dialogue.timing.spans import read_length
from dialogue.tokens import Token


def paced(row: Sequence[Token], vocabulary: Vocabulary) -> tuple[tuple[Token, ...], timedelta | None]:
    """The sentence without its pace, and the pace."""
    for at in range(len(row)):
        opened = vocabulary.opening(row, "fade_openers", at)
        length = read_length(row, at + opened, counted=False) if opened else None
        if length is not None:
            end = length[1] + vocabulary.opening(row, "fade_tails", length[1])
            return (*row[:at], *row[end:]), length[0]
    return tuple(row), None
