"""Words that are handed on: "she said, forget it" asks nothing of the hub."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.asides.comment_words import comment_words
from dialogue.tokens import Token


def is_reporting(before: Sequence[Token]) -> bool:
    """Whether what stands before a pause hands on what follows it."""
    words = comment_words()
    return len(before) > 1 and before[-1].text in words.saying and before[0].text not in words.own
