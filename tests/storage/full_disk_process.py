"""A hub whose disk is full after 200 kB, for a test: it must say so, lose nothing and go on when there is room."""

from __future__ import annotations

import asyncio
import resource
import signal
import sys
from pathlib import Path

from dialogue.ports import TurnRecord
from hub.storage.address import database_address
from hub.storage.errors import DiskFull
from hub.storage.store import SqlStore
from tests.storage.samples import a_concept, a_state


async def _main(folder: Path) -> None:
    async with SqlStore(database_address(None, folder)) as store:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        kept = 0
        try:
            while True:
                lesson = tuple(a_concept(f"{kept}-{number}") for number in range(20))
                await store.keep(TurnRecord(a_state(), concepts_put=lesson))
                kept += 20
        except DiskFull as error:
            print(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        _, put, _ = await store.changed_since(0)
        if len(put) != kept:
            raise AssertionError(f"{kept} concepts were confirmed, {len(put)} are there")
        await store.keep(TurnRecord(a_state("c2")))


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
