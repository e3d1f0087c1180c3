"""Single values to set (number, select, text) and things to do (button, scene, message)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Reading, Values
from devices.adapters.mqtt_discovery.config import Config, choice, plain, quantity
from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.adapters.mqtt_discovery.scales import celsius_of, from_celsius, is_celsius, is_fahrenheit
from devices.capabilities import Choice, Quantity, Text, Trigger

VALUE = "value"
MESSAGE = "message"
ACTIVATE = "activate"


def read_number(config: Config) -> Abilities:
    """A number within limits; degrees Fahrenheit become °C."""
    config.required_topic("command_topic")
    unit = config.text("unit_of_measurement")
    inward: Callable[[float], float] = float
    outward: Callable[[float], float] = float
    step = config.number("step", 1)
    if is_fahrenheit(unit) or (unit == "K" and config.text("device_class") == "temperature"):
        inward, outward, step = celsius_of(unit), from_celsius(unit), step * (5 / 9 if is_fahrenheit(unit) else 1)
        unit = "°C"
    elif is_celsius(unit):
        unit = "°C"
    low, high = inward(config.number("min", 1)), inward(config.number("max", 100))
    if low > high:
        raise RejectedPayload("'min' must not be above 'max'")
    capability = Quantity(plain(low), plain(high), unit, plain(step), readonly=low == high)
    parse = quantity(VALUE, inward, config.text("payload_reset", "None"))
    readings = config.reading("state_topic", ("value_template",), parse)

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        value = settings[VALUE]
        shown = plain(outward(value)) if isinstance(value, int | float) else value
        return (config.publication("command_topic", "command_template", shown),)

    return Abilities("number", {VALUE: capability}, readings, write, _unreported(config, readings))


def read_select(config: Config) -> Abilities:
    """One of a few words."""
    options = config.words("options")
    if not config.has("options"):
        raise RejectedPayload("'options' is missing")
    config.required_topic("command_topic")
    readings = config.reading("state_topic", ("value_template",), choice(VALUE, options))
    # With nothing to choose from yet it can only be asked.
    capability = Choice(options, readonly=not options)
    return Abilities("select", {VALUE: capability}, readings, _sender(config), _unreported(config, readings))


def read_text(config: Config) -> Abilities:
    """Free words."""
    config.required_topic("command_topic")
    readings = config.reading(
        "state_topic", ("value_template",), lambda text: {VALUE: None if text == "None" else text}
    )
    return Abilities("text", {VALUE: Text()}, readings, _sender(config), _unreported(config, readings))


def read_button(config: Config) -> Abilities:
    """Something to press."""
    return _trigger(config, "button", config.text("payload_press", "PRESS"))


def read_scene(config: Config) -> Abilities:
    """Something to activate."""
    return _trigger(config, "scene", config.text("payload_on", "ON"))


def read_notify(config: Config) -> Abilities:
    """Somewhere to send words; nobody reports that they arrived."""
    config.required_topic("command_topic")

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        return (config.publication("command_topic", "command_template", settings[MESSAGE]),)

    return Abilities("text", {MESSAGE: Text()}, (), write, frozenset({MESSAGE}))


def _trigger(config: Config, kind: str, payload: str) -> Abilities:
    config.required_topic("command_topic")

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        return (config.publication("command_topic", "command_template", payload),)

    return Abilities(kind, {ACTIVATE: Trigger()}, (), write, frozenset({ACTIVATE}))


def _sender(config: Config) -> Callable[[Values, Values], Sequence[Publication]]:
    def write(settings: Values, state: Values) -> Sequence[Publication]:
        return (config.publication("command_topic", "command_template", settings[VALUE]),)

    return write


def _unreported(config: Config, readings: tuple[Reading, ...]) -> frozenset[str]:
    return frozenset({VALUE}) if not readings or config.flag("optimistic") else frozenset()
