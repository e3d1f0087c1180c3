"""What things that hold a time or a day are told: "set the wake-up time to half past six"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
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
from dialogue.timing.spans import read_length
from dialogue.timing.times import read_clock
from dialogue.tokens import Token

CLOCK: Final = "clock"


def read_clock_setting(row: Sequence[Token], mind: Mind) -> Decision | None:
    """Which time or day is set where, or how much it is put off; ``None`` when the sentence names no such thing."""
    if not row or not names_kind(row, CLOCK, mind):
        return None
    verb = 1 if row[0].text in mind.words("clock_setting_verbs") else 0
    moved = _moved(row, mind)
    if moved is not None:
        return moved
    for at in range(verb + 1, len(row)):
        is_to = row[at].text in mind.words("setting_prepositions") | mind.words("goal_prepositions")
        if not (is_to or verb) or at == len(row) - is_to:
            continue
        found = [mind.situation.home.entities[e] for e in phrase_entities(row[verb:at], mind.situation)]
        if len(found) == 1 and found[0].kind == CLOCK:
            told = _set(found[0], row[at + is_to :], mind)
            if told is not None or is_to:
                return told
    return None


def _moved(row: Sequence[Token], mind: Mind) -> Decision | None:
    """ "Push the wake-up time back by half an hour", "make it ten minutes earlier"."""
    later, earlier = (mind.words(f"clock_{way}") for way in ("later", "earlier"))
    sign = next((1 if token.text in later else -1 for token in row if token.text in later | earlier), 0)
    lengths = ((at, *found) for at in range(len(row)) if (found := read_length(row, at)) is not None)
    length = next(lengths, None)
    if not sign or length is None:
        return None
    at, much, end = length
    thing = _named_among((*row[:at], *row[end:]), later | earlier | mind.words("clock_moving_fillers"), mind)
    if thing is None:
        return None
    now = mind.situation.states.get(thing.id, "time")
    if not isinstance(now, str) or not isinstance(thing.capabilities.get("time"), Text):
        return None
    moved = datetime.combine(mind.situation.now.date(), time.fromisoformat(now)) + sign * much
    plans = (Planned(thing.id, {"time": f"{moved:%H:%M:%S}"}),)
    return Decision(Kind.ACTS, plans=plans, focus=(thing.id,))


def _named_among(row: Sequence[Token], beside: frozenset[str], mind: Mind) -> Entity | None:
    """The one that some of the words name, where all others only stand beside it."""
    for start in range(len(row)):
        for end in range(len(row), start, -1):
            if any(token.text not in beside for token in (*row[:start], *row[end:])):
                continue
            found = [mind.situation.home.entities[e] for e in phrase_entities(row[start:end], mind.situation)]
            if len(found) == 1 and found[0].kind == CLOCK:
                return found[0]
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
