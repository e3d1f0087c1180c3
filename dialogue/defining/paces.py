"""Meanings that take their time: "sunrise is warm white over ten minutes"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

from dialogue.lessons.definitions import Defined, Definition
from dialogue.situation import Situation
from dialogue.timing.paces import paced
from dialogue.tokens import Token
from teaching.concepts import ActionName, Meaning, Routine, Setting, ValueName

TRANSITION: Final = "transition"
_LIT: Final = frozenset({"on", "brightness", "color", "color_temp"})

Define: TypeAlias = Callable[[Sequence[Token]], Definition]


def define_at_pace(situation: Situation, tokens: Sequence[Token], define: Define) -> Definition | None:
    """The meaning with its pace; ``None`` where none is said, or no lamp of this home can take its time."""
    if TRANSITION not in situation.home.attributes:
        return None
    rest, pace = paced(tokens, situation.book.vocabulary)
    if pace is None or not rest:
        return None
    defined = define(rest)
    if not isinstance(defined, Defined):
        return None
    meaning = _at_pace(defined.meaning, pace)
    return None if meaning is None else replace(defined, meaning=meaning, plans=())


def _at_pace(meaning: Meaning, pace: timedelta) -> Meaning | None:
    match meaning:
        case ValueName(settings=settings) | ActionName(settings=settings) if _is_lit(settings):
            return replace(meaning, settings=(*settings, _setting(pace)))
        case Routine(steps=steps) if any(_is_lit(step.settings) for step in steps):
            slow = (replace(s, settings=(*s.settings, _setting(pace))) if _is_lit(s.settings) else s for s in steps)
            return replace(meaning, steps=tuple(slow))
        case _:
            return None


def _setting(pace: timedelta) -> Setting:
    return Setting(TRANSITION, round(pace.total_seconds()))


def _is_lit(settings: Sequence[Setting]) -> bool:
    return any(setting.attribute in _LIT for setting in settings)
