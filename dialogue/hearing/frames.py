"""How sentences to the hub are built in a language, for the recogniser: ``language/LANG/spoken.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from dialogue.errors import LanguageDataError
from dialogue.language_data import section

_NO_ROLES: Final = {"plain", "homophones"}


@dataclass(frozen=True, slots=True)
class Frames:
    """For each role the places its names may stand in, most telling first; phrases that need no name; homophones.

    ``homophones`` maps words to the first of those that sound the same.
    """

    roles: Mapping[str, tuple[str, ...]]
    plain: tuple[str, ...]
    homophones: Mapping[str, str]


@lru_cache(maxsize=4)
def load_frames(language: str = "en") -> Frames:
    """Raises ``LanguageDataError``."""
    data = cast("Mapping[str, list[str]]", section("spoken", language).data)
    try:
        return Frames(
            {role: tuple(frames) for role, frames in data.items() if role not in _NO_ROLES},
            tuple(data["plain"]),
            {word: group.split()[0] for group in data["homophones"] for word in group.split()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise LanguageDataError(f"spoken frames of language {language!r}: {error}") from error
