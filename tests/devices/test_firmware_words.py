"""The word lists of the discovery consumer are data, and checked."""

from __future__ import annotations

import pytest

from devices.adapters.mqtt_discovery.words import SOURCE, WordsError, firmware_words, read_words

GOOD = SOURCE.read_text(encoding="utf-8")


def test_the_file_is_read_once() -> None:
    assert firmware_words() is firmware_words()
    assert firmware_words().attributes["colour"] == "color"
    assert firmware_words().short["in"] == "indoor"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("knobs:", "knob:", "missing or unknown"),
        ("  - offset\n", "  - offset\n  - offset\n", "twice"),
        ("  - offset\n", "  - (offset\n", "broken pattern"),
        ("  mode: [", "  moed: [", "no attributes"),
        ("  effect: [effect]", "  effect: [effect, speed]", "twice"),
        ("  baro: pressure", "  baro: pressure\n  baro: temperature", "twice"),
        ("  baro: pressure", "  baro: []", "words to words"),
        ("warmth: [", "warmth: [Warm, ", "small"),
        ("only_glued: [", "only_glued: [what, ", "not in 'short'"),
        ("makers: [", "makers: [' esp', ", "no word"),
    ],
)
def test_a_slip_in_the_file_is_told(old: str, new: str, reason: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(WordsError, match=reason):
        read_words(GOOD.replace(old, new))


@pytest.mark.parametrize("text", ["[", "- a", "''"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(WordsError):
        read_words(text)
