"""Plans that were made with a taught time move with it: "bedtime is ten now"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dialogue.mind import Mind
from dialogue.timing.recurrence import local, next_occurrence
from dialogue.timing.taught import clock_of
from teaching.concepts import Concept, TimeName
from teaching.schedules import Schedule


def moved_schedules(concept: Concept, old: Concept | None, mind: Mind) -> tuple[Schedule, ...]:
    """What is still to be done at that time, at its new one; what was to be ten minutes before it still is."""
    before, after = old.meaning if old is not None else None, concept.meaning
    if not isinstance(before, TimeName) or not isinstance(after, TimeName) or before.time == after.time:
        return ()
    new, known = clock_of(after), clock_of(before)
    later = timedelta(hours=new.hour - known.hour, minutes=new.minute - known.minute)
    mine = (schedule for schedule in mind.pending if schedule.time_concept == concept.id)
    return tuple(replace(schedule, due=_moved(schedule, later, mind.situation.now)) for schedule in mine)


def told_moved(schedules: Sequence[Schedule], mind: Mind) -> str:
    """What is done when, now."""
    now = mind.situation.now
    return " ".join(mind.wording.say("moved", what=s.text, when=mind.wording.when(s.due, now)) for s in schedules)


def _moved(schedule: Schedule, later: timedelta, now: datetime) -> datetime:
    """The same day at the new time, or the next one that is still to come."""
    clock = (datetime.combine(schedule.due.date(), schedule.due.time()) + later).time()
    same_day = local(schedule.due.date(), clock, now)
    return same_day if same_day > now else next_occurrence(clock, now, schedule.weekdays)
