"""Makes the stored database of the present schema revision: ``python -m tests.storage.stored_database``."""

from __future__ import annotations

import asyncio

from dialogue.ports import Forget, TurnRecord
from hub.storage.address import sqlite_address
from hub.storage.schema import newest_revision
from hub.storage.store import SqlStore
from tests.storage.samples import a_concept, a_schedule, a_state, a_turn
from tests.tools import ROOT


async def _main() -> None:
    file = ROOT / "tests" / "data" / f"hub-{newest_revision()}.sqlite"
    file.unlink(missing_ok=True)
    async with SqlStore(sqlite_address(file)) as store:
        await store.forget(Forget(person="nobody"))
        await store.keep(TurnRecord(a_state(), concepts_put=(a_concept(),), schedules_put=(a_schedule(),)))
        await store.note(a_turn())


if __name__ == "__main__":
    asyncio.run(_main())
