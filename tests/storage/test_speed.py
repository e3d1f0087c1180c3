"""Keeping is quick enough not to be noticed; generous limits, since tests share the machine."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from dialogue.ports import TurnRecord
from hub.storage.address import database_address
from hub.storage.store import SqlStore
from tests.storage.samples import a_concept, a_state, a_turn


@pytest.mark.slow
async def test_fifty_thousand_concepts_are_kept_and_read_in_seconds(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        await store.put_concepts([a_concept(f"k{number}", f"word {number}") for number in range(50_000)])
        began = time.perf_counter()
        _, put, _ = await store.changed_since(0)
        took = time.perf_counter() - began
        assert len(put) == 50_000
        print(f"50,000 concepts read in {took:.2f} s")
        assert took < 8


async def test_keeping_a_turn_takes_milliseconds(tmp_path: Path) -> None:
    async with SqlStore(database_address(None, tmp_path)) as store:
        times = []
        for number in range(200):
            began = time.perf_counter()
            await store.recall("c1")
            await store.keep(TurnRecord(a_state()))
            await store.note(a_turn(f"t{number}"))
            times.append((time.perf_counter() - began) * 1000)
    print(f"recall, keep and note: {statistics.median(times):.2f} ms")
    assert statistics.median(times) < 20
