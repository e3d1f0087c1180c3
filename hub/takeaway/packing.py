"""Packs what was taught for Home Assistant, at the moment somebody asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from devices.home import Home
from hub.errors import HubError
from hub.takeaway.models import Services, Takeaway
from hub.takeaway.sentences import takeaway
from teaching.concepts import Concept


@dataclass(frozen=True, slots=True)
class Packing:
    """Where the concepts and the home are, and which services do what."""

    concepts: Callable[[], Awaitable[Sequence[Concept]]]
    home: Callable[[], Home]
    services: Services
    language: str = "en"

    async def packed(self) -> Takeaway:
        """Everything that can be taken along. Raises ``HubError`` while the home isn't known."""
        home = self.home()
        if not home.spoken:
            raise HubError("The home isn't known yet, so what was taught has nothing to be about. `check` says why.")
        # Seconds for a large household, which others should not wait for.
        return await asyncio.to_thread(takeaway, await self.concepts(), home, self.services, self.language)
