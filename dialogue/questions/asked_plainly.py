"""A question that is wrapped in another: "can you tell me if the window is open", "do you know where Ben is"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue.mind import Mind
from dialogue.tokens import Token


def asked_plainly(row: Sequence[Token], mind: Mind) -> Sequence[Token]:
    """The question itself; what begins with "if" begins like one that asks for a yes or no."""
    vocabulary = mind.situation.book.vocabulary
    lead = vocabulary.opening(row, "indirect_questions")
    rest = row[lead:]
    if not lead or not rest:
        return row
    if rest[0].text in mind.words("whether_words"):
        return (replace(rest[0], text=vocabulary.written["being"]), *rest[1:])
    return rest if rest[0].text in mind.words("question_pronouns") else row
