"""The days of a forecast as Home Assistant tells them.

https://www.home-assistant.io/integrations/weather/#action-weatherget_forecasts
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from devices.capabilities import Value
from devices.forecast import Day, forecast_of


def forecast_from(rows: object) -> Value:
    """The value for the rows of a forecast; of two halves of a day the light one counts."""
    days: dict[str, Day] = {}
    for row in rows if isinstance(rows, list) else ():
        day = _day_of(row) if isinstance(row, dict) and row.get("is_daytime") is not False else None
        if day is not None:
            days.setdefault(day.date.isoformat(), day)
    return forecast_of(days.values())


def _day_of(row: Mapping[str, object]) -> Day | None:
    try:
        moment = datetime.fromisoformat(str(row.get("datetime")))
    except ValueError:
        return None
    # A day is told by a moment in it, which in UTC may lie on another date than in the house.
    day = moment.astimezone().date() if moment.tzinfo is not None else moment.date()
    rain = _number(row.get("precipitation_probability"))
    condition = "".join(str(row.get("condition") or "").split())
    return Day(day, condition, _number(row.get("temperature")), _number(row.get("templow")), rain)


def _number(raw: object) -> float | None:
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
