"""Whether an answer is for this once: "sixteen, but don't remember that", "twenty, just this time"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.vocabulary import Vocabulary
from dialogue.tokens import Token, holds_any


def is_for_once(row: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether it is said, anywhere in what was said, that this is not to be kept."""
    words = [token.text for token in row]
    return holds_any(words, vocabulary.phrases("one_off")) or len(without_unkept(row, vocabulary)) < len(row)


def without_unkept(row: Sequence[Token], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """ "sixteen, but don't learn it" → "sixteen"; the row itself where nothing else is said."""
    for at in range(len(row)):
        length = vocabulary.opening(row, "unkept_leads", at)
        end = _unkept_end(row, at + length, vocabulary) if length else 0
        if end:
            start = at
            while start and row[start - 1].text in vocabulary.words("before_unkept"):
                start -= 1
            behind = end
            while behind < len(row) and row[behind].text in vocabulary.words("before_unkept"):
                behind += 1
            rest = (*row[:start], *row[behind:])
            return rest or tuple(row)
    return tuple(row)


def _unkept_end(row: Sequence[Token], at: int, vocabulary: Vocabulary) -> int:
    """ "(don't) remember that": where it ends, when nothing else comes before the next pause; 0 otherwise."""
    if at >= len(row) or row[at].text not in vocabulary.words("keeping_words"):
        return 0
    behind = at + 1
    while behind < len(row) and not row[behind].comma_before and row[behind].text in vocabulary.words("kept_words"):
        behind += 1
    ends = behind == len(row) or row[behind].comma_before or row[behind].text in vocabulary.words("stray_leads")
    return behind if ends and (behind > at + 1 or behind == len(row)) else 0
