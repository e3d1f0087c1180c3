"""Things that are on or off: switches and sirens; and fans, which also have a speed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Reading, Values
from devices.adapters.mqtt_discovery.config import Config, choice, compact, plain, quantity, toggle
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.adapters.mqtt_discovery.scales import Span
from devices.capabilities import Capability, Choice, Quantity, Toggle
from devices.home_assistant_terms import speed_of

SPEEDS = ("low", "medium", "high")
_PERCENT = {"low": 33, "medium": 66, "high": 100}
_SPEED_WORDS = frozenset({"off", "min", "low", "medium", "mid", "high", "max", "turbo", "quiet", "silent"})


def read_switch(config: Config) -> Abilities:
    """Abilities of a switch."""
    on, off = config.text("payload_on", "ON"), config.text("payload_off", "OFF")
    config.required_topic("command_topic")
    parse = toggle("on", config.text("state_on", on), config.text("state_off", off))
    readings = config.reading("state_topic", ("value_template",), parse)

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        payload = on if settings["on"] else off
        return (config.publication("command_topic", "command_template", payload),)

    return Abilities("switch", {"on": Toggle()}, readings, write, _unreported(config, {"on"}, readings))


def read_siren(config: Config) -> Abilities:
    """Abilities of a siren."""
    return _Siren(config).abilities()


class _Siren:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.on, self.off = config.text("payload_on", "ON"), config.text("payload_off", "OFF")
        config.required_topic("command_topic")
        self.read_state = toggle("on", config.text("state_on", self.on), config.text("state_off", self.off))
        self.capabilities: dict[str, Capability] = {"on": Toggle()}
        tones = config.words("available_tones")
        if tones:
            self.capabilities["sound_mode"] = Choice(tones)
        # Home Assistant takes it for granted, but few that don't say so have a volume.
        if config.flag("support_volume_set"):
            self.capabilities["volume"] = Quantity(0, 100, "%")
        self.is_heard = config.has("state_topic") and not config.flag("optimistic")

    def abilities(self) -> Abilities:
        readings = self.config.reading("state_topic", ("state_value_template", "value_template"), self._read)
        # Few say how they sound: what was asked for last is taken to be so.
        unreported = frozenset(self.capabilities) - {"on"} | _unreported(self.config, {"on"}, readings)
        return Abilities("siren", self.capabilities, readings, self.write, unreported)

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:
        """On with the wished sound, or off. How it is to sound doesn't set it off."""
        # One that doesn't say when it is done may have fallen silent long ago.
        is_sounding = self.is_heard and state.get("on") is True
        is_on = settings.get("on", is_sounding) is True
        if not is_on and "on" not in settings:
            return ()
        payload = self.on if is_on else self.off
        said: dict[str, object] = {"state": payload}
        if is_on:
            said |= self._sound({**state, **settings})
        template = "command_template"
        if not is_on and self.config.has("command_off_template"):
            template = "command_off_template"
        if self.config.has(template):
            return (self.config.publication("command_topic", template, payload, said),)
        return (Publication(self.config.required_topic("command_topic"), compact(said), self.config.qos),)

    def _sound(self, wished: Values) -> dict[str, object]:
        said: dict[str, object] = {}
        tone, volume = wished.get("sound_mode"), wished.get("volume")
        if isinstance(tone, str) and "sound_mode" in self.capabilities:
            said["tone"] = tone
        if isinstance(volume, int | float) and "volume" in self.capabilities:
            said["volume_level"] = plain(volume / 100)
        return said

    def _read(self, text: str) -> Values:
        try:
            said: object = json.loads(text)
        except (ValueError, RecursionError):
            said = text
        if not isinstance(said, dict):
            return self.read_state(text)
        values = dict(self.read_state(str(said["state"]))) if "state" in said else {}
        if isinstance(said.get("tone"), str):
            values["sound_mode"] = said["tone"]
        volume = said.get("volume_level")
        if isinstance(volume, int | float) and not isinstance(volume, bool):
            values["volume"] = plain(round(min(max(volume, 0), 1) * 100))
        return values


def read_fan(config: Config) -> Abilities:
    """Abilities of a fan."""
    return _Fan(config).abilities()


