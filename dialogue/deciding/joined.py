"""An errand beside another request: "turn off the lamp and add milk to the list", "start the timer, then lock up"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from dialogue.deciding.errands import has_errands, read_errand
from dialogue.decision import Decision
from dialogue.mind import Mind
from dialogue.normalizing.hesitations import start_of
from dialogue.response import Kind
from dialogue.tokens import Token

Read: TypeAlias = Callable[[tuple[Token, ...]], Decision]
_DONE = frozenset({Kind.ACTS, Kind.SCHEDULES, Kind.ANSWERS})
_DOES = frozenset({Kind.ACTS, Kind.SCHEDULES})
_ASKS = frozenset({Kind.ASKS_ABOUT, Kind.ASKS_WHICH, Kind.ASKS_FOR, Kind.ASKS_CONFIRM})


def read_joined(row: tuple[Token, ...], mind: Mind, read: Read) -> Decision | None:
    """Both together, or what is to be asked about the one; ``None`` where no errand stands beside another request."""
    if not has_errands(mind.situation.home):
        return None
    joining = mind.words("step_conjunctives")
    for at in range(1, len(row) - 1):
        is_word = row[at].text in joining
        if not (is_word or row[at].comma_before):
            continue
        first, second = row[:at], _begun(row[at:], joining)
        if not first or not second:
            continue
        both = _both(first, second, mind, read)
        if both is not None and both.kind in _ASKS and not is_word:
            continue  # what a mere pause parts may be the condition of the other: "provided that …, arm the alarm"
        if both is not None:
            return both
    return None


def _begun(row: tuple[Token, ...], joining: frozenset[str]) -> tuple[Token, ...]:
    rest = row
    while rest and rest[0].text in joining:
        rest = rest[1:]
    return start_of((replace(rest[0], comma_before=False), *rest[1:])) if rest else ()


def _both(first: tuple[Token, ...], second: tuple[Token, ...], mind: Mind, read: Read) -> Decision | None:
    behind = read_errand(second, mind)
    if behind is not None and behind.kind in _DONE:
        before = read(first)
        return before if before.kind in _ASKS else _together(before, behind) if before.kind in _DONE else None
    before_it = read_errand(first, mind)
    if before_it is None or before_it.kind not in _DOES:
        return None
    then = read(second)
    return then if then.kind in _ASKS else _together(before_it, then) if then.kind in _DOES else None


def _together(first: Decision, second: Decision) -> Decision | None:
    """One decision of two: what is done of both, and what is said of both."""
    kinds = {first.kind, second.kind}
    if not kinds & _DOES or first.question is not None or second.question is not None:
        return None
    return replace(
        first,
        kind=Kind.ACTS if Kind.ACTS in kinds else Kind.SCHEDULES,
        lead=_joined(first.lead, second.lead),
        tail=_joined(first.tail, second.tail),
        plans=(*first.plans, *second.plans),
        act_as="",
        used=(*first.used, *second.used),
        schedules=(*first.schedules, *second.schedules),
        reasons=(*first.reasons, *second.reasons),
        focus=tuple(dict.fromkeys((*(first.focus or ()), *(second.focus or ())))) or None,
    )


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
