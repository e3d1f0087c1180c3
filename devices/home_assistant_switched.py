"""What is switched on: lights, switches, fans, sirens and players of Home Assistant."""

from __future__ import annotations

from devices.capabilities import Capability, Choice, Quantity, Text, Toggle, Trigger
from devices.colors import COLOR_NAMES
from devices.home_assistant_said import Capabilities, Made, Said, number_of, options_of, words_of
from devices.kinds import PLUGGED_KINDS, kind_of_words

_PLAYER_STATES = {"idle": (4096, "stop"), "playing": (16384, "play"), "paused": (1, "pause")}
_LONGEST_TRANSITION_S = 6553
_LONGEST_PIECE_S = 86_400
_RARER_OF_PLAYERS: tuple[tuple[tuple[int, str], tuple[tuple[str, Capability], ...]], ...] = (
    ((32, "next_track"), (("next", Trigger()),)),
    ((16, "previous_track"), (("previous", Trigger()),)),
    ((2, "seek"), (("elapsed", Quantity(0, _LONGEST_PIECE_S, "s")), ("elapsed_at", Text(readonly=True)))),
    ((8192, "clear_playlist"), (("clear_playlist", Trigger()),)),
    ((524288, "grouping"), (("group", Text()),)),
    ((32768, "shuffle_set"), (("shuffle", Toggle()),)),
    ((262144, "repeat_set"), (("repeat", Choice(("off", "all", "one"))),)),
)
_COLOR_MODES = frozenset({"hs", "rgb", "rgbw", "rgbww", "xy"})


def light(said: Said) -> Made:
    """A lamp: what its colour modes allow."""
    modes = words_of(said.attributes.get("supported_color_modes"))
    capabilities: Capabilities = {"on": Toggle()}
    if modes - {"onoff"} or "brightness" in said.attributes:
        capabilities["brightness"] = Quantity(0, 100, "%")
    if modes & _COLOR_MODES or said.attributes.keys() & {"rgb_color", "hs_color"}:
        capabilities["color"] = Choice(COLOR_NAMES)
    if "color_temp" in modes or "color_temp_kelvin" in said.attributes:
        low, high = said.attributes.get("min_color_temp_kelvin"), said.attributes.get("max_color_temp_kelvin")
        capabilities["color_temp"] = Quantity(number_of(low, 2000), number_of(high, 6500), "K")
    effects = options_of(said.attributes.get("effect_list"))
    if effects:
        capabilities["effect"] = Choice(effects)
    if said.has((8, "flash"), unsaid=False):
        capabilities["flash"] = Trigger()
    if said.has((32, "transition"), unsaid=False):
        capabilities["transition"] = Quantity(0, _LONGEST_TRANSITION_S, "s")
    return "light", capabilities


def switch(said: Said) -> Made:
    """A switch, or what its name says hangs on it."""
    kind = kind_of_words(said.name)
    return (kind if kind and kind in PLUGGED_KINDS else "switch"), {"on": Toggle()}


def fan(said: Said) -> Made:
    """A fan."""
    capabilities: Capabilities = {"on": Toggle()}
    if said.has((1, "set_speed")):
        step = number_of(said.attributes.get("percentage_step"), 1)
        capabilities |= {
            "speed": Choice(("low", "medium", "high")),
            "percentage": Quantity(0, 100, "%", step=step),
        }
    presets = options_of(said.attributes.get("preset_modes"))
    if presets:
        capabilities["preset"] = Choice(presets)
    if "oscillating" in said.attributes:
        capabilities["oscillating"] = Toggle()
    if "direction" in said.attributes:
        capabilities["direction"] = Choice(("forward", "reverse"))
    return "fan", capabilities


def siren(said: Said) -> Made:
    """A siren."""
    capabilities: Capabilities = {"on": Toggle()}
    tones = said.attributes.get("available_tones")
    names = options_of(list(tones.values()) if isinstance(tones, dict) else tones)
    if names and said.has((4, "tones")):
        capabilities["sound_mode"] = Choice(names)
    if said.has((8, "volume_set"), unsaid=False):
        capabilities["volume"] = Quantity(0, 100, "%")
    if said.has((16, "duration"), unsaid=False):
        capabilities["duration"] = Quantity(1, 3_600, "s")
    return "siren", capabilities


def player(said: Said) -> Made:
    """A player; a television by its class or its name."""
    kind = "tv" if said.device_class == "tv" or kind_of_words(said.name) == "tv" else "speaker"
    can_switch = said.has((128, "turn_on")) or said.has((256, "turn_off"))
    able = tuple(state for state, feature in _PLAYER_STATES.items() if said.has(feature))
    capabilities: Capabilities = {
        "on": Toggle(readonly=not can_switch),
        "state": Choice(able or tuple(_PLAYER_STATES), readonly=not able),
    }
    if said.has((4, "volume_set")):
        capabilities["volume"] = Quantity(0, 100, "%")
    if said.has((8, "volume_mute")):
        capabilities["muted"] = Toggle()
    capabilities["content"] = Text(readonly=not said.has((512, "play_media")))
    sources = options_of(said.attributes.get("source_list"))
    if sources and said.has((2048, "select_source")):
        capabilities["source"] = Choice(sources)
    sound_modes = options_of(said.attributes.get("sound_mode_list"))
    if sound_modes and said.has((65536, "select_sound_mode"), unsaid=False):
        capabilities["sound_mode"] = Choice(sound_modes)
    if kind == "tv":
        capabilities["screen"] = Toggle(readonly=True)
    for feature, rarer in _RARER_OF_PLAYERS:
        capabilities |= dict(rarer) if said.has(feature, unsaid=False) else {}
    return kind, capabilities
