"""What opens, locks and guards: covers, valves, locks and alarm panels of Home Assistant."""

from __future__ import annotations

from devices.capabilities import Choice, Quantity, Toggle, Trigger
from devices.home_assistant_said import Capabilities, Made, Said, words_of
from devices.kinds import COVER_KINDS, kind_of_words

_TILT = (16, "open_tilt")
_MODES_OF_ALARMS = {"home": (1, "arm_home"), "away": (2, "arm_away"), "night": (4, "arm_night")}
_RARER_MODES_OF_ALARMS = {"vacation": (32, "arm_vacation"), "custom": (16, "arm_custom_bypass")}


def cover(said: Said) -> Made:
    """A cover: of which sort its class says, else its name."""
    kind = COVER_KINDS.get(said.device_class) or kind_of_words(said.name)
    features = words_of(said.attributes.get("supported_features"))
    number = said.attributes.get("supported_features")
    can_stop_anywhere = (
        "set_position" in features
        or (isinstance(number, int) and bool(number & 4))
        or (
            not features
            and not isinstance(number, int)
            and bool(said.attributes.keys() & {"current_position", "position"})
        )
    )
    position = Quantity(0, 100, "% open", step=1 if can_stop_anywhere else 100)
    state = Choice(("open", "closed", "opening", "closing"), readonly=True)
    capabilities: Capabilities = {"state": state}
    if said.has((1, "open")) or said.has((2, "close")) or can_stop_anywhere:
        capabilities = {"position": position, **capabilities}
    if said.has(_TILT, unsaid="current_tilt_position" in said.attributes):
        step = 1 if said.has((128, "set_tilt_position")) else 100
        capabilities["tilt"] = Quantity(0, 100, "%", step=step)
    if said.has((8, "stop"), unsaid=False):
        capabilities["stop"] = Trigger()
    return kind if kind and kind in COVER_KINDS.values() else "blind", capabilities


def valve(said: Said) -> Made:
    """A valve."""
    stop: Capabilities = {"stop": Trigger()} if said.has((8, "stop"), unsaid=False) else {}
    if said.has((4, "set_position"), unsaid=bool(said.attributes.keys() & {"current_position", "position"})):
        return "valve", {"position": Quantity(0, 100, "% open"), **stop}
    return "valve", {"on": Toggle(), **stop}


def alarm(said: Said) -> Made:
    """An alarm panel with the ways to arm it."""
    usual = [mode for mode, feature in _MODES_OF_ALARMS.items() if said.has(feature)]
    rarer = [mode for mode, feature in _RARER_MODES_OF_ALARMS.items() if said.has(feature, unsaid=mode == "vacation")]
    return "alarm_panel", {"mode": Choice(("disarmed", *usual, *rarer))}


def lock(said: Said) -> Made:
    """A lock, with its latch where it has one."""
    latch = {"open": Trigger()} if said.has((1, "open"), unsaid=False) else {}
    return "lock", {"locked": Toggle(), **latch}
