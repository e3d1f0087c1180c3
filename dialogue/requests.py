"""What a person would say to teach, ask about, forget, undo or plan, for programs: ``language/LANG/requests.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dialogue.language_data import section


@dataclass(frozen=True, slots=True)
class Requests:
    """Sentences of one language, with places for ``term``, ``meaning`` and ``person``.

    ``change`` gives a word another meaning from now on, ``…_for`` says for whom. ``any_meaning`` is one that every word
    could have. ``plan`` is a command for later; ``days`` say on which, by the names of ``weekdays`` (0 Monday …
    6 Sunday). ``try_it`` are sentences that use a word, by the type of its meaning, with a place for a ``thing``.
    """

    teach: str
    teach_for: str
    change: str
    change_for: str
    any_meaning: str
    explain: str
    look_up: str
    forget: str
    undo: str
    confirm: str
    plan: str
    days: Mapping[str, str]
    weekdays: Mapping[str, str]
    try_it: Mapping[str, str]


@lru_cache(maxsize=4)
def load_requests(language: str = "en") -> Requests:
    """Raises ``LanguageDataError``."""
    data = section("requests", language)
    return Requests(
        teach=data.text("teach"),
        teach_for=data.text("teach_for"),
        change=data.text("change"),
        change_for=data.text("change_for"),
        any_meaning=data.text("any_meaning"),
        explain=data.text("explain"),
        look_up=data.text("look_up"),
        forget=data.text("forget"),
        undo=data.text("undo"),
        confirm=data.text("confirm"),
        plan=data.text("plan"),
        days=data.texts("days"),
        weekdays=data.texts("weekdays"),
        try_it=data.texts("try_it"),
    )
