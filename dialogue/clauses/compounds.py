"""Puts together names that nobody has told yet: "double shift" is one, whatever "double" and "shift" can mean."""

from __future__ import annotations

from dialogue.clauses.segment import Segment
from dialogue.reading.chunks import Chunk, acts_only


def with_compounds(segment: Segment) -> None:
    """Joins a multiplying word to the noun right behind it, unless that is what can be multiplied."""
    if segment.words("multiplying_words").isdisjoint(chunk.text for chunk in segment.chunks):
        return
    joined: list[Chunk] = []
    for chunk in segment.chunks:
        before = joined[-1] if joined else None
        if before is not None and before.text in segment.words("multiplying_words") and _is_noun(segment, chunk):
            joined[-1] = Chunk(before.start, chunk.end, f"{before.text} {chunk.text}", comma_before=before.comma_before)
        else:
            joined.append(chunk)
    segment.chunks = tuple(joined)


def _is_noun(segment: Segment, chunk: Chunk) -> bool:
    """Whether it is a bare word that is no thing, no value and no particle: a verb there is a noun."""
    if chunk.comma_before or chunk.names or chunk.quantity is not None:
        return False
    verb = acts_only(chunk) and not (chunk.word("particle") or chunk.word("state"))
    return verb or not chunk.known or chunk.text in segment.words("time_noun")
