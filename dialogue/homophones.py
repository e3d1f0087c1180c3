"""Mends words that a recogniser writes for others that sound the same, where only one reading makes sense."""

from __future__ import annotations

from dataclasses import replace

from dialogue.numbers import read_quantity
from dialogue.tokens import Token
from dialogue.vocabulary import Vocabulary

SWITCHING = frozenset({"turn", "switch", "shut", "power"})


def mend(row: tuple[Token, ...], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """"turn of the lamp" → off, "set it too fifty" → to."""
    words = list(row)
    for position, token in enumerate(words[:-1]):
        if token.text == "of" and position and words[position - 1].text in SWITCHING:
            words[position] = replace(token, text="off")
        elif token.text in ("too", "two") and position and read_quantity(words, position + 1) is not None:
            if token.text == "too" or words[position - 1].text in ("it", "them") and words[position + 1].text != "percent":
                words[position] = replace(token, text="to")
    return tuple(words)
