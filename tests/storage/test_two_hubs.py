"""Two hubs on one database follow each other and lose nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from dialogue.ports import Forget, TurnRecord
from hub.storage.address import DatabaseAddress
from hub.storage.store import SqlStore
from teaching.concepts import TimeName
from teaching.schedules import ScheduleStatus
from tests.storage.samples import DIM, a_concept, a_schedule, a_state, later, taught


@pytest.fixture
async def hubs(address: DatabaseAddress) -> AsyncIterator[tuple[SqlStore, SqlStore]]:
    async with SqlStore(address) as one, SqlStore(address) as other:
        yield one, other


async def test_two_hubs_may_start_on_an_empty_database_at_the_same_moment(address: DatabaseAddress) -> None:
    async def start() -> None:
        async with SqlStore(address) as store:
            await store.ping()

    await asyncio.gather(*(start() for _ in range(4)))


async def test_what_one_hub_learns_the_other_hears_of(hubs: tuple[SqlStore, SqlStore]) -> None:
    one, other = hubs
    known, _, _ = await other.changed_since(0)
    await one.keep(TurnRecord(a_state(), concepts_put=(a_concept("a"), a_concept("b"))))
    known, put, _ = await other.changed_since(known)
    assert [concept.id for concept in put] == ["a", "b"]
    await one.keep(TurnRecord(a_state(), concepts_deleted=("a",)))
    _, put, deleted = await other.changed_since(known)
    assert (list(put), list(deleted)) == ([], ["a"])


async def test_two_hubs_that_change_one_concept_keep_both_changes(hubs: tuple[SqlStore, SqlStore]) -> None:
    one, other = hubs
    await one.put_concepts([a_concept()])
    for hub in hubs:
        await hub.changed_since(0)
    hers = a_concept().changed(DIM, taught("anna", at=later(1)))
    his = a_concept().changed(TimeName("22:00"), taught("ben", at=later(2)))
    await one.put_concepts([hers])
    await other.put_concepts([his])
    stored = await one.concept("k1")
    assert stored is not None
    assert stored.versions == (*hers.versions, his.versions[-1])


async def test_a_hub_that_does_not_know_yet_does_not_bring_back_what_was_forgotten(
    hubs: tuple[SqlStore, SqlStore],
) -> None:
    one, other = hubs
    await one.put_concepts([a_concept("a"), a_concept("b")])
    for hub in hubs:
        await hub.changed_since(0)
    await one.forget(Forget(person="anna"))
    await other.put_concepts(
        [a_concept("a").changed(DIM, taught(at=later(1))), a_concept("c", provenance=taught("ben"))]
    )
    _, put, _ = await other.changed_since(0)
    assert [concept.id for concept in put] == ["c"]


async def test_a_hub_can_forget_what_it_has_not_heard_of(hubs: tuple[SqlStore, SqlStore]) -> None:
    one, other = hubs
    both = a_concept().changed(DIM, taught("ben", at=later(1)))
    await one.put_concepts([both])
    await other.keep(TurnRecord(a_state(), forget=Forget(person="anna")))
    stored = await one.concept("k1")
    assert stored is not None
    assert stored.versions == both.versions[1:]


async def test_a_hub_that_knows_of_a_change_may_undo_it(hubs: tuple[SqlStore, SqlStore]) -> None:
    one, other = hubs
    changed = a_concept().changed(DIM, taught(at=later(1)))
    await one.put_concepts([changed])
    await other.changed_since(0)
    await other.put_concepts([changed.reverted()])
    assert await one.concept("k1") == a_concept()


async def test_a_schedule_is_run_by_one_hub_only(hubs: tuple[SqlStore, SqlStore]) -> None:
    await hubs[0].keep(TurnRecord(a_state(), schedules_put=(a_schedule(),)))
    claims = await asyncio.gather(
        *(hub.claim_schedule(a_schedule(), status=ScheduleStatus.DONE) for hub in hubs for _ in range(3))
    )
    assert sorted(claims) == [False] * 5 + [True]


async def test_nothing_is_missed_while_both_write_at_once(hubs: tuple[SqlStore, SqlStore]) -> None:
    heard: dict[str, int] = {}
    done = asyncio.Event()

    async def write(hub: SqlStore, name: str) -> None:
        for number in range(25):
            await hub.keep(TurnRecord(a_state(name), concepts_put=(a_concept(f"{name}{number}"),)))

    async def follow() -> None:
        known = 0
        while True:
            last_look = done.is_set()
            known, put, _ = await hubs[0].changed_since(known)
            for concept in put:
                heard[concept.id] = heard.get(concept.id, 0) + 1
            if last_look:
                return
            await asyncio.sleep(0)

    follower = asyncio.create_task(follow())
    await asyncio.gather(write(hubs[0], "a"), write(hubs[0], "b"), write(hubs[1], "c"), write(hubs[1], "d"))
    done.set()
    await follower
    assert len(heard) == 100
    assert set(heard.values()) == {1}
