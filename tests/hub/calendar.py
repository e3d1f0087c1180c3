from __future__ import annotations

from datetime import datetime, timedelta


def next_day(due: datetime, weekdays: tuple[int, ...], now: datetime) -> datetime:
    while due <= now or due.weekday() not in weekdays:
        due += timedelta(days=1)
    return due
