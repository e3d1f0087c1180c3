"""Marks in a public sentence what a usual household would explain, so that training text is masked as at home."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dialogue.reading.masking import Explained

_NUMBER: Final = (
    r"(?:\d+(?:[.,]\d+)?|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|sixteen"
    r"|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine|ten|point|hundred|and a half))*"
)
_CLOCK: Final = (
    rf"(?:(?:half past|quarter past|quarter to|{_NUMBER} (?:minutes )?(?:past|to)) )?"
    rf"(?:\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\b\.?)?|{_NUMBER}(?: {_NUMBER})? ?(?:[ap]\.? ?m\b\.?|o'clock)|noon|midnight)"
)
_SPAN_OF_TIME: Final = rf"(?:(?:an?|half an?|{_NUMBER}|few|a few|couple of) )(?:seconds?|minutes?|hours?|days?)"
_DAY: Final = r"today|tomorrow|tonight|yesterday|this (?:morning|evening|afternoon|weekend|week)"


class Household:
    """Everyday names of devices, rooms, values, times and people (``household.yaml`` of a language)."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        modifiers = _any_of([*words["modifiers"], *words["areas"]])
        devices = rf"(?:(?:{modifiers}) )*(?:{_any_of(words['devices'])})"
        dates = _any_of([*words["months"], *words["days"]])
        self._patterns: tuple[tuple[str, re.Pattern[str]], ...] = (
            ("device", _pattern(devices)),
            ("time", _pattern(rf"{_CLOCK}|{_SPAN_OF_TIME}|{_DAY}|(?:next |this |every )?(?:{dates})")),
            (
                "value",
                re.compile(
                    rf"(?<!\w){_NUMBER} ?(?:%|percent\b|degrees?(?: celsius| fahrenheit)?\b|°\w?)", re.IGNORECASE
                ),
            ),
            ("value", _pattern(_any_of(words["colours"]))),
            ("area", _pattern(_any_of(words["areas"]))),
            ("person", _pattern(_any_of(words["persons"]))),
            ("number", _pattern(_NUMBER)),
        )

    def explains(self, text: str) -> Iterator[Explained]:
        """Spans it would explain; an earlier kind wins over a later one."""
        taken: list[tuple[int, int]] = []
        for role, pattern in self._patterns:
            for match in pattern.finditer(text):
                if all(match.end() <= start or end <= match.start() for start, end in taken):
                    taken.append(match.span())
                    yield Explained(role, *match.span())


def _any_of(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _pattern(inner: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{inner})\b", re.IGNORECASE)