class _Fan:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.on, self.off = config.text("payload_on", "ON"), config.text("payload_off", "OFF")
        # Position 0 of the device's range means off, so the first speed is a step above nothing.
        self.span = Span(config.number("speed_range_min", 1) - 1, config.number("speed_range_max", 100))
        presets = config.words("preset_modes") if config.has("preset_mode_command_topic") else ()
        self.has_percentage = config.has("percentage_command_topic")
        # Presets that are speeds are what people call the speed.
        are_speeds = (
            bool(presets) and not self.has_percentage and {preset.lower() for preset in presets} <= _SPEED_WORDS
        )
        self.preset_attribute = "speed" if are_speeds else "preset"
        self.presets = presets
        config.required_topic("command_topic")

    def abilities(self) -> Abilities:
        config = self.config
        capabilities: dict[str, Capability] = {"on": Toggle()}
        readings: list[Reading] = []
        reported: set[str] = set()

        def read(attributes: set[str], stem: str, keys: tuple[str, ...], parse: Callable[[str], Values]) -> None:
            found = config.reading(f"{stem}state_topic", keys, parse)
            readings.extend(found)
            reported.update(attributes if found else ())

        read({"on"}, "", ("state_value_template",), toggle("on", self.on, self.off))
        if self.has_percentage:
            capabilities |= {"speed": Choice(SPEEDS), "percentage": Quantity(0, 100, "%", self.span.step)}
            read({"speed", "percentage"}, "percentage_", ("percentage_value_template",), self._read_percentage)
        if self.presets:
            capabilities[self.preset_attribute] = Choice(self.presets)
            parse = choice(self.preset_attribute, self.presets)
            read({self.preset_attribute}, "preset_mode_", ("preset_mode_value_template",), parse)
        if config.has("oscillation_command_topic"):
            capabilities["oscillating"] = Toggle()
            words = (
                config.text("payload_oscillation_on", "oscillate_on"),
                config.text("payload_oscillation_off", "oscillate_off"),
            )
            read({"oscillating"}, "oscillation_", ("oscillation_value_template",), toggle("oscillating", *words))
        if config.has("direction_command_topic"):
            capabilities["direction"] = Choice(("forward", "reverse"))
            parse = choice("direction", ("forward", "reverse"))
            read({"direction"}, "direction_", ("direction_value_template",), parse)
        if config.flag("optimistic"):
            reported.clear()
        return Abilities("fan", capabilities, tuple(readings), self.write, frozenset(capabilities) - reported)

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:
        """Off, or what is set and on."""
        if settings.get("on") is False or settings.get("percentage") == 0:
            return (self.config.publication("command_topic", "command_template", self.off),)
        sent = []
        if settings.get("on") is True or state.get("on") is not True:
            sent.append(self.config.publication("command_topic", "command_template", self.on))
        for attribute, value in settings.items():
            match attribute, value:
                case "percentage", int() | float():
                    sent.append(self._percentage(value))
                case "speed", str() if self.has_percentage:
                    sent.append(self._percentage(_PERCENT.get(value, 100)))
                case (("speed" | "preset"), str()):
                    sent.append(
                        self.config.publication("preset_mode_command_topic", "preset_mode_command_template", value)
                    )
                case "oscillating", bool():
                    key = "payload_oscillation_on" if value else "payload_oscillation_off"
                    word = self.config.text(key, "oscillate_on" if value else "oscillate_off")
                    sent.append(
                        self.config.publication("oscillation_command_topic", "oscillation_command_template", word)
                    )
                case "direction", str():
                    sent.append(self.config.publication("direction_command_topic", "direction_command_template", value))
                case _:
                    pass
        return sent

    def _percentage(self, percent: float) -> Publication:
        level = max(self.span.device(percent), 1)
        return self.config.publication("percentage_command_topic", "percentage_command_template", level)

    def _read_percentage(self, text: str) -> Values:
        if text == self.config.text("payload_reset_percentage", "None"):
            return {"percentage": None, "speed": None}
        percent = quantity("percentage", self.span.percent)(text)["percentage"]
        if not isinstance(percent, int | float):
            raise IgnoredMessage("no percentage")
        return {"percentage": plain(percent), "speed": speed_of(percent) if percent else None}


def _unreported(config: Config, attributes: set[str], readings: tuple[Reading, ...]) -> frozenset[str]:
    return frozenset(attributes) if not readings or config.flag("optimistic") else frozenset()
