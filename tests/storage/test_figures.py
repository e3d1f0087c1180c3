"""Figures of use are counted behind the answer, hold no words, and are forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogue.ports import Forget
from hub.storage.address import database_address
from hub.storage.figures import KEPT_DAYS, Figures, FiguresQuery
from hub.storage.journal import JournalSettings
from hub.storage.records import Records
from hub.storage.store import SqlStore
from tests.storage.samples import MORNING, a_concept, a_turn, later

FAR = timedelta(days=3650)


EVER = FiguresQuery(MORNING.date() - FAR, MORNING.date() + FAR)
DAY = MORNING.date()


async def test_turns_are_counted_by_day_person_and_room(sql_store: SqlStore) -> None:
    trace = {"understood": True, "used": ["k1", "k2"], "learned": [{"id": "k3"}]}
    await sql_store.note(replace(a_turn("t1"), trace=trace, timings_ms={"parse": 3.0, "total": 40.4}))
    await sql_store.note(replace(a_turn("t2", at=later(10), kind="asks_about"), timings_ms={"total": 9.6}))
    await sql_store.note(replace(a_turn("t3", at=later(24 * 60), kind="ignores", person=None), area="kitchen"))
    records = Records(sql_store)
    first = Figures(turns=2, missed=1, questions=1, lessons=1, uses=2, milliseconds=50, slowest=40)
    second = Figures(turns=1, missed=1)
    assert await records.figures_by_day(EVER) == {DAY: first, DAY + timedelta(days=1): second}
    split = {("anna", "office"): first, ("", "kitchen"): second}
    assert await records.figures_by_person_and_area(EVER) == split
    assert (first.understood, first.mean_ms) == (0.5, 25)
    assert await records.figures_by_day(replace(EVER, person="anna")) == {DAY: first}
    assert await records.figures_by_day(replace(EVER, area="kitchen", person="anna")) == {}
    later_on = await records.figures_by_person_and_area(replace(EVER, since=DAY + timedelta(days=1)))
    assert later_on == {("", "kitchen"): second}


async def test_the_next_turns_of_a_day_are_added_to_it(sql_store: SqlStore) -> None:
    for number, took in enumerate((5, 70, 20)):
        await sql_store.note(replace(a_turn(f"t{number}", at=later(50 * number)), timings_ms={"total": took}))
        await sql_store.journal()
    (day,) = (await Records(sql_store).figures_by_day(EVER)).values()
    assert (day.turns, day.milliseconds, day.slowest) == (3, 95, 70)


async def test_a_turn_counts_for_the_day_it_was_in_the_house(sql_store: SqlStore) -> None:
    """Also where clocks differ by half an hour, and on the days on which they are changed."""
    evening = datetime(2026, 3, 28, 23, 50, tzinfo=ZoneInfo("Europe/Berlin"))
    moments = [evening, evening + timedelta(minutes=20), datetime(2026, 3, 29, 23, 59, tzinfo=evening.tzinfo)]
    night = datetime(2026, 5, 1, 23, 45, tzinfo=ZoneInfo("Asia/Kolkata"))
    for number, at in enumerate((*moments, night, night + timedelta(minutes=30))):
        await sql_store.note(a_turn(f"t{number}", at=at))
    by_day = await Records(sql_store).figures_by_day(EVER)
    assert {day.isoformat(): figures.turns for day, figures in by_day.items()} == {
        "2026-03-28": 1,
        "2026-03-29": 2,
        "2026-05-01": 1,
        "2026-05-02": 1,
    }


async def test_what_is_left_of_a_day_is_added_up_anew_when_an_hour_of_it_is_forgotten(sql_store: SqlStore) -> None:
    for number, took in enumerate((5, 70, 20)):
        await sql_store.note(replace(a_turn(f"t{number}", at=later(60 * number)), timings_ms={"total": took}))
    await sql_store.note(a_turn("t9", at=later(60), person="ben"))
    await sql_store.forget(Forget(person="anna", since=later(60), until=later(70)))
    split = await Records(sql_store).figures_by_person_and_area(EVER)
    anna = split["anna", "office"]
    assert (anna.turns, anna.milliseconds, anna.slowest) == (2, 25, 20)
    assert split["ben", "office"].turns == 1


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        (Forget(person="anna"), ["ben"]),
        (Forget(since=later(61)), ["anna"]),
        (Forget(until=later(-1)), ["anna", "ben"]),
        (Forget(everything=True), []),
    ],
)
async def test_they_are_forgotten_with_the_person_and_the_time(
    sql_store: SqlStore, wish: Forget, left: list[str]
) -> None:
    await sql_store.note(a_turn("t1"))
    await sql_store.note(a_turn("t2", at=later(65), person="ben"))
    await sql_store.forget(wish)
    split = await Records(sql_store).figures_by_person_and_area(EVER)
    assert [person for person, _ in split] == left


async def test_old_ones_are_purged(sql_store: SqlStore) -> None:
    await sql_store.note(a_turn("t1"))
    await sql_store.purge_journal(MORNING + timedelta(days=KEPT_DAYS - 1))
    assert len(await Records(sql_store).figures_by_day(EVER)) == 1
    await sql_store.purge_journal(MORNING + timedelta(days=KEPT_DAYS + 1))
    assert await Records(sql_store).figures_by_day(EVER) == {}


async def test_without_a_journal_nothing_is_counted(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path), JournalSettings(enabled=False)) as store:
        await store.note(a_turn("t1"))
        assert await Records(store).figures_by_day(EVER) == {}


async def test_the_most_used_concepts_come_first(sql_store: SqlStore) -> None:
    await sql_store.put_concepts([replace(a_concept(f"k{n}", f"word {n}"), uses=n) for n in range(5)])
    async with sql_store.reading() as kept:
        assert [(one.term, one.uses) for one in await kept.figures.most_used(2)] == [("word 4", 4), ("word 3", 3)]
