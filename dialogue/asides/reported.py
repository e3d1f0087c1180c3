"""Words that are handed on: "she said, forget it" asks nothing of the hub."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.asides.comment_words import comment_words
from dialogue.tokens import Token


def is_reporting(before: Sequence[Token]) -> bool:
    """Whether what stands before a pause hands on what follows it."""
    words = comment_words()
    if is_handed_on(before):
        return True
    return len(before) > 1 and before[-1].text in words.saying and before[0].text not in words.own


def is_handed_on(before: Sequence[Token]) -> bool:
    """ "I told them", "Sam asked me to": words behind this were said to somebody else, or by somebody else."""
    words = comment_words()
    texts = [token.text for token in before]
    if len(texts) > 2 and texts[-1] in words.handing_on:
        texts.pop()
    if len(texts) > 3 and texts[-2] in words.determiners:
        del texts[-2]
    return len(texts) > 2 and texts[-2] in words.telling_to and texts[-1] not in words.hub
