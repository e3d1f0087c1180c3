"""Is a sentence said to the home at all? What the statistical interpreters are mainly asked."""

from __future__ import annotations

from typing import Final

from dialogue.ports import Parse

# Recommended thresholds; where they come from is in docs/understanding.md.
WITH_ANCHOR: Final = 0.45
"""The sentence names a device, room, person, value or taught word, and has words nothing explains."""
WITHOUT_ANCHOR: Final = 0.8
"""Nothing in the sentence is the home's own."""
IN_ANSWER: Final = 0.5
"""A question of the hub is open and the sentence came in its time."""


def home_directed(parse: Parse) -> float:
    """Probability that the sentence is meant for the home: everything but stray talk."""
    return 1.0 - parse.probability("chat")
