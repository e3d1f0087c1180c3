"""Lights that are told everything in one JSON object (the schema ``json``)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Reading, Values
from devices.adapters.mqtt_discovery.config import Config, compact, plain
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.adapters.mqtt_discovery.lights import brightness_span, channels, color_temp_range, colored
from devices.adapters.mqtt_discovery.scales import kelvin_of_mireds, mireds_of_kelvin
from devices.capabilities import Capability, Choice, Quantity, Toggle, Value
from devices.colors import COLOR_NAMES, hs_of, xy_of

_COLORED = ("hs", "xy", "rgb", "rgbw", "rgbww")
# Older firmware says no mode at all.
_COLOR_MODES = frozenset({None, *_COLORED})
_PARTS = (("rgb", ("r", "g", "b")), ("hs", ("h", "s")), ("xy", ("x", "y")))
_WITHOUT_BRIGHTNESS = {"onoff", "unknown"}


def read_json_light(config: Config) -> Abilities:
    """Abilities of a light of the schema ``json``."""
    return _JsonLight(config).abilities()


class _JsonLight:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.topic = config.required_topic("command_topic")
        self.span = brightness_span(config)
        self.in_kelvin = config.flag("color_temp_kelvin")
        modes = set(config.words("supported_color_modes"))
        # Before there were modes, a light said each by a flag.
        modes |= {mode for mode in ("color_temp", "hs", "xy", "rgb") if config.flag(mode)}
        self.model = next((model for model in _COLORED if model in modes), "")
        self.has_color_temp = "color_temp" in modes
        self.has_white = "white" in modes
        self.has_brightness = config.flag("brightness") or bool(modes - _WITHOUT_BRIGHTNESS)

    def abilities(self) -> Abilities:
        config = self.config
        capabilities: dict[str, Capability] = {"on": Toggle()}
        if self.has_brightness:
            capabilities["brightness"] = Quantity(0, 100, "%", self.span.step)
        if self.model:
            capabilities["color"] = Choice(COLOR_NAMES)
        if self.has_color_temp:
            capabilities["color_temp"] = color_temp_range(config)
        effects = config.words("effect_list")
        if effects and config.flag("effect"):
            capabilities["effect"] = Choice(effects)
        state_topic = config.topic("state_topic")
        is_blind = state_topic is None or config.flag("optimistic")
        readings = () if state_topic is None else (Reading(state_topic, self._read),)
        return Abilities("light", capabilities, readings, self.write, frozenset(capabilities if is_blind else ()))

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:
        """One object with all that is set."""
        if settings.get("on") is False or settings.get("brightness") == 0:
            said: dict[str, object] = {"state": "OFF"}
        else:
            said = {"state": "ON"}
            for attribute, value in settings.items():
                said |= self._said(attribute, value, settings, state)
            if "white" in said:
                said.pop("brightness", None)
        return (Publication(self.topic, compact(said), self.config.qos),)

    def _said(self, attribute: str, value: Value, settings: Values, state: Values) -> Mapping[str, object]:
        match attribute, value:
            case "brightness", int() | float():
                return {"brightness": max(self.span.device(value), 1)}
            case "color_temp", int() | float():
                return {"color_temp": plain(value if self.in_kelvin else mireds_of_kelvin(value))}
            case "color", "white" if self.has_white:
                level = settings.get("brightness", state.get("brightness"))
                percent = level if isinstance(level, int | float) and level else 100
                return {"white": max(self.span.device(percent), 1)}
            case "color", str():
                return {"color": self._color(value)}
            case "effect", str():
                return {"effect": value}
            case _:
                return {}

    def _color(self, name: str) -> Mapping[str, float]:
        match self.model:
            case "hs":
                hue, saturation = hs_of(name)
                return {"h": hue, "s": saturation}
            case "xy":
                x, y = xy_of(name)
                return {"x": x, "y": y}
            case model:
                red, green, blue, white = channels(model, name)
                more = {"rgbw": {"w": white}, "rgbww": {"c": white, "w": white}}.get(model, {})
                return {"r": red, "g": green, "b": blue, **more}

    def _read(self, payload: str) -> Values:
        try:
            said: object = json.loads(payload)
        except (ValueError, RecursionError):
            raise IgnoredMessage("the state is not JSON") from None
        if not isinstance(said, dict):
            raise IgnoredMessage("the state is not a JSON object")
        values: dict[str, Value] = {}
        if "state" in said:
            word = said["state"]
            values |= {"on": {"ON": True, "OFF": False}.get(word)} if word is None or word in {"ON", "OFF"} else {}
        brightness = said.get("brightness")
        if self.has_brightness and _is_number(brightness) and brightness:
            values["brightness"] = plain(self.span.percent(brightness))
        values |= self._read_color(said)
        if isinstance(said.get("effect"), str):
            values["effect"] = said["effect"]
        return values

    def _read_color(self, said: Mapping[str, object]) -> Values:
        mode, color = said.get("color_mode"), said.get("color")
        temperature = said.get("color_temp")
        if self.has_color_temp and mode in {None, "color_temp"} and _is_number(temperature) and temperature:
            assert isinstance(temperature, int | float)
            kelvin = temperature if self.in_kelvin else kelvin_of_mireds(temperature)
            return {"color_temp": plain(kelvin)} | ({"color": None} if self.model else {})
        if self.model and mode == "white":
            return {"color": "white", **({"color_temp": None} if self.has_color_temp else {})}
        if not self.model or mode not in _COLOR_MODES or not isinstance(color, dict):
            return {}
        for model, keys in _PARTS:
            parts = [color[key] for key in keys if _is_number(color.get(key))]
            if len(parts) == len(keys) and (mode is None or str(mode).startswith(model)):
                if model == "rgb":
                    parts += [color[key] for key in ("c", "w") if _is_number(color.get(key))]
                return {**colored(model, parts), **({"color_temp": None} if self.has_color_temp else {})}
        return {}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
