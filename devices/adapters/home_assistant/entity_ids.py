"""Under which id the hub knows an entity: the one it had first, however it is called in Home Assistant now."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeAlias

Kept: TypeAlias = Mapping[str, str]
"""The hub's id of an entity, by the id of its entry in Home Assistant's registry, which no renaming changes."""


def _nowhere(_kept: Kept) -> None:
    """Keep it in memory only."""


class EntityIds:
    """Translates entity ids; ``keep`` writes down what must be known after a restart, and must not raise."""

    def __init__(self, kept: Kept | None = None, keep: Callable[[Kept], None] = _nowhere) -> None:
        self._kept = dict(kept or {})
        self._keep = keep
        self._is_kept = True
        self._ours: dict[str, str] = {}
        self._theirs: dict[str, str] = {}

    def ours(self, entity_id: str) -> str:
        """The hub's id of an entity of Home Assistant."""
        return self._ours.get(entity_id, entity_id)

    def theirs(self, entity_id: str) -> str:
        """What Home Assistant calls an entity of the hub."""
        return self._theirs.get(entity_id, entity_id)

    def follow(self, entries: Mapping[str, str], exposed: AbstractSet[str]) -> None:
        """Take in the ids of registry entries by entity id, and what the hub is shown of them."""
        living = set(entries.values())
        dead = {ours: entry for entry, ours in self._kept.items() if entry not in living}
        self._ours = {known: self._kept[entries[known]] for known in exposed if entries.get(known) in self._kept}
        taken = set(self._kept.values()) - dead.keys()
        for new in sorted(exposed - self._ours.keys()):
            ours = self._ours[new] = _free(new, taken, exposed)
            taken.add(ours)
            # A person is no device: whoever is forgotten must not be in here.
            if new in entries and not new.startswith("person."):
                # What took the id of something that is gone stands for it from now on.
                self._kept.pop(dead.get(ours, ""), None)
                self._kept[entries[new]] = ours
                self._is_kept = False
        self._theirs = {ours: theirs for theirs, ours in self._ours.items()}

    async def save(self) -> None:
        """Have it written down if it is another than before."""
        if not self._is_kept:
            self._is_kept = True
            await asyncio.to_thread(self._keep, dict(self._kept))


def _free(wanted: str, taken: AbstractSet[str], exposed: AbstractSet[str]) -> str:
    if wanted not in taken:
        return wanted
    others = (f"{wanted}_{number}" for number in itertools.count(2))
    return next(other for other in others if other not in taken and other not in exposed)
