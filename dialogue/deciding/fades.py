"""How fast light changes: "fade the lamp to ten percent over five minutes", "slowly dim the hall", "fade it out".

What is said of the pace is taken out, the rest is read as any request, and the lamps that can take their time do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

from devices.capabilities import Quantity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.paces import paced
from dialogue.tokens import Token

Row: TypeAlias = tuple[Token, ...]
Read: TypeAlias = Callable[[Row], Decision]

LIGHT: Final = "light"
TRANSITION: Final = "transition"
_SLOWLY: Final = timedelta(seconds=10)
_ASKS: Final = frozenset({Kind.ASKS_ABOUT, Kind.ASKS_WHICH, Kind.ASKS_FOR, Kind.ASKS_CONFIRM})
_LIT: Final = frozenset({"on", "brightness", "color", "color_temp"})


def read_fade(row: Row, mind: Mind, read: Read) -> Decision | None:
    """The request with its pace; ``None`` when nothing is said of one, or it is about no light."""
    if LIGHT not in mind.situation.home.kinds:
        return None
    words = {token.text for token in row}
    if words.isdisjoint(mind.words("fade_marks")):
        return None
    rest, pace = paced(row, mind.situation.book.vocabulary)
    faded = _as_switching(rest, mind)
    slowly = mind.words("fade_slowly")
    said = pace is not None
    if faded == row and TRANSITION in mind.situation.home.attributes:
        faded, pace = tuple(token for token in row if token.text not in slowly), _SLOWLY
    if faded == row or not faded:
        return None
    decision = read(start_of(faded))
    if decision.kind in _ASKS:
        return decision
    if decision.kind is not Kind.ACTS or not any(_is_lit(plan, mind) for plan in decision.plans):
        return None
    return replace(decision, plans=tuple(_at_pace(plan, pace, mind, said=said) for plan in decision.plans))


def _as_switching(row: Row, mind: Mind) -> Row:
    """ "Fade the lamp out" → "turn the lamp off"."""
    if not row or row[0].text not in mind.words("fade_verbs"):
        return row
    written = mind.situation.book.vocabulary.written
    for at in range(1, len(row)):
        goal = next((g for g in ("off", "on") if row[at].text in mind.words(f"fade_{g}")), None)
        is_end = at in (1, len(row) - 1) or row[at + 1].comma_before
        if goal is not None and is_end and not (at == 1 and _is_place(row, mind)):
            turned = replace(row[0], text=written["turning"])
            to = written["off" if goal == "off" else "switched_on"]
            return (turned, *row[1:at], replace(row[at], text=to), *row[at + 1 :])
    return row


def _is_place(row: Row, mind: Mind) -> bool:
    """ "Fade in the kitchen": no light is named behind it, only where."""
    return all(token.text in mind.words("definite_determiners") for token in row[2:])


def _is_lit(plan: Planned, mind: Mind) -> bool:
    entity = mind.situation.home.entities.get(plan.entity_id)
    return entity is not None and entity.kind == LIGHT and not _LIT.isdisjoint(plan.settings)


def _at_pace(plan: Planned, pace: timedelta | None, mind: Mind, *, said: bool) -> Planned:
    if pace is None or not _is_lit(plan, mind):
        return plan
    capability = mind.situation.home.entities[plan.entity_id].capabilities.get(TRANSITION)
    if not isinstance(capability, Quantity):
        return replace(plan, lacking=(*plan.lacking, TRANSITION)) if said else plan
    seconds = min(pace.total_seconds(), capability.maximum)
    return replace(plan, settings={**plan.settings, TRANSITION: round(seconds)})
