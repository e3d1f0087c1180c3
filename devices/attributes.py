"""The closed vocabulary of attributes, with their units (``docs/attributes.md`` says more)."""

from __future__ import annotations

from collections.abc import Mapping

SETTABLE: Mapping[str, str] = {
    "activate": "",
    "add_event": "",
    "add_item": "",
    "away": "",
    "boost": "",
    "brightness": "%",
    "child_lock": "",
    "clean_spot": "",
    "color": "",
    "clear_completed": "",
    "color_temp": "K",
    "complete_item": "",
    "content": "",
    "date": "",
    "direction": "",
    "duration": "s",
    "effect": "",
    "fan_mode": "",
    "fan_speed": "",
    "finish": "",
    "flash": "",
    "locate": "",
    "locked": "",
    "message": "",
    "mode": "",
    "muted": "",
    "next": "",
    "on": "",
    "open": "",
    "oscillating": "",
    "percentage": "%",
    "position": "% open",
    "preset": "",
    "previous": "",
    "remove_item": "",
    "repeat": "",
    "segment": "",
    "shuffle": "",
    "sound_mode": "",
    "source": "",
    "speed": "",
    "state": "",
    "stop": "",
    "swing": "",
    "swing_horizontal": "",
    "target_humidity": "%",
    "target_temperature": "°C",
    "target_temperature_high": "°C",
    "target_temperature_low": "°C",
    "tilt": "%",
    "time": "",
    "transition": "s",
    "value": "",
    "volume": "%",
}
"""What can be set (on some devices only read)."""

MANNERS = frozenset({"transition"})
"""How something is done: no state ever tells it back."""

READABLE: Mapping[str, str] = {
    "action": "",
    "agenda": "",
    "condition": "",
    "current_humidity": "%",
    "current_temperature": "°C",
    "ends_at": "",
    "forecast": "",
    "items": "",
    "listing": "",
    "location": "",
    "remaining_min": "min",
    "screen": "",
}
"""What devices tell besides."""

MEASURED: Mapping[str, str] = {
    "air_quality": "",
    "apparent_power": "VA",
    "area": "m²",
    "battery": "%",
    "blood_glucose_concentration": "mg/dL",
    "co": "ppm",
    "co2": "ppm",
    "conductivity": "µS/cm",
    "current": "A",
    "data_rate": "MB/s",
    "data_size": "MB",
    "distance": "m",
    "energy": "kWh",
    "energy_distance": "kWh/100km",
    "energy_storage": "kWh",
    "frequency": "Hz",
    "gas": "m³",
    "humidity": "%",
    "illuminance": "lx",
    "irradiance": "W/m²",
    "moisture": "%",
    "monetary": "",
    "nitrogen_dioxide": "µg/m³",
    "nitrogen_monoxide": "µg/m³",
    "nitrous_oxide": "µg/m³",
    "ozone": "µg/m³",
    "ph": "",
    "pm1": "µg/m³",
    "pm10": "µg/m³",
    "pm25": "µg/m³",
    "power": "W",
    "power_factor": "",
    "precipitation": "mm",
    "precipitation_intensity": "mm/h",
    "pressure": "hPa",
    "reactive_energy": "kvarh",
    "reactive_power": "var",
    "signal_strength": "dBm",
    "sound_pressure": "dB",
    "speed": "km/h",
    "sulphur_dioxide": "µg/m³",
    "temperature": "°C",
    "voc": "µg/m³",
    "voltage": "V",
    "volume": "L",
    "volume_flow_rate": "m³/h",
    "volume_storage": "L",
    "water": "m³",
    "weight": "kg",
    "wind_direction": "°",
    "wind_speed": "km/h",
}
"""What sensors read, with the usual unit; the capability says the real one."""

SENSED = frozenset(
    {
        "battery_low", "charging", "co", "cold", "connected", "gas", "heat", "light", "locked", "moisture", "motion",
        "moving", "occupancy", "on", "open", "plugged_in", "power", "problem", "running", "safety", "smoke", "sound",
        "tamper", "update", "vibration",
    }
)  # fmt: skip
"""What yes-or-no sensors sense."""

ATTRIBUTES = frozenset({*SETTABLE, *READABLE, *MEASURED, *SENSED})
"""All of them."""
