"""Writes out what firmware calls a reading: "windgust" is the wind gust, "tempin" the indoor temperature."""

from __future__ import annotations

import re
from functools import cache

from devices.adapters.mqtt_discovery.words import firmware_words

_WORDS = firmware_words()
_NUMBERED = re.compile(r"([a-z]+)(\d{0,2})")


def written_out(token: str) -> tuple[str, ...]:
    """The words of a small-lettered token; the token itself when it isn't made of words of readings."""
    match = _NUMBERED.fullmatch(token)
    if match is None:
        return (token,)
    letters, number = match.groups()
    if number and letters in _WORDS.ports:
        return (letters, number)
    words = _parts(letters)
    if not words or (len(words) == 1 and letters not in _WORDS.short and not number):
        return (token,)
    if len(words) == 1 and (letters in _WORDS.only_glued or (number and letters in _WORDS.glued and len(letters) < 4)):
        return (token,)
    long = [_WORDS.short.get(word, word) for word in words]
    if len(long) > 1 and long[-1] in _WORDS.said_first:
        long.insert(0, long.pop())
    return (*long, number) if number else tuple(long)


@cache
def _parts(letters: str) -> tuple[str, ...]:
    """The fewest words that make up the letters; nothing when they don't."""
    if letters in _WORDS.glued or letters in _WORDS.short:
        return (letters,)
    found = [
        (letters[:end], *rest)
        for end in range(2, len(letters) - 1)
        if (letters[:end] in _WORDS.glued or letters[:end] in _WORDS.short) and (rest := _parts(letters[end:]))
    ]
    return min(found, key=len, default=())
