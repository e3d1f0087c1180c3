"""Rewrites what is written for the eye as it is said: "80 %" is "80 percent", "20:48" is "12 minutes to nine"."""

from __future__ import annotations

import re
from datetime import time
from functools import cache, partial
from typing import Final

from dialogue.language_data import section
from dialogue.saying.spoken import say_number, say_time

_CLOCK: Final = re.compile(r"(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
_DECIMAL: Final = re.compile(r"(?<![\w.:])-?\d+\.\d+(?![\w.:]*\d)|(?<![\w.:])-\d+(?!\w)")


def aloud(text: str, language: str = "en") -> str:
    """The same for the ear. Whole numbers stay digits: every voice reads them right."""
    text = _CLOCK.sub(lambda found: say_time(time(int(found[1]), int(found[2])), "voice", language), text)
    for pattern, unit in _units(language):
        text = pattern.sub(partial(_measured, unit=unit, language=language), text)
    text = _DECIMAL.sub(lambda found: say_number(float(found[0]), None, "voice", language), text)
    return _symbols(text, language)


def _measured(found: re.Match[str], unit: str, language: str) -> str:
    return say_number(float(found[1]), unit, "voice", language)


@cache
def _units(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each way to write a number with its unit that is said otherwise than it is written."""
    said = section("numbers", language).section("said")
    written, spoken = said.texts("text"), said.texts("voice")
    return tuple(
        (re.compile(r"(?<![\w.])(-?\d+(?:\.\d+)?)\s?" + re.escape(form.removeprefix("{}").strip()) + r"(?!\w)"), unit)
        for unit, form in written.items()
        if form != spoken[unit]
    )


def _symbols(text: str, language: str) -> str:
    for written, spoken in section("numbers", language).section("said").texts("symbols").items():
        text = text.replace(written, spoken)
    return text
