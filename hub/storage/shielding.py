"""Changes that are carried through even when whoever asked for them is cancelled (a turn that takes too long)."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

log = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Keeper(Protocol):
    """Knows the changes under way, and waits for them when it is closed."""

    underway: set[asyncio.Task[Any]]


KeeperKind = TypeVar("KeeperKind", bound=Keeper)


def carried_through(
    method: Callable[Concatenate[KeeperKind, Arguments], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate[KeeperKind, Arguments], Coroutine[Any, Any, Result]]:
    """Run the method in a task of its own. Cut off in a transaction, SQLite's writer would stay locked for seconds."""

    @functools.wraps(method)
    async def shielded(keeper: KeeperKind, /, *args: Arguments.args, **options: Arguments.kwargs) -> Result:
        task = asyncio.create_task(method(keeper, *args, **options), name=f"storage {method.__name__}")
        keeper.underway.add(task)
        task.add_done_callback(keeper.underway.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_log_failure)
            raise

    return shielded


def _log_failure(task: asyncio.Task[object]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s failed after its turn was cancelled: %s", task.get_name(), error)
