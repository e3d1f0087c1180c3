from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.commands import Command, Confirmed, Failed, Outcome
from dialogue.dialogue_state import DialogueState
from dialogue.ports import TurnRecord
from hub.scheduler import Scheduler, ScheduleReport
from hub.storage.address import database_address
from hub.storage.store import SqlStore
from teaching.schedules import Schedule, ScheduleStatus
from tests.fakes.clocks import BERLIN, StandingClock

OVEN_OFF = Command("oven", {"on": False})


@dataclass(slots=True)
class NotingPerformer:
    performed: list[Command] = field(default_factory=list)
    reason: str | None = None

    async def perform(self, commands: Sequence[Command]) -> Sequence[Outcome]:
        self.performed.extend(commands)
        if self.reason is not None:
            return [Failed(command, self.reason) for command in commands]
        return [Confirmed(command) for command in commands]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with SqlStore(database_address(None, tmp_path)) as opened:
        yield opened


async def keep(store: SqlStore, *schedules: Schedule) -> None:
    await store.keep(TurnRecord(DialogueState("c", updated=schedules[0].due), schedules_put=schedules))


def scheduler_on(
    store: SqlStore, clock: StandingClock, performer: NotingPerformer
) -> tuple[Scheduler, list[ScheduleReport]]:
    scheduler = Scheduler(store, performer, clock)
    reports: list[ScheduleReport] = []
    scheduler.on_report(reports.append)
    return scheduler, reports


async def status_of(store: SqlStore, schedule_id: str) -> ScheduleStatus:
    return next(one.status for one in await store.schedules(pending_only=False) if one.id == schedule_id)


async def test_a_schedule_runs_when_it_is_due_and_only_then(store: SqlStore) -> None:
    clock, performer = StandingClock(), NotingPerformer()
    scheduler, reports = scheduler_on(store, clock, performer)
    await keep(store, Schedule("s", clock.now() + timedelta(minutes=5), (OVEN_OFF,), "oven off"))
    assert await scheduler.run_due() == 0
    clock.move(minutes=5)
    assert await scheduler.run_due() == 1
    assert await scheduler.run_due() == 0
    assert performer.performed == [OVEN_OFF]
    assert await status_of(store, "s") is ScheduleStatus.DONE
    assert [report.status for report in reports] == [ScheduleStatus.DONE]


async def test_a_late_one_is_reported_and_not_run(store: SqlStore) -> None:
    clock, performer = StandingClock(), NotingPerformer()
    scheduler, reports = scheduler_on(store, clock, performer)
    await keep(store, Schedule("s", clock.now() - timedelta(seconds=61), (OVEN_OFF,), "oven off"))
    assert await scheduler.run_due() == 0
    assert performer.performed == []
    assert await status_of(store, "s") is ScheduleStatus.LATE
    assert [report.status for report in reports] == [ScheduleStatus.LATE]


async def test_one_that_is_hardly_late_still_runs(store: SqlStore) -> None:
    clock, performer = StandingClock(), NotingPerformer()
    scheduler, _ = scheduler_on(store, clock, performer)
    await keep(store, Schedule("s", clock.now() - timedelta(seconds=30), (OVEN_OFF,), "oven off"))
    assert await scheduler.run_due() == 1


async def test_a_recurring_one_is_armed_again_also_over_the_change_to_summer_time(store: SqlStore) -> None:
    clock = StandingClock(datetime(2026, 3, 28, 7, 0, tzinfo=BERLIN))
    performer = NotingPerformer()
    scheduler, _ = scheduler_on(store, clock, performer)
    await keep(store, Schedule("s", clock.now(), (OVEN_OFF,), "oven off", weekdays=tuple(range(7))))
    assert await scheduler.run_due() == 1
    (armed,) = await store.schedules()
    assert armed.due == datetime(2026, 3, 29, 7, 0, tzinfo=BERLIN)
    clock.move(hours=23)
    assert await scheduler.run_due() == 1


async def test_a_recurring_one_that_was_missed_is_reported_once_and_armed_for_the_next_time(store: SqlStore) -> None:
    clock, performer = StandingClock(), NotingPerformer()
    scheduler, reports = scheduler_on(store, clock, performer)
    missed = clock.now() - timedelta(days=3)
    await keep(store, Schedule("s", missed, (OVEN_OFF,), "oven off", weekdays=tuple(range(7))))
    await scheduler.run_due()
    assert performer.performed == []
    assert [report.status for report in reports] == [ScheduleStatus.LATE]
    (armed,) = await store.schedules()
    assert clock.now() < armed.due <= clock.now() + timedelta(days=1)


async def test_two_hubs_on_one_database_run_it_once(store: SqlStore, tmp_path: Path) -> None:
    clock, performer = StandingClock(), NotingPerformer()
    await keep(store, Schedule("s", clock.now(), (OVEN_OFF,), "oven off"))
    async with SqlStore(database_address(None, tmp_path)) as other:
        ran = await asyncio.gather(
            scheduler_on(store, clock, performer)[0].run_due(), scheduler_on(other, clock, performer)[0].run_due()
        )
    assert sorted(ran) == [0, 1]
    assert performer.performed == [OVEN_OFF]


async def test_what_a_device_does_not_do_is_reported_as_failed(store: SqlStore) -> None:
    clock, performer = StandingClock(), NotingPerformer(reason="it is not reachable")
    scheduler, reports = scheduler_on(store, clock, performer)
    await keep(store, Schedule("s", clock.now(), (OVEN_OFF,), "oven off"))
    await scheduler.run_due()
    assert await status_of(store, "s") is ScheduleStatus.FAILED
    assert "not reachable" in reports[0].detail


async def test_a_clock_that_is_put_back_does_not_run_anything_twice(store: SqlStore) -> None:
    clock, performer = StandingClock(), NotingPerformer()
    scheduler, _ = scheduler_on(store, clock, performer)
    await keep(
        store,
        Schedule("once", clock.now(), (OVEN_OFF,), "oven off"),
        Schedule("daily", clock.now(), (OVEN_OFF,), "oven off", weekdays=tuple(range(7))),
    )
    assert await scheduler.run_due() == 2
    clock.move(hours=-1)
    assert await scheduler.run_due() == 0
    clock.move(hours=1)
    assert await scheduler.run_due() == 0


async def test_running_for_ever_it_wakes_up_for_a_new_schedule(store: SqlStore) -> None:
    clock, performer = StandingClock(), NotingPerformer()
    scheduler, _ = scheduler_on(store, clock, performer)
    task = asyncio.create_task(scheduler.run())
    await asyncio.sleep(0.05)
    await keep(store, Schedule("s", clock.now(), (OVEN_OFF,), "oven off"))
    scheduler.wake()
    async with asyncio.timeout(5):
        while not performer.performed:  # noqa: ASYNC110 - it is a fake
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
