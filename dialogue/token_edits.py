"""Small edits of token sequences that keep commas and sentence starts true."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from dialogue.tokens import Token

Tokens = tuple[Token, ...]


def pauses(token: Token) -> bool:
    """Whether there is a pause before it."""
    return token.comma_before


def stretches(row: Sequence[Token], begins: Callable[[Token], bool] = pauses) -> list[Tokens]:
    """The row cut before every token that begins a stretch: at its pauses, if nothing else is said."""
    starts = [i for i, token in enumerate(row) if i == 0 or begins(token)]
    return [tuple(row[start:end]) for start, end in itertools.pairwise((*starts, len(row)))]


def without(tokens: Sequence[Token], gone: Collection[int], running_on: Collection[str] = ()) -> Tokens:
    """Drop the tokens at these places; what follows inherits their sentence start and comma.

    Behind one of the words ``running_on`` a sentence cannot pause: there the comma goes as well.
    """
    if not gone:
        return tuple(tokens)
    kept: list[Token] = []
    comma = sentence = False
    for i, token in enumerate(tokens):
        if i in gone:
            comma, sentence = comma or token.comma_before, sentence or token.sentence_start
            continue
        if comma or sentence:
            runs_on = bool(kept) and kept[-1].text in running_on and not sentence
            paused = bool(kept) and not runs_on and (token.comma_before or comma)
            kept.append(marked(token, comma=paused, sentence=token.sentence_start or sentence))
        else:
            kept.append(token)
        comma = sentence = False
    if kept and kept[0].comma_before:
        kept[0] = marked(kept[0], comma=False, sentence=kept[0].sentence_start)
    return tuple(kept)


def marked(token: Token, *, comma: bool, sentence: bool) -> Token:
    """The token with this comma and sentence start."""
    if token.comma_before == comma and token.sentence_start == sentence:
        return token
    return replace(token, comma_before=comma, sentence_start=sentence)
