from __future__ import annotations

import pytest

from devices.capabilities import Value
from dialogue.response import ActionReport, Kind, LearnedReport, Response, UnknownSpan
from hub.terminal import details, setting_text


@pytest.mark.parametrize(
    ("attribute", "value", "text"),
    [
        ("on", True, "on"),
        ("on", False, "off"),
        ("locked", False, "not locked"),
        ("brightness", 80, "brightness 80 %"),
        ("target_temperature", 20.5, "target temperature 20.5 °C"),
        ("mode", "heat", "mode heat"),
        ("content", None, "content unknown"),
    ],
)
def test_settings_read_as_people_write_them(attribute: str, value: Value, text: str) -> None:
    assert setting_text(attribute, value) == text


def test_a_turn_shows_what_was_understood_why_and_what_changed() -> None:
    response = Response(
        "c",
        "t",
        "Okay.",
        Kind.CONFIRMS,
        unknown_spans=(UnknownSpan("orangery", "area"),),
        actions=(ActionReport("l", "lamp", {"on": True, "brightness": 80}, "failed", "it is not reachable"),),
        learned=(LearnedReport("k", "study mode", "value", "added"),),
        reasons=("it: what was talked about before",),
        interpreter="embedded",
        timings_ms={"total": 12.4},
    )
    assert list(details(response)) == [
        "confirms · “orangery” unknown (area) · 12 ms · embedded",
        "lamp: on, brightness 80 % ✗ it is not reachable",
        "added: “study mode” (value)",
        "because it: what was talked about before",
    ]
