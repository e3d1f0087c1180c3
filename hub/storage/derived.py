"""Whatever is made out of what people said and kept elsewhere must be able to forget too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dialogue.ports import Forget
from hub.storage.inventory import Place, files_that_hold


@dataclass(frozen=True, slots=True)
class DerivedFiles:
    """Files that can be made anew, or that nobody needs: forgetting removes them, whatever is meant.

    ``emptied`` ones are being written to: they stay, with nothing in them. ``spared`` are names of files that stay.
    """

    name: str
    folder: Path
    places: tuple[Place, ...]
    emptied: bool = False
    spared: Callable[[], frozenset[str]] = frozenset

    async def forget(self, forget: Forget) -> int:  # noqa: ARG002
        """Remove every file of the patterns; how many there were."""
        return await asyncio.to_thread(self._remove)

    def _remove(self) -> int:
        found = [path for path in sorted(self.folder.rglob("*")) if self._is_meant(path)]
        spared = self.spared()
        files = [path for path in found if (path.is_symlink() or not path.is_dir()) and path.name not in spared]
        for path in files:
            if self.emptied:
                os.truncate(path, 0)
            else:
                path.unlink(missing_ok=True)
        for path in reversed(found):
            if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
                path.rmdir()
        return len(files)

    def _is_meant(self, path: Path) -> bool:
        below = path.relative_to(self.folder)
        return any(
            place.is_place_of(below) and (not place.heads or _begins_with(path, place.heads)) for place in self.places
        )


def derived_files(
    name: str, folder: Path, *, emptied: bool = False, spared: Callable[[], frozenset[str]] = frozenset
) -> DerivedFiles:
    """The files of the inventory that hold ``name``."""
    return DerivedFiles(name, folder, files_that_hold(name), emptied, spared)


def _begins_with(path: Path, heads: tuple[bytes, ...]) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(max(map(len, heads))).startswith(heads)
    except OSError:
        return False
