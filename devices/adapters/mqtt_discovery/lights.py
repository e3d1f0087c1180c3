"""Lights that are told each thing on a topic of its own (the schema ``basic``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Reading, Values
from devices.adapters.mqtt_discovery.config import Config, choice, plain, quantity, toggle
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.adapters.mqtt_discovery.scales import Span, kelvin_of_mireds, mireds_of_kelvin
from devices.capabilities import Capability, Choice, Quantity, Toggle, Value
from devices.colors import (
    COLOR_NAMES,
    hs_of,
    name_of,
    rgb_of,
    rgb_of_hs,
    rgb_of_xy,
    with_white,
    without_white,
    xy_of,
)

_COLORED = ("rgb", "rgbw", "rgbww", "hs", "xy")


def brightness_span(config: Config) -> Span:
    """The device's range of brightness."""
    return Span(0, config.number("brightness_scale", 255) or 255)


def color_temp_range(config: Config) -> Quantity:
    """From the warmest to the coolest white, in K."""
    if config.has("min_kelvin") or config.has("max_kelvin"):
        return Quantity(plain(config.number("min_kelvin", 2000)), plain(config.number("max_kelvin", 6535)), "K")
    warmest = kelvin_of_mireds(config.number("max_mireds", 500))
    return Quantity(warmest, kelvin_of_mireds(config.number("min_mireds", 153)), "K")


def colored(model: str, parts: Sequence[float]) -> Values:
    """The name of a colour given as red-green-blue, hue-saturation or xy."""
    if model == "hs":
        red, green, blue = rgb_of_hs(parts[0], parts[1])
    elif model == "xy":
        red, green, blue = rgb_of_xy(parts[0], parts[1])
    else:
        red, green, blue = without_white(parts[0], parts[1], parts[2], *parts[3:])
    return {"color": name_of(red, green, blue) if red or green or blue else None}


def channels(model: str, name: str) -> tuple[int, int, int, int]:
    """Red, green, blue and white of a colour for a lamp of that model; white is 0 when it has no such channel."""
    return with_white(rgb_of(name)) if model in {"rgbw", "rgbww"} else (*rgb_of(name), 0)


def read_basic_light(config: Config) -> Abilities:
    """Abilities of a light of the schema ``basic``."""
    return _BasicLight(config).abilities()


