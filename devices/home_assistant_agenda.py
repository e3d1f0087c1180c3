"""The events of a calendar as Home Assistant tells them.

https://www.home-assistant.io/integrations/calendar/#action-calendarget_events
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from devices.agenda import Event, agenda_of
from devices.capabilities import Value


def agenda_from(rows: object) -> Value:
    """The value for the events that the service tells of; what has no sense in it is left out."""
    events = (_event(row.get("start"), row.get("end"), row.get("summary")) for row in _rows(rows))
    return agenda_of(event for event in events if event is not None)


def agenda_of_state(attributes: Mapping[str, object]) -> Value:
    """The one event that the state of a calendar tells of; ``None`` where it tells of none."""
    start, end = (attributes.get(key) for key in ("start_time", "end_time"))
    if attributes.get("all_day") is True:
        start, end = (str(moment).split(maxsplit=1)[0] for moment in (start, end))
    event = _event(start, end, attributes.get("message"))
    return None if event is None else agenda_of([event])


def _rows(rows: object) -> list[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _event(start: object, end: object, summary: object) -> Event | None:
    try:
        first, last = (_moment(str(moment)) for moment in (start, end))
    except ValueError:
        return None
    return Event(first, last, str(summary or ""))


def _moment(text: str) -> datetime | date:
    """ "2026-03-11", "2026-03-11 09:00:00", or an instant, in the zone of the house."""
    if len(text) <= len("2026-03-11"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.astimezone()
