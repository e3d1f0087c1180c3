"""The weather outside, in homes where only the name of a sensor says that it is out there."""

from __future__ import annotations

import pytest

from dialogue.normalizing.normalization import normalize
from dialogue.questions.outdoors import in_the_open
from dialogue.reading.noun_phrases import Phrasebook
from dialogue.reading.vocabulary import load_vocabulary
from teaching.lexicon import Lexicon
from tests.devices.announcing import Announcing


def placed(said: str, *names: str) -> str:
    """What is asked, where sensors of these names measure the temperature."""
    there = Announcing()
    for number, name in enumerate(names):
        there.announce("sensor", f"s{number}", stat_t=f"s{number}", name=name, dev_cla="temperature", unit_of_meas="°C")
    vocabulary = load_vocabulary("en")
    lexicon = Lexicon(there.home, (), tails=vocabulary.tails, products=vocabulary.products)
    row = in_the_open(tuple(normalize(said).tokens), Phrasebook(vocabulary, lexicon))
    return " ".join(token.text for token in row)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("how warm is it outside", "how warm is outdoor temperature"),
        ("is it cold outside", "is outdoor temperature cold"),
        ("what's the temperature outside", "what's the outdoor temperature"),
        ("what is the outside temperature", "what is the outdoor temperature"),
        ("how humid is it outside", "how humid is it outside"),
        ("how warm is it", "how warm is it"),
        ("are the lights outside on", "are the lights outside on"),
    ],
)
def test_a_heat_pump_knows_how_warm_it_is_outside(said: str, asked: str) -> None:
    assert placed(said, "Outdoor temperature", "Flow temperature") == asked


def test_of_two_that_are_outside_neither_is_meant() -> None:
    said = "how warm is it outside"
    assert placed(said, "Outdoor temperature", "Outside temperature") == said
    assert placed(said, "Flow temperature") == said


def test_a_sensor_that_is_called_so_already_is_kept() -> None:
    said = "what is the outside temperature"
    assert placed(said, "Outside temperature") == said
