"""What offering needs of a Home Assistant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hub.takeaway.ledger import Made


class Registrar(Protocol):
    """Reads and changes aliases, scenes and scripts of a Home Assistant. Everything raises ``HubError``."""

    async def entity_aliases(self, entity_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The aliases of those of the entities that it has."""
        ...

    async def area_aliases(self) -> Mapping[str, tuple[str, ...]]:
        """The aliases of all areas."""
        ...

    async def change_entity_aliases(
        self, entity_id: str, *, added: Sequence[str], removed: Sequence[str]
    ) -> tuple[str, ...]:
        """Change these and no other alias of an entity; returns those that it hadn't before."""
        ...

    async def change_area_aliases(
        self, area_id: str, *, added: Sequence[str], removed: Sequence[str]
    ) -> tuple[str, ...]:
        """Change these and no other alias of an area; returns those that it hadn't before."""
        ...

    async def routine(self, sort: Made, routine_id: str) -> Mapping[str, object] | None:
        """The configuration of a scene or script."""
        ...

    async def put_routine(self, sort: Made, routine_id: str, config: Mapping[str, object]) -> None:
        """Add or replace a scene or script."""
        ...

    async def remove_routine(self, sort: Made, routine_id: str) -> None:
        """Remove a scene or script; no error when it is gone already."""
        ...


Registrars = Callable[[], AbstractAsyncContextManager[Registrar]]
"""A registrar while a block runs. Raises ``HubError``."""
