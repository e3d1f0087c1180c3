"""Runs schedules when they are due, each of them once, and reports the late ones instead of running them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from devices.commands import Command, Failed, Outcome, Unconfirmed
from devices.ports import Clock
from dialogue.timing.recurrence import next_occurrence
from hub.ports import ScheduleStore
from teaching.schedules import Schedule, ScheduleStatus

_log = logging.getLogger(__name__)

# The wall clock is read at least this often, so that a clock that jumps or another hub's schedule is noticed.
LONGEST_SLEEP_S = 10.0
_JUMP_S = 5.0


class Performer(Protocol):
    """Performs commands; ``devices.dispatch.Dispatcher`` is one."""

    async def perform(self, commands: Sequence[Command]) -> Sequence[Outcome]:
        """One outcome per command, in the same order."""
        ...


@dataclass(frozen=True, slots=True)
class ScheduleReport:
    """What became of a schedule: done, failed or late; ``detail`` is for the person."""

    schedule: Schedule
    status: ScheduleStatus
    detail: str
    next_due: datetime | None = None


ReportListener: TypeAlias = Callable[[ScheduleReport], None]


@dataclass(slots=True)
class Scheduler:
    """Looks for due schedules in the store, claims each by a conditional update and performs its commands.

    A schedule more than ``late_s`` seconds past its time (the hub was down, the machine slept, the clock jumped) is
    not run. Recurring ones are armed again for their clock time, whatever daylight saving does.
    """

    store: ScheduleStore
    performer: Performer
    clock: Clock
    late_s: float = 60
    monotonic: Callable[[], float] = time.monotonic
    _listeners: list[ReportListener] = field(default_factory=list)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def on_report(self, listener: ReportListener) -> None:
        """Call ``listener`` with what became of each schedule."""
        self._listeners.append(listener)

    def wake(self) -> None:
        """Look again now: a turn may have set or cancelled something."""
        self._wake.set()

    async def run(self) -> None:
        """Run for ever."""
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                wall, ticks = self.clock.now(), self.monotonic()
                for due in await self._claim_due():
                    task = asyncio.create_task(self._perform(due), name=f"schedule {due.id}")
                    running.add(task)
                    task.add_done_callback(running.discard)
                await self._sleep()
                self._note_jump(wall, ticks)
        finally:
            for task in running:
                task.cancel()

    async def run_due(self) -> int:
        """Run what is due now and wait for it; how many were run."""
        due = await self._claim_due()
        for schedule in due:
            await self._perform(schedule)
        return len(due)

    async def _claim_due(self) -> list[Schedule]:
        now = self.clock.now()
        claimed = []
        for schedule in await self.store.schedules():
            if schedule.due > now:
                continue
            next_due = None
            if schedule.weekdays:
                next_due = next_occurrence(schedule.due.time(), now.astimezone(schedule.due.tzinfo), schedule.weekdays)
            is_late = (now - schedule.due).total_seconds() > self.late_s
            status = ScheduleStatus.LATE if is_late else ScheduleStatus.DONE
            if not await self.store.claim_schedule(schedule, status=status, next_due=next_due):
                continue
            if is_late:
                _log.warning("schedule %s is late and was not run", schedule.id)
                self._report(ScheduleReport(schedule, status, "It was due while I was away, so I left it.", next_due))
            else:
                claimed.append(schedule)
        return claimed

    async def _perform(self, schedule: Schedule) -> None:
        outcomes = await self.performer.perform(schedule.commands)
        failures = [outcome for outcome in outcomes if isinstance(outcome, Failed | Unconfirmed)]
        if not failures:
            self._report(ScheduleReport(schedule, ScheduleStatus.DONE, "Done."))
            return
        if not schedule.weekdays:
            await self.store.set_schedule_status(schedule.id, ScheduleStatus.FAILED)
        _log.warning("schedule %s: %d of %d commands failed", schedule.id, len(failures), len(outcomes))
        self._report(ScheduleReport(schedule, ScheduleStatus.FAILED, _explain(failures)))

    async def _sleep(self) -> None:
        now = self.clock.now()
        waiting = [(schedule.due - now).total_seconds() for schedule in await self.store.schedules()]
        seconds = min([LONGEST_SLEEP_S, *waiting])
        try:
            async with asyncio.timeout(max(seconds, 0.02)):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    def _note_jump(self, wall: datetime, ticks: float) -> None:
        passed = timedelta(seconds=self.monotonic() - ticks)
        jump = (self.clock.now() - wall - passed).total_seconds()
        if abs(jump) > _JUMP_S:
            _log.warning("the clock jumped by %+.0f s; schedules follow the new time", jump)

    def _report(self, report: ScheduleReport) -> None:
        for listener in self._listeners:
            listener(report)


def _explain(failures: Sequence[Failed | Unconfirmed]) -> str:
    parts = []
    for failure in failures:
        match failure:
            case Failed(command=command, reason=reason):
                parts.append(f"{command.entity_id}: {reason}")
            case Unconfirmed(command=command):
                parts.append(f"{command.entity_id} did not confirm")
    return "; ".join(parts)
