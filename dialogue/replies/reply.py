"""What was said while a question was open."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.dialogue_state import (
    OpenQuestion,
)
from dialogue.interpretation import Request
from dialogue.mind import Mind
from dialogue.normalizing.normalization import normalize
from dialogue.reading.requests import read_request
from dialogue.replies.again import Again
from dialogue.tokens import Token


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said while a question was open. ``again`` decides about a request that is taken up once more."""

    mind: Mind
    question: OpenQuestion
    tokens: tuple[Token, ...]
    again: Again

    def read(self, text: str) -> Request:
        """A sentence as a request, in the situation of the reply."""
        return read_request(normalize(text).tokens, self.mind.situation.book, self.mind.situation.now)
