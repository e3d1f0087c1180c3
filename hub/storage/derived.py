"""Whatever is made out of what people said and kept elsewhere must be able to forget too."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dialogue.ports import Forget


class DerivedStore(Protocol):
    """A place outside of the database that holds something derived from talk: a trained model, a cache, an export."""

    @property
    def name(self) -> str:
        """For the report and the log."""
        ...

    async def forget(self, forget: Forget) -> int:
        """Remove what is meant, or everything when it cannot be told apart; how many pieces went.

        Runs after the database has forgotten, may run again for the same wish, and must not fail when nothing is
        there.
        """
        ...


@dataclass(frozen=True, slots=True)
class DerivedFolder:
    """A folder of files that can be made anew (models, caches, exports): forgetting empties it."""

    name: str
    folder: Path

    async def forget(self, forget: Forget) -> int:  # noqa: ARG002
        """Remove every file in it."""
        return await asyncio.to_thread(self._empty)

    def _empty(self) -> int:
        files = [path for path in self.folder.rglob("*") if path.is_file() or path.is_symlink()]
        for path in files:
            path.unlink(missing_ok=True)
        return len(files)
