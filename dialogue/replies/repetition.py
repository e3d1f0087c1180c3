"""Tells the sentence that was asked about, said once more, from an answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from dialogue.dialogue_state import MeaningQuestion
from dialogue.replies.reply import Reply
from dialogue.tokens import places
from teaching.lexicon import split

_FRAME: Final = 3


def asked_once_more(reply: Reply, question: MeaningQuestion) -> bool:
    """Whether the request is repeated, with other unknown words in the place of those that are asked about.

    A recogniser hears a word that it lacks differently each time.
    """
    asked, said = split(question.request), split(reply.mind.utterance.text)
    term = split(question.span.text)
    begins = _alike(asked, said)
    ends = min(_alike(asked[::-1], said[::-1]), min(len(asked), len(said)) - begins)
    if asked == said or question.parent is not None:
        return False  # behind a parent stands an answer, and another of its form may be the next
    if begins + ends < max(_FRAME, len(asked) - len(term) - 1):
        return False
    instead = said[begins : len(said) - ends]
    replaced = asked[begins : len(asked) - ends]
    if not instead or not set(replaced) <= set(term) or next(places(said, term), None) is not None:
        return False
    return reply.read(" ".join(said)).unknowns != ()


def said_alike(reply: Reply, question: MeaningQuestion) -> bool:
    """Whether the request is said to a recogniser once more, word by word: it is a question still, and no answer."""
    asked = split(question.request)
    is_spoken = reply.mind.utterance.channel == "voice"
    return is_spoken and asked == split(reply.mind.utterance.text) and len(asked) > len(split(question.span.text)) + 1


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
