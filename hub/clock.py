"""The time of the house."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from tzlocal import get_localzone


class SystemClock:
    """The computer's clock in the zone of the house (the computer's own when none is named)."""

    def __init__(self, zone: str | None = None) -> None:
        self._zone: tzinfo = ZoneInfo(zone) if zone is not None else get_localzone()

    def now(self) -> datetime:
        """Local time with zone."""
        return datetime.now(self._zone)
