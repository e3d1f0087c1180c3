"""A clock that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(slots=True)
class StandingClock:
    """Tells the time it was set to."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 19, 0, tzinfo=BERLIN))

    def now(self) -> datetime:
        """The moment it stands at."""
        return self.moment

    def move(self, **by: float) -> None:
        """Forward by a ``timedelta`` of these arguments."""
        self.moment = (self.moment.astimezone(ZoneInfo("UTC")) + timedelta(**by)).astimezone(self.moment.tzinfo)
