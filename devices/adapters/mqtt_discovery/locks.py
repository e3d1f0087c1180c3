"""Locks and alarm panels. What wants a code is refused: a code is not for speaking aloud."""

from __future__ import annotations

from collections.abc import Sequence

from devices.adapters.mqtt_discovery.component import Abilities, Publication, Values
from devices.adapters.mqtt_discovery.config import Config
from devices.adapters.mqtt_discovery.errors import IgnoredMessage
from devices.capabilities import Choice, Toggle
from devices.errors import CommandRefused

CODE_WANTED = "it wants a code, which can't be said aloud"
_ARMED = {
    "armed_home": "home",
    "armed_away": "away",
    "armed_night": "night",
    "armed_vacation": "vacation",
    "armed_custom_bypass": "custom",
}
_PAYLOADS = {
    "disarmed": ("payload_disarm", "DISARM"),
    "home": ("payload_arm_home", "ARM_HOME"),
    "away": ("payload_arm_away", "ARM_AWAY"),
    "night": ("payload_arm_night", "ARM_NIGHT"),
    "vacation": ("payload_arm_vacation", "ARM_VACATION"),
    "custom": ("payload_arm_custom_bypass", "ARM_CUSTOM_BYPASS"),
}
_FEATURES = {
    "arm_home": "home",
    "arm_away": "away",
    "arm_night": "night",
    "arm_vacation": "vacation",
    "arm_custom_bypass": "custom",
}

# Home Assistant's own numbers for them, which ESPHome adds up.
_FEATURE_BITS = {
    1: "arm_home",
    2: "arm_away",
    4: "arm_night",
    8: "trigger",
    16: "arm_custom_bypass",
    32: "arm_vacation",
}


def read_lock(config: Config) -> Abilities:
    """Abilities of a lock."""
    config.required_topic("command_topic")
    locked, unlocked = config.text("state_locked", "LOCKED"), config.text("state_unlocked", "UNLOCKED")
    on_the_way = {config.text(f"state_{word}", word.upper()) for word in ("locking", "unlocking", "opening")}
    jammed = config.text("state_jammed", "JAMMED")
    ajar = config.text("state_open", "OPEN")

    def parse(text: str) -> Values:
        if text in {locked, unlocked, ajar}:
            return {"locked": text == locked}
        if text in {jammed, "None", config.text("payload_reset", "None")}:
            return {"locked": None}
        if text in on_the_way:
            raise IgnoredMessage("it is on the way")
        raise IgnoredMessage(f"{text[:40]!r} is no state of a lock")

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        wants_locked = bool(settings["locked"])
        if config.has("code_format") and not wants_locked:
            raise CommandRefused(config.text("unique_id"), "locked", CODE_WANTED)
        payload = config.text("payload_lock", "LOCK") if wants_locked else config.text("payload_unlock", "UNLOCK")
        return (config.publication("command_topic", "command_template", payload, {"code": None}),)

    readings = config.reading("state_topic", ("value_template",), parse)
    unreported = frozenset({"locked"}) if not readings or config.flag("optimistic") else frozenset[str]()
    return Abilities("lock", {"locked": Toggle()}, readings, write, unreported)


def read_alarm(config: Config) -> Abilities:
    """Abilities of an alarm panel."""
    config.required_topic("command_topic")
    config.required_topic("state_topic")
    features = config.features("supported_features", _FEATURE_BITS, tuple(_FEATURES))
    modes = ("disarmed", *(_FEATURES[feature] for feature in features if feature in _FEATURES))

    def parse(text: str) -> Values:
        if text in _ARMED:
            return {"mode": _ARMED[text]}
        if text in {"disarmed", "triggered"}:
            return {"mode": text}
        if text == "None":
            return {"mode": None}
        raise IgnoredMessage(f"{text[:40]!r} says nothing final")

    def write(settings: Values, state: Values) -> Sequence[Publication]:
        mode = str(settings["mode"])
        key = "code_disarm_required" if mode == "disarmed" else "code_arm_required"
        if config.has("code") and config.flag(key, default=True):
            raise CommandRefused(config.text("unique_id"), "mode", CODE_WANTED)
        action = config.text(*_PAYLOADS[mode])
        if config.has("command_template"):
            return (config.publication("command_topic", "command_template", action, {"action": action, "code": None}),)
        return (Publication(config.required_topic("command_topic"), action, config.qos),)

    readings = config.reading("state_topic", ("value_template",), parse)
    return Abilities("alarm_panel", {"mode": Choice(modes)}, readings, write)