class _BasicLight:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.on, self.off = config.text("payload_on", "ON"), config.text("payload_off", "OFF")
        self.span = brightness_span(config)
        self.in_kelvin = config.flag("color_temp_kelvin")
        self.order = config.text("on_command_type", "last")
        self.has_brightness = config.has("brightness_command_topic")
        self.model = next((model for model in _COLORED if config.has(f"{model}_command_topic")), "")
        config.required_topic("command_topic")

    def abilities(self) -> Abilities:
        config = self.config
        capabilities: dict[str, Capability] = {"on": Toggle()}
        readings = list(config.reading("state_topic", ("state_value_template", "value_template"), self._read_on))
        reported = {"on"} if readings else set()

        def offer(attribute: str, capability: Capability, stem: str, parse: Callable[[str], Values]) -> None:
            capabilities[attribute] = capability
            found = config.reading(f"{stem}_state_topic", (f"{stem}_value_template",), parse)
            readings.extend(found)
            reported.update({attribute} if found else ())

        if self.has_brightness:
            offer(
                "brightness",
                Quantity(0, 100, "%", self.span.step),
                "brightness",
                quantity("brightness", self.span.percent),
            )
        if self.model:
            offer("color", Choice(COLOR_NAMES), self.model, self._read_color)
            if not self.has_brightness and self.model.startswith("rgb"):
                capabilities["brightness"] = Quantity(0, 100, "%")
        if config.has("color_temp_command_topic"):
            offer("color_temp", color_temp_range(config), "color_temp", self._read_warmth)
        if self.model and config.has("color_temp_command_topic"):
            readings.extend(config.reading("color_mode_state_topic", ("color_mode_value_template",), self._read_mode))
        effects = config.words("effect_list")
        if effects and config.has("effect_command_topic"):
            offer("effect", Choice(effects), "effect", choice("effect", ()))
        if config.flag("optimistic"):
            reported.clear()
        return Abilities("light", capabilities, tuple(readings), self.write, frozenset(capabilities) - reported)

    def write(self, settings: Values, state: Values) -> Sequence[Publication]:
        """Off, or the attributes and on in the order the device wants."""
        config = self.config
        if settings.get("on") is False or settings.get("brightness") == 0:
            return (Publication(config.required_topic("command_topic"), self.off, config.qos),)
        on = Publication(config.required_topic("command_topic"), self.on, config.qos)
        attributes = [self._publication(attribute, value, settings, state) for attribute, value in settings.items()]
        sent = [publication for publication in attributes if publication is not None]
        if self.order == "brightness":
            # Such a light knows no ON: a brightness turns it on.
            if "brightness" not in settings:
                level = state.get("brightness") or 100
                sent.append(self._brightness(level if isinstance(level, int | float) else 100))
            return sent
        return [on, *sent] if self.order == "first" else [*sent, on]

    def _publication(self, attribute: str, value: Value, settings: Values, state: Values) -> Publication | None:
        match attribute, value:
            case "brightness", int() | float() if self.has_brightness:
                return self._brightness(value)
            case "brightness", int() | float() if "color" not in settings:
                color = state.get("color")
                return self._color(color if isinstance(color, str) else "white", value)
            case "color", str():
                level = settings.get("brightness", state.get("brightness"))
                return self._color(value, level if isinstance(level, int | float) and level > 0 else 100)
            case "color_temp", int() | float():
                number = value if self.in_kelvin else mireds_of_kelvin(value)
                return self.config.publication("color_temp_command_topic", "color_temp_command_template", plain(number))
            case "effect", str():
                return self.config.publication("effect_command_topic", "effect_command_template", value)
            case _:
                return None

    def _brightness(self, percent: float) -> Publication:
        level = max(self.span.device(percent), 1)
        return self.config.publication("brightness_command_topic", "brightness_command_template", level)

    def _color(self, name: str, level: float) -> Publication:
        if name == "white" and self.config.has("white_command_topic"):
            # Its own white channel is whiter than what its colours mix, and as bright as it is told here.
            scale = Span(0, self.config.number("white_scale", 255) or 255)
            return self.config.publication("white_command_topic", "", max(scale.device(level), 1))
        topic, template = f"{self.model}_command_topic", f"{self.model}_command_template"
        if self.model == "hs":
            hue, saturation = hs_of(name)
            return self.config.publication(topic, template, f"{hue},{saturation}", {"hue": hue, "sat": saturation})
        if self.model == "xy":
            x, y = xy_of(name)
            return self.config.publication(topic, template, f"{x},{y}", {"x": x, "y": y})
        dim = 1 if self.has_brightness else level / 100
        red, green, blue, white = (round(part * dim) for part in channels(self.model, name))
        parts: dict[str, object] = {"red": red, "green": green, "blue": blue}
        if self.model == "rgbw":
            parts |= {"white": white}
        if self.model == "rgbww":
            parts |= {"cold_white": white, "warm_white": white}
        return self.config.publication(topic, template, ",".join(map(str, parts.values())), parts)

    def _read_on(self, text: str) -> Values:
        return toggle("on", self.on, self.off)(text)

    def _read_warmth(self, text: str) -> Values:
        read = quantity("color_temp", float if self.in_kelvin else kelvin_of_mireds)(text)
        return read if read["color_temp"] else {"color_temp": None}

    def _read_mode(self, text: str) -> Values:
        """White light has no colour, and coloured light no temperature."""
        if text == "color_temp":
            return {"color": None}
        return {"color_temp": None} if text in _COLORED else {}

    def _read_color(self, text: str) -> Values:
        if text == "None":
            return {"color": None}
        try:
            parts = [float(part) for part in text.split(",")]
            return colored(self.model, parts)
        except (ValueError, IndexError):
            raise IgnoredMessage(f"{text[:40]!r} is not a colour") from None


def readings_of(*groups: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Several readings as one."""
    return tuple(reading for group in groups for reading in group)
