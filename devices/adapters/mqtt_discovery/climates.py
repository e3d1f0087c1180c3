"""Thermostats, water heaters and humidifiers. Temperatures are °C here, whatever the device speaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Reading, Values
from devices.adapters.mqtt_discovery.config import Config, choice, plain, quantity, toggle
from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.adapters.mqtt_discovery.scales import celsius_of, from_celsius, is_fahrenheit
from devices.capabilities import Capability, Choice, Quantity, Toggle, Value

INFINITY = float("inf")
_BOILING = 100
_MODES = ("auto", "off", "cool", "heat", "dry", "fan_only")
_WATER_MODES = ("off", "eco", "electric", "gas", "heat_pump", "high_demand", "performance")
_ACTIONS = ("off", "heating", "cooling", "drying", "idle", "fan", "preheating", "defrosting")
# Our attribute → stem of its topics, key of its options.
_CHOICES = {
    "fan_mode": ("fan_mode", "fan_modes"),
    "preset": ("preset_mode", "preset_modes"),
    "swing": ("swing_mode", "swing_modes"),
    "swing_horizontal": ("swing_horizontal_mode", "swing_horizontal_modes"),
}
_TEMPERATURES = {
    "target_temperature": "temperature",
    "target_temperature_high": "temperature_high",
    "target_temperature_low": "temperature_low",
}


def read_climate(config: Config) -> Abilities:
    """Abilities of a thermostat or air conditioner."""
    return _Climate(config, "thermostat", _MODES, (7, 35)).abilities()


def read_water_heater(config: Config) -> Abilities:
    """Abilities of a water heater."""
    return _Climate(config, "water_heater", _WATER_MODES, (43.3, 60)).abilities()


class _Climate:
    def __init__(self, config: Config, kind: str, modes: tuple[str, ...], limits: tuple[float, float]) -> None:
        self.config = config
        self.kind = kind
        unit = config.text("temperature_unit") or _unsaid_unit(config)
        self.inward, self.outward = celsius_of(unit), from_celsius(unit)
        low = self.inward(config.number("min_temp", from_celsius(unit)(limits[0])))
        high = self.inward(config.number("max_temp", from_celsius(unit)(limits[1])))
        if low > high:
            raise RejectedPayload("'min_temp' must not be above 'max_temp'")
        step = config.number("temp_step", 1) * (5 / 9 if is_fahrenheit(unit) else 1)
        self.target = Quantity(plain(low), plain(high), "°C", plain(step))
        self.modes = config.words("modes", modes)
        self.capabilities: dict[str, Capability] = {}
        self.readings: list[Reading] = []
        self.reported: set[str] = set()

    def abilities(self) -> Abilities:
        config = self.config
        has_modes = bool(self.modes) and (config.has("mode_command_topic") or config.has("mode_state_topic"))
        if has_modes:
            capability = Choice(self.modes, readonly=not config.has("mode_command_topic"))
            self._offer("mode", capability, "mode_state", choice("mode", self.modes))
        if config.has("power_command_topic") and not (has_modes and "off" in self.modes):
            self.capabilities["on"] = Toggle()
        for attribute, stem in _TEMPERATURES.items():
            if config.has(f"{stem}_command_topic"):
                # With one temperature only there is nothing to set.
                target = replace(self.target, readonly=self.target.minimum == self.target.maximum)
                self._offer(attribute, target, f"{stem}_state", quantity(attribute, self.inward))
        if "target_temperature" not in self.capabilities and config.has("temperature_state_topic"):
            # What it is to reach is worked out by the device itself.
            target = replace(self.target, readonly=True)
            self._offer("target_temperature", target, "temperature_state", quantity("target_temperature", self.inward))
        self._read("current_temperature", Quantity(-INFINITY, INFINITY, "°C", 0.1, readonly=True), self.inward)
        self._read("current_humidity", Quantity(0, 100, "%", readonly=True), float)
        if config.has("target_humidity_command_topic"):
            limits = Quantity(config.number("min_humidity", 30), config.number("max_humidity", 99), "%")
            self._offer("target_humidity", limits, "target_humidity_state", quantity("target_humidity"))
        if config.has("action_topic"):
            self._offer("action", Choice(_ACTIONS, readonly=True), "action", choice("action", _ACTIONS))
        for attribute, (stem, key) in _CHOICES.items():
            options = config.words(key)
            if options and config.has(f"{stem}_command_topic"):
                known = (*options, "none") if attribute == "preset" else ()
                self._offer(attribute, Choice(options), f"{stem}_state", choice(attribute, known))
        derive = self._two_sided()
        if not self.capabilities:
            raise RejectedPayload("it has nothing to command or to read")
        if config.flag("optimistic"):
            self.reported.clear()
        unreported = frozenset(self.capabilities) - self.reported
        return Abilities(self.kind, self.capabilities, tuple(self.readings), self.write, unreported, derive)

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:
        """Each setting on its topic; the mode first, since some devices drop a set point while off."""
        sent = [self._mode(settings["mode"])] if "mode" in settings else []
        for attribute, value in settings.items():
            match attribute, value:
                case "on", bool():
                    word = self.config.text("payload_on", "ON") if value else self.config.text("payload_off", "OFF")
                    sent.append(self.config.publication("power_command_topic", "power_command_template", word))
                case _, int() | float() if attribute in _TEMPERATURES:
                    sent.append(self._temperature(attribute, value, {**state, **settings}))
                case "target_humidity", int() | float():
                    sent.append(self._send("target_humidity", plain(value)))
                case _, str() if attribute in _CHOICES:
                    sent.append(self._send(_CHOICES[attribute][0], value))
                case _:
                    pass
        return sent

    def _mode(self, mode: Value) -> Publication:
        return self._send("mode", mode)

    def _temperature(self, attribute: str, value: float, state: Values) -> Publication:
        stem = _TEMPERATURES[attribute]
        if not self.config.has(f"{stem}_command_topic"):
            stem = _TEMPERATURES[_side(state)]
        # Home Assistant sends 22 as "22.0".
        return self._send(stem, float(self.outward(value)))

    def _send(self, stem: str, value: object) -> Publication:
        return self.config.publication(f"{stem}_command_topic", f"{stem}_command_template", value)

    def _offer(self, attribute: str, capability: Capability, stem: str, parse: Callable[[str], Values]) -> None:
        self.capabilities[attribute] = capability
        # Home Assistant makes the preset's key otherwise than that of all the rest; not everybody knows.
        template = ("preset_mode_value_template",) if stem == "preset_mode_state" else ()
        keys = (*template, f"{stem}_template", "value_template")
        found = self.config.reading(f"{stem}_topic", keys, parse)
        self.readings.extend(found)
        self.reported.update({attribute} if found else ())

    def _read(self, attribute: str, capability: Capability, convert: Callable[[float], float]) -> None:
        if self.config.has(f"{attribute}_topic"):
            self._offer(attribute, capability, attribute, quantity(attribute, convert))

    def _two_sided(self) -> Callable[[Values], Values] | None:
        """A thermostat with only a low and a high set point takes one too: the one its mode works towards."""
        if "target_temperature" in self.capabilities or "target_temperature_low" not in self.capabilities:
            return None
        self.capabilities["target_temperature"] = self.target
        self.reported.add("target_temperature")
        return lambda state: {"target_temperature": state.get(_side(state))}


def _unsaid_unit(config: Config) -> str:
    """Home Assistant takes the house's unit, which nobody tells the hub: what boils is Fahrenheit."""
    return "F" if config.number("max_temp", 0) > _BOILING else "C"


