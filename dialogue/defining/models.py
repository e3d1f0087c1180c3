"""Definitions by another word: "like shindig, but at ninety percent"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.defining.answer import chunks_of
from dialogue.lessons.definitions import Undefined
from dialogue.response import UnknownSpan
from dialogue.situation import Situation
from dialogue.tokens import Token

LONGEST_LEAD = 5
LONGEST_MODEL = 3


def unknown_model(situation: Situation, row: Sequence[Token]) -> Undefined | None:
    """The word that is to be like another one, and that nothing explains; ``None`` when there is none.

    What differs has to be said as well: "like candlelight, twenty percent" only paints a picture.
    """
    words = [token.text for token in row]
    lists = situation.book.vocabulary
    opening = next(
        (
            start + len(phrase)
            for start in range(min(LONGEST_LEAD, len(words)))
            if all(word in lists.words("model_leads") for word in words[:start])
            for phrase in lists.phrases("models")
            if tuple(words[start : start + len(phrase)]) == phrase
        ),
        None,
    )
    if opening is None:
        opening = next((i for i, word in enumerate(words) if word not in lists.words("model_leads")), len(words))
        if not 0 < opening <= LONGEST_LEAD or words[opening - 1] not in lists.words("model_links"):
            return None
    end = next((i for i in range(opening, len(words)) if words[i] in lists.words("model_differences")), None)
    if end is None or not 0 < end - opening <= LONGEST_MODEL or end + 1 == len(words):
        return None
    if any(piece.known for piece in chunks_of(situation, row[opening:end])):
        return None
    text = " ".join(words[opening:end])
    return Undefined((UnknownSpan(text, "value", row[opening].start, row[end - 1].end),))
