"""Amounts that are left some room, beside things whose names end in a number."""

from __future__ import annotations

import pytest

from dialogue.normalizing.normalization import normalize
from dialogue.reading.ranges import settled
from dialogue.reading.vocabulary import load_vocabulary
from teaching.lexicon import Lexicon
from tests.devices.announcing import Announcing


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("set the ceiling light 1 to 20 percent", "set the ceiling light 1 to 20 percent"),
        ("set the ceiling light 1 to 20 to 30 percent", "set the ceiling light 1 to 25 percent"),
        ("set the ceiling light 10 to 20 percent", "set the ceiling light 15 percent"),
        ("set the ceiling light between 10 and 20 percent", "set the ceiling light 15 percent"),
    ],
)
def test_the_number_of_a_thing_is_no_amount(said: str, meant: str) -> None:
    there = Announcing()
    there.announce("light", cmd_t="c", name="Ceiling light 1")
    vocabulary = load_vocabulary("en")
    lexicon = Lexicon(there.home, (), tails=vocabulary.tails, products=vocabulary.products)
    row = settled(normalize(said).tokens, vocabulary, lexicon)
    assert " ".join(token.text for token in row) == meant
