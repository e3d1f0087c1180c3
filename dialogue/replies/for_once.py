"""Whether an answer is for this once: "sixteen, but don't remember that", "twenty, just this time"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.vocabulary import Vocabulary
from dialogue.tokens import Token, holds_any


def is_for_once(row: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether it is said, anywhere in what was said, that this is not to be kept."""
    words = [token.text for token in row]
    return holds_any(words, vocabulary.phrases("one_off")) or any(
        _is_not_kept(row, at + length, vocabulary)
        for at in range(len(row))
        if (length := vocabulary.opening(row, "unkept_leads", at))
    )


def _is_not_kept(row: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    """ "(don't) remember that": a word for keeping, and nothing else before the next pause ("don't keep it dark")."""
    if at >= len(row) or row[at].text not in vocabulary.words("keeping_words"):
        return False
    behind = at + 1
    while behind < len(row) and not row[behind].comma_before and row[behind].text in vocabulary.words("kept_words"):
        behind += 1
    ends = behind == len(row) or row[behind].comma_before or row[behind].text in vocabulary.words("stray_leads")
    return ends and (behind > at + 1 or behind == len(row))
