from __future__ import annotations

import asyncio

from hub.supervisor import supervised


async def test_a_task_that_fails_is_started_again() -> None:
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise RuntimeError("not yet")

    await asyncio.wait_for(supervised("test", work, first_pause_s=0.001), 5)
    assert runs == 3
