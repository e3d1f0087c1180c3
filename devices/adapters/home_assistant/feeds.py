"""What lists and weather services tell only to those who subscribe to each of them: things to do, days to come.

WebSocket commands ``todo/item/subscribe`` and ``weather/subscribe_forecast``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from devices.adapters.home_assistant.connection import Connection
from devices.adapters.home_assistant.errors import CommandFailed
from devices.adapters.home_assistant.house import House
from devices.home_assistant_forecast import forecast_from
from devices.listing import listing_of

_GATHER_S: Final = 0.5
_DAILY: Final = 1
_TWICE_DAILY: Final = 4
_DOMAINS: Final = frozenset({"todo", "weather"})
_IS_OPEN: Final = "needs_action"


class Feeds:
    """Subscribes, on one connection, once for each list and each weather service that is announced."""

    def __init__(self, connection: Connection, house: House) -> None:
        self._connection = connection
        self._house = house
        self._known: set[str] = set()

    async def follow(self, gather_s: float) -> None:
        """Subscribe to what there is and to what comes, until the connection ends."""
        while True:
            self._house.changed.clear()
            there = self._house.spoken_of(_DOMAINS)
            self._known &= there  # what was reloaded has lost its subscription
            for entity_id in sorted(there - self._known):
                self._known.add(entity_id)
                with contextlib.suppress(CommandFailed):  # an older Home Assistant, or one that has no such feed
                    await self._subscribe(entity_id)
            await self._house.changed.wait()
            await asyncio.sleep(max(gather_s, _GATHER_S))

    async def _subscribe(self, entity_id: str) -> None:
        if entity_id.startswith("todo."):
            listener = partial(self._take_items, entity_id)
            await self._connection.subscribe(listener, "todo/item/subscribe", {"entity_id": entity_id})
            return
        kind = self._forecast_of(entity_id)
        if kind is not None:
            fields = {"entity_id": entity_id, "forecast_type": kind}
            await self._connection.subscribe(
                partial(self._take_forecast, entity_id), "weather/subscribe_forecast", fields
            )

    def _forecast_of(self, entity_id: str) -> str | None:
        state = self._house.state(entity_id)
        features = state.attributes.get("supported_features") if state is not None else None
        if not isinstance(features, int):
            return None
        return "daily" if features & _DAILY else "twice_daily" if features & _TWICE_DAILY else None

    def _take_items(self, entity_id: str, event: object) -> None:
        items = [item for item in _rows(event, "items") if item.get("status", _IS_OPEN) == _IS_OPEN]
        self._house.feed(entity_id, {"listing": listing_of(str(item.get("summary") or "") for item in items)})

    def _take_forecast(self, entity_id: str, event: object) -> None:
        days = event.get("forecast") if isinstance(event, dict) else None
        self._house.feed(entity_id, {"forecast": forecast_from(days)})


def _rows(event: object, key: str) -> Iterator[Mapping[str, object]]:
    rows = event.get(key) if isinstance(event, dict) else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield row
