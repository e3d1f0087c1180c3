"""Lights whose commands and states are all made by templates (the schema ``template``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Reading, Values
from devices.adapters.mqtt_discovery.config import Config, number_of, plain
from devices.adapters.mqtt_discovery.errors import IgnoredMessage, RejectedPayload
from devices.adapters.mqtt_discovery.lights import color_temp_range
from devices.adapters.mqtt_discovery.scales import Span, kelvin_of_mireds, mireds_of_kelvin
from devices.capabilities import Capability, Choice, Quantity, Toggle, Value
from devices.colors import COLOR_NAMES, hs_of, name_of, rgb_of

_SPAN = Span(0, 255)


def read_template_light(config: Config) -> Abilities:
    """Abilities of a light of the schema ``template``."""
    topic = config.required_topic("command_topic")
    if not (config.has("command_on_template") and config.has("command_off_template")):
        raise RejectedPayload("'command_on_template' and 'command_off_template' are both needed")
    in_kelvin = config.flag("color_temp_kelvin")
    capabilities: dict[str, Capability] = {"on": Toggle()}
    if config.has("brightness_template"):
        capabilities["brightness"] = Quantity(0, 100, "%")
    if config.has("color_temp_template"):
        capabilities["color_temp"] = color_temp_range(config)
    if all(config.has(f"{part}_template") for part in ("red", "green", "blue")):
        capabilities["color"] = Choice(COLOR_NAMES)
    effects = config.words("effect_list")
    if effects:
        capabilities["effect"] = Choice(effects)

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        is_off = settings.get("on") is False or settings.get("brightness") == 0
        template = config.template("command_off_template" if is_off else "command_on_template")
        assert template is not None
        variables = {"state": "off" if is_off else "on"} | ({} if is_off else _variables(settings, in_kelvin=in_kelvin))
        return (Publication(topic, template.render(**variables), config.qos),)

    state_topic = config.topic("state_topic")
    readings = () if state_topic is None else (Reading(state_topic, _reader(config, in_kelvin=in_kelvin)),)
    reported = set()
    if readings and not config.flag("optimistic"):
        reported = {
            attribute for attribute in capabilities if attribute != "on" or config.has("state_template")
        }  # fmt: skip
    return Abilities("light", capabilities, readings, write, frozenset(capabilities) - reported)


def _variables(settings: Values, *, in_kelvin: bool) -> dict[str, object]:
    variables: dict[str, object] = {}
    for attribute, value in settings.items():
        match attribute, value:
            case "brightness", int() | float():
                variables["brightness"] = max(_SPAN.device(value), 1)
            case "color_temp", int() | float():
                variables["color_temp"] = plain(value if in_kelvin else mireds_of_kelvin(value))
            case "color", str():
                red, green, blue = rgb_of(value)
                hue, saturation = hs_of(value)
                variables |= {"red": red, "green": green, "blue": blue, "hue": hue, "sat": saturation}
            case "effect", str():
                variables["effect"] = value
            case _:
                pass
    return variables


def _reader(config: Config, *, in_kelvin: bool) -> Callable[[str], Values]:
    state = config.template("state_template")
    brightness = config.template("brightness_template")
    warmth = config.template("color_temp_template")
    parts = [config.template(f"{part}_template") for part in ("red", "green", "blue")]
    effect = config.template("effect_template")

    def read(payload: str) -> Values:
        values: dict[str, Value] = {}
        if state is not None:
            word = state.of_message(payload)
            values |= {"on": word == "on"} if word in {"on", "off"} else {"on": None} if word == "None" else {}
        if brightness is not None:
            values |= _number("brightness", brightness.of_message(payload), _SPAN.percent)
        if warmth is not None:
            values |= _number("color_temp", warmth.of_message(payload), float if in_kelvin else kelvin_of_mireds)
        if all(part is not None for part in parts):
            values |= _color([part.of_message(payload) for part in parts if part is not None])
        if effect is not None:
            values["effect"] = effect.of_message(payload)
        return values

    return read


def _number(attribute: str, text: str, convert: Callable[[float], float]) -> Values:
    try:
        return {attribute: plain(convert(number_of(text)))}
    except IgnoredMessage:
        return {}


def _color(texts: Sequence[str]) -> Values:
    try:
        red, green, blue = (int(min(max(number_of(text), 0), 255)) for text in texts)
    except IgnoredMessage:
        return {}
    return {"color": name_of(red, green, blue)}