def _side(state: Values) -> str:
    is_cooling = state.get("mode") in {"cool", "dry"} or state.get("action") == "cooling"
    return "target_temperature_high" if is_cooling else "target_temperature_low"


def read_humidifier(config: Config) -> Abilities:
    """Abilities of a humidifier or dehumidifier."""
    on, off = config.text("payload_on", "ON"), config.text("payload_off", "OFF")
    config.required_topic("command_topic")
    config.required_topic("target_humidity_command_topic")
    limits = Quantity(config.number("min_humidity", 0), config.number("max_humidity", 100), "%")
    capabilities: dict[str, Capability] = {"on": Toggle(), "target_humidity": limits}
    readings = {
        "on": config.reading("state_topic", ("state_value_template", "value_template"), toggle("on", on, off)),
        "target_humidity": config.reading(
            "target_humidity_state_topic", ("target_humidity_state_template",), quantity("target_humidity")
        ),
    }
    if config.has("current_humidity_topic"):
        capabilities["current_humidity"] = Quantity(0, 100, "%", readonly=True)
        readings["current_humidity"] = config.reading(
            "current_humidity_topic", ("current_humidity_template",), quantity("current_humidity")
        )
    modes = config.words("modes")
    if modes and config.has("mode_command_topic"):
        capabilities["mode"] = Choice(modes)
        readings["mode"] = config.reading("mode_state_topic", ("mode_state_template",), choice("mode", modes))

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        if settings.get("on") is False:
            return (config.publication("command_topic", "command_template", off),)
        sent = []
        if settings.get("on") is True or state.get("on") is not True:
            sent.append(config.publication("command_topic", "command_template", on))
        for attribute, stem in (("target_humidity", "target_humidity"), ("mode", "mode")):
            if attribute in settings:
                value = settings[attribute]
                shown = plain(value) if isinstance(value, int | float) else value
                sent.append(config.publication(f"{stem}_command_topic", f"{stem}_command_template", shown))
        return sent

    found = tuple(reading for group in readings.values() for reading in group)
    reported = frozenset() if config.flag("optimistic") else frozenset(key for key, group in readings.items() if group)
    return Abilities("humidifier", capabilities, found, write, frozenset(capabilities) - reported)
