"""What a device lets one adjust in its own workings, which nobody means when they talk to it.

Few gateways mark all of these as configuration. Left in, a "temperature offset" would vie with the temperature.
"""

from __future__ import annotations

from devices.adapters.mqtt_discovery.component import Component
from devices.adapters.mqtt_discovery.words import firmware_words
from devices.capabilities import Text

_SET_UP = frozenset({"button", "number", "select", "switch", "text"})
_KNOBS = firmware_words().knobs


def is_knob(component: Component, words: tuple[str, ...]) -> bool:
    """Whether a component, whose name adds ``words`` to its device's, only sets the device up."""
    said = " ".join(words)
    if component.platform == "text" and words and "name" in words[-2:]:
        return True
    if component.platform in _SET_UP and _KNOBS.search(said):
        return True
    # The pieces of a strip go with it.
    if component.platform == "light" and len(words) == 2 and words[0] == "segment" and words[1].isdigit():
        return True
    # A schedule may be switched on and off by voice, its table not.
    is_written = isinstance(component.abilities.capabilities.get("value"), Text)
    return is_written and bool({"schedule", "schedules"} & set(words))
