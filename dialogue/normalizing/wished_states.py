"""Wishes for how a thing should be: "I'd be glad if the thermostat were on snug" is "the thermostat on snug"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

from dialogue.language_data import section
from dialogue.tokens import Token

Row = tuple[Token, ...]
LONGEST_THING: Final = 6
LONGEST_FRAME: Final = 8
LONGEST_CLEFT: Final = 10


@cache
def _frames(language: str) -> re.Pattern[str]:
    return re.compile("|".join(section("wrappings", language).list("subjunctive_frames")))


@cache
def _clefts(language: str) -> re.Pattern[str]:
    data = section("wrappings", language)
    adverbs = f"(?: (?:{'|'.join(map(re.escape, data.list('frame_adverbs')))}))*"
    return re.compile("|".join(data.list("cleft_frames")).replace("{adv}", adverbs))


def plain_wish(tokens: Row, language: str = "en") -> Row:
    """ "What I'd love is for the lamp to go red" → "I want the lamp to go red"; anything else stays as it is."""
    data = section("wrappings", language)
    start = next((i for i, token in enumerate(tokens) if token.text not in data.words("cleft_openers")), 0)
    for end in range(min(start + LONGEST_CLEFT, len(tokens) - 2), start, -1):
        wished = tokens[end].text in data.words("subjunctive_things") or tokens[end].text in data.words("cleft_hearers")
        if wished and _clefts(language).fullmatch(_line(tokens[start:end])):
            first = (replace(tokens[start], text=word) for word in data.list("cleft_wish"))
            return (*first, *tokens[end:])
    return tokens


def wished_state(tokens: Row, language: str = "en") -> Row:
    """The thing and its state alone; anything else stays as it is."""
    data = section("wrappings", language)
    being, things = data.words("subjunctive_being"), data.words("subjunctive_things")
    for end in range(min(LONGEST_FRAME, len(tokens) - 3), 0, -1):
        if tokens[end].text not in things or not _frames(language).fullmatch(_line(tokens[:end])):
            continue
        for at in range(end + 2, min(end + LONGEST_THING, len(tokens) - 1) + 1):
            if at < len(tokens) - 1 and _line(tokens[at : at + 2]) in being:
                return _joined(tokens, end, at, at + 2)
            if tokens[at].text in being:
                return _joined(tokens, end, at, at + 1)
    return tokens


def _joined(tokens: Row, start: int, being: int, rest: int) -> Row:
    if rest >= len(tokens):
        return tokens
    first = replace(tokens[start], comma_before=False, sentence_start=tokens[0].sentence_start)
    return (first, *tokens[start + 1 : being], *tokens[rest:])


def _line(tokens: Row) -> str:
    return " ".join(token.text for token in tokens)
