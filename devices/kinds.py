"""The closed vocabulary of what an entity is, and the attribute a sensor speaks of (``docs/attributes.md``)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from devices.attributes import MEASURED, SENSED

KINDS = frozenset(
    {
        "light", "switch", "heater", "kettle", "coffee_machine", "valve", "fan", "thermostat", "water_heater", "blind",
        "curtain", "shutter", "awning", "window", "gate", "garage_door", "door", "lock", "alarm_panel", "vacuum",
        "lawn_mower", "tv", "speaker", "oven", "humidifier", "appliance", "siren", "sensor", "binary_sensor", "number",
        "select", "text", "button", "scene", "script", "clock", "timer", "todo_list", "weather", "person",
        "automation", "calendar",
    }
)  # fmt: skip

# What a plain switch may feed, told by its name.
PLUGGED_KINDS = frozenset(
    {"kettle", "coffee_machine", "heater", "fan", "light", "oven", "humidifier", "water_heater", "siren"}
)

# Home Assistant's device class of a cover → our kind.
COVER_KINDS: Mapping[str, str] = {
    "awning": "awning",
    "blind": "blind",
    "curtain": "curtain",
    "damper": "blind",
    "door": "door",
    "garage": "garage_door",
    "gate": "gate",
    "shade": "blind",
    "shutter": "shutter",
    "window": "window",
}

# Nouns that tell what a thing is; the last one in a name counts ("kettle plug" is asked about first, see below).
_NOUNS: tuple[tuple[str, str], ...] = (
    (r"garage doors?", "garage_door"),
    (r"(coffee|espresso) (machine|maker)|coffee", "coffee_machine"),
    (r"(water heater|boiler)", "water_heater"),
    (r"kettle", "kettle"),
    (r"oven|stove|cooker", "oven"),
    (r"humidifier", "humidifier"),
    (r"(space |fan |panel |patio |towel )?(heater|radiator)", "heater"),
    (r"(robot )?vacuum( cleaner)?|hoover", "vacuum"),
    (r"(lawn ?)?mower", "lawn_mower"),
    (r"tv|television|telly|projector", "tv"),
    (r"speakers?|radio|stereo|soundbar|sound bar|hi-?fi", "speaker"),
    (r"(washing|drying) machine|washer|dryer|tumble dryer|dishwasher|microwave|fridge|freezer", "appliance"),
    (r"thermostat", "thermostat"),
    (r"shutters?", "shutter"),
    (r"curtains?|drapes?", "curtain"),
    (r"awnings?", "awning"),
    (r"(roller )?(blinds?|shades?)", "blind"),
    (r"alarm panel|burglar alarm", "alarm_panel"),
    (r"sirens?", "siren"),
    (r"gate", "gate"),
    (r"fan|ventilator|extractor", "fan"),
    (r"lock|deadbolt", "lock"),
    (r"lights?|lamps?|bulbs?|spots?|spotlights?|chandelier|led strip|light strip|fairy lights", "light"),
)  # fmt: skip
_NOUN_PATTERNS = tuple((re.compile(rf"\b(?:{pattern})\b"), kind) for pattern, kind in _NOUNS)

# Device class of a sensor → attribute, where they differ.
_MEASURED: Mapping[str, str] = {
    "atmospheric_pressure": "pressure",
    "carbon_dioxide": "co2",
    "carbon_monoxide": "co",
    "volatile_organic_compounds": "voc",
    "volatile_organic_compounds_parts": "voc",
    "aqi": "air_quality",
}
_UNITS: Mapping[str, str] = {
    "°C": "temperature",
    "°F": "temperature",
    "lx": "illuminance",
    "W": "power",
    "kWh": "energy",
    "Wh": "energy",
    "hPa": "pressure",
    "ppm": "co2",
    "V": "voltage",
    "A": "current",
    "dB": "sound_pressure",
}
_SPEED_UNITS = frozenset({"km/h", "m/s", "mph", "kn", "ft/s"})
# What a reading without a class is, told by its name and its unit together.
_NAMED: tuple[tuple[re.Pattern[str], frozenset[str], str], ...] = (
    (re.compile(r"soil|moist|\bmoi\b"), frozenset({"%"}), "moisture"),
    (re.compile(r"humid"), frozenset({"%"}), "humidity"),
    (re.compile(r"batter"), frozenset({"%"}), "battery"),
    (re.compile(r"wind|gust"), _SPEED_UNITS, "wind_speed"),
    (re.compile(r"wind|direction"), frozenset({"°"}), "wind_direction"),
    (re.compile(r"rain|precip"), frozenset({"mm", "in"}), "precipitation"),
    (re.compile(r"rain|precip"), frozenset({"mm/h", "in/h"}), "precipitation_intensity"),
)
_SENSED: Mapping[str, str] = {
    "door": "open",
    "window": "open",
    "opening": "open",
    "garage_door": "open",
    "lock": "locked",
    "presence": "occupancy",
    "carbon_monoxide": "co",
    "plug": "plugged_in",
    "battery": "battery_low",
    "battery_charging": "charging",
    "connectivity": "connected",
    "": "on",
}


def kind_of_words(name: str) -> str | None:
    """The kind that a name speaks of ("desk lamp" is a light); ``None`` when it names none.

    The rarer noun wins over a common one: "kettle light switch" is unusual, "oven lamp" is a lamp.
    """
    text = name.lower().replace("_", " ")
    found = [(match.end(), kind) for pattern, kind in _NOUN_PATTERNS for match in pattern.finditer(text)]
    return max(found, key=lambda item: item[0])[1] if found else None


def measured_attribute(device_class: str, unit: str, name: str) -> str:
    """The attribute a sensor reads: by its class, else by its unit, else by its name, else ``value``."""
    attribute = _MEASURED.get(device_class, device_class)
    if attribute in MEASURED:
        return attribute
    if unit in _UNITS:
        return _UNITS[unit]
    said = name.lower()
    for pattern, units, named in _NAMED:
        if unit in units and pattern.search(said):
            return named
    return "value"


def sensed_attribute(device_class: str) -> str:
    """The attribute a yes-or-no sensor reads, by its device class."""
    attribute = _SENSED.get(device_class, device_class)
    return attribute if attribute in SENSED else "on"
