"""What a person would say to teach, ask about, forget or undo, for programs: ``language/LANG/requests.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dialogue.language_data import section


@dataclass(frozen=True, slots=True)
class Requests:
    """Sentences of one language, with places for ``term`` and ``meaning``."""

    teach: str
    explain: str
    forget: str
    undo: str


@lru_cache(maxsize=4)
def load_requests(language: str = "en") -> Requests:
    """Raises ``LanguageDataError``."""
    data = section("requests", language)
    return Requests(
        teach=data.text("teach"), explain=data.text("explain"), forget=data.text("forget"), undo=data.text("undo")
    )
