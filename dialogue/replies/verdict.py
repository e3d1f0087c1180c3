"""Yes or no with something round it: a reason, an echo, a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dialogue.mind import Mind
from dialogue.reading.statements import is_answer
from dialogue.tokens import Token

LONGEST_VERDICT = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided and the words behind it."""

    said: Literal["yes", "no"]
    rest: tuple[Token, ...]


def verdict(tokens: Sequence[Token], mind: Mind) -> Verdict | None:
    """The yes or no that words begin or end with; a later no takes a yes back."""
    row = tuple(tokens)
    opening = _opening(row, mind)
    if opening is None:
        pauses = [i for i in range(1, len(row)) if row[i].comma_before]
        last = row[pauses[-1] :] if pauses else ()
        if last and (is_answer(last, "cancel", mind.statements) or is_answer(last, "no", mind.statements)):
            return Verdict("no", row[: pauses[-1]])
        return None
    if opening.said == "yes" and _taken_back(opening.rest, mind):
        return None
    return opening


def _opening(row: tuple[Token, ...], mind: Mind) -> Verdict | None:
    """The longest beginning that is nothing but a yes or a no."""
    for end in range(min(len(row), LONGEST_VERDICT), 0, -1):
        first = row[:end]
        if is_answer(first, "yes", mind.statements):
            return Verdict("yes", row[end:])
        if is_answer(first, "no", mind.statements) or is_answer(first, "cancel", mind.statements):
            return Verdict("no", row[end:])
    return None


def _taken_back(rest: Sequence[Token], mind: Mind) -> bool:
    return any(token.text in mind.situation.book.vocabulary.words("taking_back") for token in rest)
