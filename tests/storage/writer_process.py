"""A hub that keeps lessons as fast as it can, for a test that kills it: prints an id after each kept lesson."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from dialogue.ports import TurnRecord
from hub.storage.address import database_address
from hub.storage.store import SqlStore
from tests.storage.samples import a_concept, a_schedule, a_state, a_turn


async def _main(url: str | None, folder: Path) -> None:
    async with SqlStore(database_address(url, folder)) as store:
        number = 0
        while True:
            name = f"k{number}"
            lesson = TurnRecord(
                a_state(name, word=name), concepts_put=(a_concept(name),), schedules_put=(a_schedule(name),)
            )
            await store.keep(lesson)
            print(name, flush=True)
            await store.note(a_turn(name))
            number += 1


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1] or None, Path(sys.argv[2])))
