"""What calendars hold: read from a service again and again, since their state only tells of the next event."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime
from time import monotonic
from typing import Final

from devices.adapters.home_assistant.connection import Connection
from devices.adapters.home_assistant.errors import CommandFailed
from devices.adapters.home_assistant.house import House
from devices.home_assistant_agenda import agenda_from

_DOMAINS: Final = frozenset({"calendar"})
_DAYS: Final = 14
_LOOK_S: Final = 5.0
_AGAIN_S: Final = 120.0
_ANSWER_S: Final = 10.0


class Agendas:
    """Asks each calendar that is announced for the events of the days to come."""

    def __init__(self, connection: Connection, house: House) -> None:
        self._connection = connection
        self._house = house
        self._read_at: dict[str, float] = {}

    async def follow(self) -> None:
        """Read what there is and what comes, until the connection ends."""
        while True:
            for entity_id in sorted(self._house.spoken_of(_DOMAINS)):
                if monotonic() - self._read_at.get(entity_id, -_AGAIN_S) >= _AGAIN_S:
                    self._read_at[entity_id] = monotonic()
                    with contextlib.suppress(CommandFailed, TimeoutError):  # asked again later
                        await self._read(entity_id)
            await asyncio.sleep(_LOOK_S)

    async def _read(self, entity_id: str) -> None:
        today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        fields = {
            "domain": "calendar",
            "service": "get_events",
            "service_data": {"start_date_time": today.isoformat(), "duration": {"days": _DAYS}},
            "target": {"entity_id": entity_id},
            "return_response": True,
        }
        answer = await self._connection.ask("call_service", fields, timeout_s=_ANSWER_S)
        response = answer.get("response") if isinstance(answer, dict) else None
        told = response.get(entity_id) if isinstance(response, dict) else None
        if isinstance(told, dict):
            self._house.feed(entity_id, {"agenda": agenda_from(told.get("events"))})
