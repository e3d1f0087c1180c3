"""Takes off what is said to somebody else in the room: "Eli, shoes! Turn the lamp off"."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.reading.requests import read_request
from dialogue.tokens import Token
from teaching.lexicon import Sort


def without_side_speech(row: tuple[Token, ...], mind: Mind) -> tuple[Token, ...]:
    """The row without sentences that call a person of the household by name and ask nothing of the home."""
    if not row:
        return ()
    cuts = [i for i, token in enumerate(row) if i == 0 or token.sentence_start]
    ends = [*cuts[1:], len(row)]
    kept: list[Token] = []
    for start, end in zip(cuts, ends, strict=True):
        sentence = row[start:end]
        if not _to_somebody(sentence, mind):
            kept.extend(sentence)
    return tuple(kept)


def _to_somebody(sentence: Sequence[Token], mind: Mind) -> bool:
    pieces = chunk(sentence, mind.situation.book.lexicon, mind.situation.book.vocabulary)
    called = next((i for i in range(1, len(pieces)) if pieces[i].comma_before), None)
    if called != 1 or not pieces[0].named(Sort.PERSON):
        return False
    request = read_request(sentence[pieces[0].end :], mind.situation.book, mind.situation.now)
    named = any(c.acts and (c.areas or any(p.pronoun is None for p in c.targets)) for c in request.clauses)
    return not (named and request.complete)
