"""What can only be asked: sensors, yes-or-no sensors and where somebody is."""

from __future__ import annotations

from collections.abc import Callable

from devices.adapters.mqtt_discovery.component import Abilities, Values
from devices.adapters.mqtt_discovery.config import Config, choice, quantity, toggle
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.adapters.mqtt_discovery.scales import celsius_of, is_celsius, is_fahrenheit
from devices.capabilities import Capability, Choice, Quantity, Text, Toggle
from devices.kinds import measured_attribute, sensed_attribute

INFINITY = float("inf")
_WORDY_CLASSES = frozenset({"date", "timestamp", "enum"})
_MINUTES = {"s": 1 / 60, "min": 1, "h": 60, "d": 1440}


def read_sensor(config: Config) -> Abilities:
    """A reading, named by its class or unit."""
    device_class, unit = config.text("device_class"), config.text("unit_of_measurement")
    name = config.text("name")
    attribute = measured_attribute(device_class, unit, name)
    config.required_topic("state_topic")
    capability, parse = _measured(config, attribute, device_class, unit)
    readings = config.reading("state_topic", ("value_template",), parse)
    return Abilities("sensor", {attribute: capability}, readings, expires_s=_expiry(config))


def read_binary_sensor(config: Config) -> Abilities:
    """Something that is so or not."""
    attribute = sensed_attribute(config.text("device_class"))
    on, off = config.text("payload_on", "ON"), config.text("payload_off", "OFF")
    config.required_topic("state_topic")
    # A binary sensor of the class "lock" is on when something is not locked.
    words = (off, on) if attribute == "locked" else (on, off)
    readings = config.reading("state_topic", ("value_template",), toggle(attribute, *words))
    off_delay = config.number("off_delay", 0) or None
    return Abilities(
        "binary_sensor", {attribute: Toggle(readonly=True)}, readings, expires_s=_expiry(config), off_delay_s=off_delay
    )


def read_device_tracker(config: Config) -> Abilities:
    """Where somebody or something is: home, away or the name of a place."""
    home, away = config.text("payload_home", "home"), config.text("payload_not_home", "not_home")
    reset = config.text("payload_reset", "None")

    def parse(text: str) -> Values:
        return {"location": {home: "home", away: "away", reset: None}.get(text, text)}

    readings = config.reading("state_topic", ("value_template",), parse)
    return Abilities("person", {"location": Text(readonly=True)}, readings)


def _measured(
    config: Config, attribute: str, device_class: str, unit: str
) -> tuple[Capability, Callable[[str], Values]]:
    options = config.words("options")
    if options:
        return Choice(options, readonly=True), choice(attribute, options)
    is_number = bool(unit or config.has("state_class") or (device_class and device_class not in _WORDY_CLASSES))
    if not is_number:
        return Text(readonly=True), lambda text: {attribute: None if text == "None" else text[:255]}
    if device_class == "temperature" or (is_celsius(unit) and unit != "C") or (is_fahrenheit(unit) and unit != "F"):
        return Quantity(-INFINITY, INFINITY, "°C", 0.1, readonly=True), quantity(attribute, celsius_of(unit or "°C"))
    if device_class == "duration" and unit in _MINUTES:
        factor = _MINUTES[unit]
        return Quantity(0, INFINITY, "min", readonly=True), quantity(attribute, lambda time: time * factor)
    if unit == "%":
        return Quantity(0, 100, "%", readonly=True), _percent(attribute)
    return Quantity(-INFINITY, INFINITY, unit, 0.1, readonly=True), quantity(attribute)


def _percent(attribute: str) -> Callable[[str], Values]:
    parse = quantity(attribute)

    def within(text: str) -> Values:
        values = parse(text)
        number = values[attribute]
        if isinstance(number, int | float) and not -1000 <= number <= 1000:
            raise IgnoredMessage(f"{number} is no percentage")
        return values

    return within


def _expiry(config: Config) -> float | None:
    seconds = config.number("expire_after", 0)
    return seconds if seconds > 0 else None
