"""What is said of kitchen timers: "set a timer for ten minutes", "how long is left on the tea timer", "cancel it"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from devices.capabilities import Value
from devices.home import Entity
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.reading.chunks import chunk
from dialogue.resolving.outcomes import Planned
from dialogue.response import Kind
from dialogue.timing.spans import read_length
from dialogue.tokens import Token
from teaching.concepts import Alias
from teaching.lexicon import Sort

TIMER: Final = "timer"
_RESTING: Final = frozenset({"idle", None})


def read_timer(row: Sequence[Token], mind: Mind) -> Decision | None:
    """What is to be done with a timer, or told of it; ``None`` when the sentence isn't about those of this home."""
    words = {token.text for token in row}
    if words.isdisjoint(mind.words("timer_nouns")):
        return None
    named = _named(row, mind)
    if named is None:
        return None
    if words & mind.words("timer_asking"):
        return _left(named or _busy(mind), mind)
    seconds = _length(row)
    if words & mind.words("timer_adding") and seconds is not None:
        return _lengthened(named or _busy(mind), seconds, mind)
    for wanted, settings in _CHANGES.items():
        if words & mind.words(wanted) and seconds is None:
            return _plan(named or _busy(mind), settings)
    if seconds is not None or words & mind.words("timer_starting"):
        return _started(named, seconds, mind)
    return None


_CHANGES: Final[dict[str, dict[str, Value]]] = {
    "timer_cancelling": {"state": "idle"},
    "timer_pausing": {"state": "paused"},
    "timer_resuming": {"state": "running"},
    "timer_finishing": {"finish": True},
}


def _named(row: Sequence[Token], mind: Mind) -> list[Entity] | None:
    """The timers that are named; ``None`` when something else is said: "tea time means start the tea timer"."""
    entities = mind.situation.home.entities
    sayable = frozenset().union(*(mind.words(f"timer_{name}") for name in _SAYABLE), mind.words("question_pronouns"))
    timers: list[Entity] = []
    for piece in chunk(_without_length(row), mind.lexicon, mind.situation.book.vocabulary):
        meanings = (mind.lexicon.concept(concept_id).meaning for concept_id in piece.named(Sort.CONCEPT))
        meant = {e for meaning in meanings if isinstance(meaning, Alias) for e in meaning.entities}
        found = [entities[e] for e in (*piece.named(Sort.ENTITY), *sorted(meant)) if e in entities]
        meant_here = [entity for entity in found if entity.kind == TIMER]
        if not meant_here and not sayable.issuperset(piece.text.split()):
            return None
        timers += meant_here
    return timers


_SAYABLE: Final = ("nouns", "asking", "adding", "cancelling", "pausing", "resuming", "finishing", "starting", "fillers")


def _length(row: Sequence[Token]) -> float | None:
    found = (read_length(row, i) for i in range(len(row)))
    return next((length.total_seconds() for length, _ in filter(None, found)), None)


def _without_length(row: Sequence[Token]) -> tuple[Token, ...]:
    for i in range(len(row)):
        found = read_length(row, i)
        if found is not None:
            return (*row[:i], *row[found[1] :])
    return tuple(row)


def _timers(mind: Mind) -> list[Entity]:
    """All of them, those of this room first."""
    found = [entity for entity in mind.situation.home.spoken if entity.kind == TIMER]
    return sorted(found, key=lambda entity: entity.area != mind.situation.area)


def _busy(mind: Mind) -> list[Entity]:
    return [entity for entity in _timers(mind) if mind.situation.states.get(entity.id, "state") not in _RESTING]


def _plan(timers: Sequence[Entity], settings: dict[str, Value]) -> Decision | None:
    plans = tuple(Planned(entity.id, settings) for entity in timers)
    return Decision(Kind.ACTS, plans=plans, focus=tuple(plan.entity_id for plan in plans)) if plans else None


def _started(named: Sequence[Entity], seconds: float | None, mind: Mind) -> Decision | None:
    busy = _busy(mind)
    free = named or [entity for entity in _timers(mind) if entity not in busy]
    if not free:
        return Decision(Kind.REFUSES, lead=mind.wording.say("timers_busy"))
    length = {} if seconds is None else {"duration": round(seconds)}
    return _plan(free[:1], {"state": "running", **length})


def _lengthened(timers: Sequence[Entity], seconds: float, mind: Mind) -> Decision | None:
    left = _seconds_left(timers[0], mind) if len(timers) == 1 else None
    if left is None:
        return None
    return _plan(timers, {"state": "running", "duration": round(left + seconds)})


def _left(timers: Sequence[Entity], mind: Mind) -> Decision:
    told = []
    for timer in timers:
        seconds = _seconds_left(timer, mind)
        if seconds is None:
            told.append(mind.wording.piece("timer_rests", name=mind.wording.definite(timer.name)))
        else:
            length = mind.wording.length(seconds)
            told.append(mind.wording.piece("timer_left", name=mind.wording.definite(timer.name), what=length))
    if not told:
        return Decision(Kind.ANSWERS, lead=mind.wording.say("timers_rest"))
    return Decision(
        Kind.ANSWERS,
        lead=mind.wording.say("state_plain", what=mind.wording.join(told)),
        focus=tuple(timer.id for timer in timers),
    )


def _seconds_left(timer: Entity, mind: Mind) -> float | None:
    """Of a timer that runs, by the clock; of one that is paused, what it says itself."""
    states = mind.situation.states
    state, ends_at = states.get(timer.id, "state"), states.get(timer.id, "ends_at")
    if state == "running" and isinstance(ends_at, str):
        end = datetime.fromisoformat(ends_at)
        now = mind.situation.now
        return max((end - (now if end.tzinfo else now.replace(tzinfo=None))).total_seconds(), 0)
    minutes = states.get(timer.id, "remaining_min")
    return minutes * 60 if state == "paused" and isinstance(minutes, int | float) else None
