"""Services of what does a task and is done: robots, timers, lists."""

from __future__ import annotations

from datetime import date, datetime

from devices.adapters.home_assistant.wishes import Calls, Wish, by_state
from devices.agenda import events_of

_VACUUM_SERVICES = {
    "cleaning": "start",
    "docked": "return_to_base",
    "returning": "return_to_base",
    "paused": "pause",
    "idle": "stop",
}
_MOWER_SERVICES = {"mowing": "start_mowing", "docked": "dock", "returning": "dock", "paused": "pause"}
_DUE_TIMES = 32
_TIMER_SERVICES = {"running": "start", "paused": "pause", "idle": "cancel"}


def vacuum(wish: Wish) -> Calls:
    """A robot that cleans."""
    if "fan_speed" in wish.settings:
        yield wish.call("set_fan_speed", fan_speed=wish.settings["fan_speed"])
    for trigger in ("locate", "clean_spot"):
        if trigger in wish.settings:
            yield wish.call(trigger)
    yield from by_state(wish, _VACUUM_SERVICES)


def mower(wish: Wish) -> Calls:
    """A robot that mows."""
    yield from by_state(wish, _MOWER_SERVICES)


def timer(wish: Wish) -> Calls:
    """A timer; started anew, it may get another length."""
    wanted = wish.settings
    duration = wanted.get("duration")
    if "finish" in wanted:
        yield wish.call("finish")
    elif wanted.get("state") == "running" and isinstance(duration, int | float):
        yield wish.call("start", duration=round(duration))
    else:
        yield from by_state(wish, _TIMER_SERVICES)


def calendar(wish: Wish) -> Calls:
    """A calendar: what is written into it."""
    line = wish.settings.get("add_event")
    for event in events_of(line):
        fields = ("start_date", "end_date") if event.is_all_day else ("start_date_time", "end_date_time")
        moments = (_written(moment) for moment in (event.start, event.end))
        yield wish.call("create_event", summary=event.summary, **dict(zip(fields, moments, strict=True)))


def _written(moment: datetime | date) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if isinstance(moment, datetime) else moment.isoformat()


def _due(wish: Wish) -> dict[str, object]:
    due = wish.settings.get("due")
    if not isinstance(due, str):
        return {}
    features = wish.attributes.get("supported_features")
    keeps_times = isinstance(features, int) and bool(features & _DUE_TIMES)
    day, _, clock = due.partition("T")
    return {"due_datetime": f"{day} {clock}"} if clock and keeps_times else {"due_date": day}


def todo(wish: Wish) -> Calls:
    """A list."""
    if "add_item" in wish.settings:
        yield wish.call("add_item", item=wish.settings["add_item"], **_due(wish))
    if "complete_item" in wish.settings:
        yield wish.call("update_item", item=wish.settings["complete_item"], status="completed")
    if "remove_item" in wish.settings:
        yield wish.call("remove_item", item=wish.settings["remove_item"])
    if "clear_completed" in wish.settings:
        yield wish.call("remove_completed_items")
