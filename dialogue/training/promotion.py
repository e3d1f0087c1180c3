"""A new model takes over only if it understands what the one in use understands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from dialogue.ports import Parse
from dialogue.training.examples import Example

Reading: TypeAlias = Callable[[str], Awaitable[Parse]]


SURE: Final = 0.7
"""What the model in use reads with less than this probability is chance, which a newer one may lose."""


async def understood(read: Reading, examples: Sequence[Example], sure: float = 0.0) -> frozenset[Example]:
    """Those examples whose most probable class is the right one, with at least the probability ``sure``."""
    right = set()
    for example in examples:
        parse = await read(example.text)
        if max(parse.intents, key=parse.probability) == example.intent and parse.probability(example.intent) >= sure:
            right.add(example)
    return frozenset(right)


def lost(before: frozenset[Example], after: frozenset[Example]) -> tuple[Example, ...]:
    """What was understood and no longer is; a model that loses anything is not promoted."""
    return tuple(sorted(before - after, key=lambda example: example.text))
