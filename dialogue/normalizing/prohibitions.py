"""Prohibitions in a frame: "let's not turn the lamp off" is "don't turn the lamp off"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

from dialogue.language_data import section
from dialogue.normalizing.polite_frames import PoliteFrames
from dialogue.tokens import Token

Row = tuple[Token, ...]
LONGEST_FRAME: Final = 8


@cache
def _frames(language: str) -> re.Pattern[str]:
    return re.compile("|".join(section("wrappings", language).list("negated_frames")))


def forbidden(tokens: Row, frames: PoliteFrames, language: str = "en") -> Row:
    """What must not be done, behind a plain "don't"; a sentence without such a frame stays as it is."""
    for end in range(min(LONGEST_FRAME, len(tokens) - 1), 0, -1):
        verb = frames.command(tokens[end].text)
        if verb is None or not _frames(language).fullmatch(" ".join(token.text for token in tokens[:end])):
            continue
        first = replace(tokens[0], text=section("wrappings", language).text("prohibition"))
        return (first, replace(tokens[end], text=verb, comma_before=False), *tokens[end + 1 :])
    return tokens
