"""A hub that is killed in the middle of writing loses nothing it had confirmed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.storage.address import DatabaseAddress
from hub.storage.store import SqlStore
from tests.storage.samples import a_concept, a_state
from tests.tools import ROOT


@pytest.mark.parametrize("lessons", [1, 7, 60])
async def test_every_confirmed_lesson_survives_a_kill(address: DatabaseAddress, tmp_path: Path, lessons: int) -> None:
    confirmed = await asyncio.to_thread(_write_and_kill, address, tmp_path, lessons)
    assert len(confirmed) >= lessons
    async with SqlStore(address) as store:
        _, put, _ = await store.changed_since(0)
        present = {concept.id: concept for concept in put}
        schedules = {schedule.id for schedule in await store.schedules()}
        for name in confirmed:
            assert present[name] == a_concept(name)
            assert await store.recall(name) == a_state(name, word=name)
        # The turn that was cut off is there whole or not at all.
        assert schedules == set(present)
        async with store.reading() as kept:
            assert (await kept.connection.execute(text("SELECT count(*) FROM dialogues"))).scalar_one() == len(present)
        if address.is_sqlite:
            async with store.reading() as kept:
                assert (await kept.connection.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"


def _write_and_kill(address: DatabaseAddress, folder: Path, lessons: int) -> list[str]:
    url = "" if address.is_sqlite else address.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.storage.writer_process", url, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        names = [process.stdout.readline().strip() for _ in range(lessons)]
        time.sleep(0.003)
        process.kill()
        names += process.stdout.read().split()
        process.wait()
    return names
