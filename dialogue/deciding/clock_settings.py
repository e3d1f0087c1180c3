"""What things that hold a time or a day are told: "set the wake-up time to half past six"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.capabilities import Text, Value
from devices.home import Entity
from dialogue.deciding.named_kinds import names_kind
from dialogue.decision import Decision
from dialogue.lessons.definitions import phrase_entities
from dialogue.mind import Mind
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.dates import read_date
from dialogue.timing.times import read_clock
from dialogue.tokens import Token

CLOCK: Final = "clock"


def read_clock_setting(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Which time or day is set where; ``None`` when the sentence names no such thing."""
    if not row or row[0].text not in mind.words("clock_setting_verbs") or not names_kind(row, CLOCK, mind):
        return None
    for at in range(2, len(row) - 1):
        if row[at].text not in mind.words("setting_prepositions") | mind.words("goal_prepositions"):
            continue
        found = [mind.situation.home.entities[e] for e in phrase_entities(row[1:at], mind.situation)]
        if len(found) == 1 and found[0].kind == CLOCK:
            return _set(found[0], row[at + 1 :], mind)
    return None


def _set(thing: Entity, row: Sequence[Token], mind: Mind) -> Decision | None:
    settings: dict[str, Value] = {}
    if isinstance(thing.capabilities.get("time"), Text):
        clock = read_clock(row, mind.situation.now, hint=thing.name)
        if clock is not None:
            settings["time"] = f"{clock:%H:%M:%S}"
    if isinstance(thing.capabilities.get("date"), Text):
        day = read_date(row, mind.situation.now)
        if day is not None:
            settings["date"] = day.isoformat()
    if not settings:
        return None
    return Decision(Kind.ACTS, plans=(Planned(thing.id, settings),), focus=(thing.id,))
