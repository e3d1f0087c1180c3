"""What works by itself: vacuums, mowers and timers of Home Assistant."""

from __future__ import annotations

from collections.abc import Mapping

from devices.capabilities import Choice, Quantity, Text, Trigger
from devices.home_assistant_said import Capabilities, Made, Said, options_of

_STATES_OF_VACUUMS = {
    "docked": (16, "return_home"),
    "cleaning": (8192, "start"),
    "paused": (4, "pause"),
    "returning": (16, "return_home"),
    "idle": (8, "stop"),
}
_STATES_OF_MOWERS = {
    "docked": (4, "dock"),
    "mowing": (1, "start_mowing"),
    "paused": (2, "pause"),
    "returning": (4, "dock"),
}


def vacuum(said: Said) -> Made:
    """A robot that cleans."""
    capabilities = _robot(said, _STATES_OF_VACUUMS)
    for trigger, feature in (("locate", (512, "locate")), ("clean_spot", (1024, "clean_spot"))):
        if said.has(feature, unsaid=False):
            capabilities[trigger] = Trigger()
    speeds = options_of(said.attributes.get("fan_speed_list"))
    if speeds:
        capabilities["fan_speed"] = Choice(speeds)
    return "vacuum", capabilities


def _robot(said: Said, states: Mapping[str, tuple[int, str]]) -> Capabilities:
    able = tuple(state for state, feature in states.items() if said.has(feature))
    return {"state": Choice(able) if able else Choice(tuple(states), readonly=True)}


def mower(said: Said) -> Made:
    """A robot that mows."""
    return "lawn_mower", _robot(said, _STATES_OF_MOWERS)


def timer(_said: Said) -> Made:
    """A timer, which may be given any length."""
    return "timer", {
        "state": Choice(("idle", "running", "paused")),
        "duration": Quantity(1, 86_400, "s"),
        "finish": Trigger(),
        "ends_at": Text(readonly=True),
        "remaining_min": Quantity(0, 1_440, "min", readonly=True),
    }
