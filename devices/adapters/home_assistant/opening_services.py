"""Services of covers, valves, locks and alarm panels."""

from __future__ import annotations

from devices.adapters.home_assistant.wishes import Calls, ServiceCall, Wish
from devices.capabilities import Quantity, Value
from devices.errors import CommandRefused

_ALARM_SERVICES = {
    "disarmed": "alarm_disarm",
    "home": "alarm_arm_home",
    "away": "alarm_arm_away",
    "night": "alarm_arm_night",
    "vacation": "alarm_arm_vacation",
    "custom": "alarm_arm_custom_bypass",
}


def cover(wish: Wish) -> Calls:
    """A cover: where it stands, its slats, a stop."""
    for attribute, value in wish.settings.items():
        match attribute:
            case "stop":
                yield wish.call("stop_cover")
            case "position":
                yield _moved(wish, value, "cover")
            case "tilt" if value == 100:
                yield wish.call("open_cover_tilt")
            case "tilt" if value == 0:
                yield wish.call("close_cover_tilt")
            case "tilt":
                yield wish.call("set_cover_tilt_position", tilt_position=value)
            case _:
                pass


def valve(wish: Wish) -> Calls:
    """A valve: open or closed, how far, a stop."""
    for attribute, value in wish.settings.items():
        match attribute:
            case "on":
                yield wish.call("open_valve" if value else "close_valve")
            case "stop":
                yield wish.call("stop_valve")
            case "position":
                yield _moved(wish, value, "valve")
            case _:
                pass


def _moved(wish: Wish, position: Value, thing: str) -> ServiceCall:
    capability = wish.entity.capabilities.get("position")
    if isinstance(capability, Quantity) and position in (capability.minimum, capability.maximum):
        return wish.call(f"{'open' if position == capability.maximum else 'close'}_{thing}")
    return wish.call(f"set_{thing}_position", position=position)


def lock(wish: Wish) -> Calls:
    """A lock: bolt and latch."""
    if "open" in wish.settings:
        yield wish.call("open", **_code(wish, "open"))
    elif "locked" in wish.settings:
        yield wish.call("lock" if wish.settings["locked"] else "unlock", **_code(wish, "locked"))


def alarm(wish: Wish) -> Calls:
    """An alarm panel: the way it is armed."""
    service = _ALARM_SERVICES.get(str(wish.settings.get("mode")))
    if service is not None:
        yield wish.call(service, **_code(wish, "mode"))


def _code(wish: Wish, attribute: str) -> dict[str, object]:
    """The code, where one is asked for. Raises ``CommandRefused`` when there is none."""
    if wish.attributes.get("code_format") is None:
        return {}
    arms = wish.domain == "alarm_control_panel" and wish.settings.get("mode") != "disarmed"
    if wish.code is None:
        if arms and wish.attributes.get("code_arm_required") is False:
            return {}
        raise CommandRefused(wish.entity.id, attribute, "it asks for a code, and the hub has none")
    return {"code": wish.code}
