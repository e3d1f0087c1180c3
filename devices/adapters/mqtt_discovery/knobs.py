"""What a device lets one adjust in its own workings, which nobody means when they talk to it.

Few gateways mark all of these as configuration. Left in, a "temperature offset" would vie with the temperature.
"""

from __future__ import annotations

import re

from devices.adapters.mqtt_discovery.component import Component
from devices.capabilities import Text

_SET_UP = frozenset({"button", "number", "select", "switch", "text"})
_KNOBS = re.compile(
    r"\b(offset|(re|self ?)?calibrat(e|ion|ions)|compensation|correction|hysteresis|deadband|dead ?zone|differential"
    r"|thresholds?|sensitivity|debounce|interval|update frequency|(report|reading|measurement|sampling) (delay|period)"
    r"|countdown|inching|momentary|divisor|multiplier|pwm|(lux|illuminance) factor|altitude|week(day)? program(me)?"
    r"|(min|max|floor)( \w+){0,2} set ?point|set ?point (limit|deadband|hold)|temperature limit"
    r"|(min|max|minimum|maximum|start up) (level|brightness|temperature|humidity)"
    r"|(level|brightness) (min|max)|detection (range|distance|delay|interval|time)|(presence|fading|occupancy) timeout"
    r"|(group|scene) id|switch (actions?|type|mode)|(external|button|input) (switch )?(type|mode|config)"
    r"|relay (status|mode|type)|indicator|led indication|(tx|radio) (radio )?power|power ?(on|up) (behaviou?r|status)"
    r"|power outage memory|gradient \w+|(motor|reverse|invert) (steering|direction|logic|switch)|invert"
    r"|(temperature|time|display) (unit|units|format)( convert)?|(second )?display mode|screen orientation"
    r"|sensor (type|choose|selection)|decoupled mode|operation mode lock|config(uration)? \w+|control algorithm"
    r"|self ?test|smart sleep|heartbeat|interlock|(over|under) (voltage|current|power|load)( \w+)?"
    r"|password|server url|ir code( to send)?|learn(ed)? ir code|settings reset|(energy|power) reset"
    r"|reset (total )?energy|(pir|presence|occupancy|temperature) timeout|b coefficient|resolution|sampling|language"
    r"|(absence|arm|departure|display ?off|entry|exit|presence|radar|report) delay( time)?|delays? time"
    r"|(high|low|lower|upper) (temperature|humidity|gas|co2( gas)?|voc|level)|(voltage|current|power) (min|max)"
    r"|open window temperature|frost set|(frost|heat) protect|(motor|dimmer|light|gate|radar) (type|config|enable)"
    r"|(on|off|led|standby) (colou?r|intensity)|switch colou?r|(clear|record) rf|mode switch"
    r"|set (bottom|upper|lower) limit|(reset|close|open) limit|weekday \d|weekend \d|click mode|long chart period"
    r"|tariff index"
    r")\b"
)  # fmt: skip


def is_knob(component: Component, words: tuple[str, ...]) -> bool:
    """Whether a component, whose name adds ``words`` to its device's, only sets the device up."""
    said = " ".join(words)
    if component.platform == "text" and words and "name" in words[-2:]:
        return True
    if component.platform in _SET_UP and _KNOBS.search(said):
        return True
    # A schedule may be switched on and off by voice, its table not.
    is_written = isinstance(component.abilities.capabilities.get("value"), Text)
    return is_written and bool({"schedule", "schedules"} & set(words))
