"""Times that stand between pauses: "at dormouse time, lamp off" is done at dormouse time."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.reading.drafts import Draft


def with_times(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without those that only name a taught time, which is given to the one behind or before it."""
    left: list[Draft] = []
    waiting: str | None = None
    for draft in drafts:
        only_time = draft.time_concept is not None and not (
            draft.acts or draft.has_target or draft.verb or draft.unknowns or draft.negated
        )
        if only_time and len(drafts) > 1:
            waiting = draft.time_concept
            if left and left[-1].time_concept is None:
                left[-1].time_concept, waiting = waiting, None
            continue
        if waiting is not None and draft.time_concept is None:
            draft.time_concept, waiting = waiting, None
        left.append(draft)
    return left
