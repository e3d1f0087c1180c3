"""Writes out what firmware calls a reading: "windgust" is the wind gust, "tempin" the indoor temperature."""

from __future__ import annotations

import re
from functools import cache

_SHORT = {
    "abs": "absolute", "baro": "pressure", "barom": "pressure", "bat": "battery", "batt": "battery",
    "dir": "direction", "fer": "conductivity", "hum": "humidity", "in": "indoor", "lux": "illuminance",
    "moi": "moisture", "mov": "movement", "out": "outdoor", "pres": "pressure", "press": "pressure",
    "rel": "relative", "rh": "humidity", "temp": "temperature", "tempc": "temperature", "tempf": "temperature",
    "tmp": "temperature", "vol": "voltage", "volt": "voltage",
}  # fmt: skip
# Alone these are words of their own.
_ONLY_GLUED = frozenset({"abs", "bat", "in", "out", "press", "rel", "vol"})
_WORDS = frozenset(
    {
        "absolute", "air", "battery", "chill", "current", "daily", "dew", "direction", "energy", "event", "feels",
        "frost", "gust", "heat", "hourly", "humidity", "index", "indoor", "leak", "level", "light", "lightning",
        "like", "max", "min", "moisture", "monthly", "outdoor", "perception", "point", "power", "pressure", "quality",
        "radiation", "rain", "rate", "relative", "risk", "scale", "soil", "solar", "speed", "surface", "temperature",
        "thermal", "total", "uv", "voltage", "water", "weekly", "wind", "yearly",
    }
)  # fmt: skip
_BEFORE = frozenset({"absolute", "indoor", "outdoor", "relative"})
_NUMBERED = re.compile(r"([a-z]+)(\d{0,2})")


def written_out(token: str) -> tuple[str, ...]:
    """The words of a small-lettered token; the token itself when it isn't made of words of readings."""
    match = _NUMBERED.fullmatch(token)
    if match is None:
        return (token,)
    letters, number = match.groups()
    words = _parts(letters)
    if not words or (len(words) == 1 and letters not in _SHORT and not number):
        return (token,)
    if len(words) == 1 and (letters in _ONLY_GLUED or (number and letters in _WORDS and len(letters) < 4)):
        return (token,)
    long = [_SHORT.get(word, word) for word in words]
    if len(long) > 1 and long[-1] in _BEFORE:
        long.insert(0, long.pop())
    return (*long, number) if number else tuple(long)


@cache
def _parts(letters: str) -> tuple[str, ...]:
    """The fewest words that make up the letters; nothing when they don't."""
    if letters in _WORDS or letters in _SHORT:
        return (letters,)
    found = [
        (letters[:end], *rest)
        for end in range(2, len(letters) - 1)
        if (letters[:end] in _WORDS or letters[:end] in _SHORT) and (rest := _parts(letters[end:]))
    ]
    return min(found, key=len, default=())
