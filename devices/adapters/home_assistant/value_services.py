"""Services of what holds a value, and of what is only done."""

from __future__ import annotations

from collections.abc import Callable

from devices.adapters.home_assistant.wishes import Calls, Wish


def value(service: str, field_name: str) -> Callable[[Wish], Calls]:
    """A setter of one value."""

    def calls(wish: Wish) -> Calls:
        if "value" in wish.settings:
            yield wish.call(service, **{field_name: wish.settings["value"]})

    return calls


def moment(service: str) -> Callable[[Wish], Calls]:
    """A time, a day, or both; what holds both and is told one keeps the other."""

    def calls(wish: Wish) -> Calls:
        data = {part: wish.settings[part] for part in ("date", "time") if part in wish.settings}
        if wish.domain == "datetime":
            known = {part: wish.attributes.get(part) for part in ("date", "time")} | data
            data = {"datetime": f"{known['date']} {known['time']}"} if None not in known.values() else {}
        if data:
            yield wish.call(service, **data)

    return calls


def script(wish: Wish) -> Calls:
    """A script is started or stopped."""
    yield wish.call("turn_off" if "stop" in wish.settings else "turn_on")


def automation(wish: Wish) -> Calls:
    """An automation is let work or not, or run now."""
    if "on" in wish.settings:
        yield wish.call("turn_on" if wish.settings["on"] else "turn_off")
    if "activate" in wish.settings:
        yield wish.call("trigger")


def done(service: str) -> Callable[[Wish], Calls]:
    """What is only done."""

    def calls(wish: Wish) -> Calls:
        yield wish.call(service)

    return calls
