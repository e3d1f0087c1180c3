"""How things are, in the words of the house: what the pages tell of a state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from devices.capabilities import Capability, Quantity, Value, is_readonly
from devices.home import Entity
from dialogue.saying.wording import EITHER, Wording

# What says by itself what it is of.
_PLAIN: Final = frozenset({"brightness", "color", "color_temp", "position", "speed", "percentage", "state", "volume"})


def told_state(entity: Entity, state: Mapping[str, Value], says: Wording) -> str:
    """How a thing is, shortly: whether it is on comes first, and what it would be like is not told while it is off."""
    return ", ".join(_parts(entity, state, says))


def told_value(capability: Capability | None, attribute: str, value: Value, says: Wording) -> str:
    """One value of an attribute, in words, behind its name."""
    if value is None:
        return "not known"
    if attribute in EITHER:
        return says.setting(attribute, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(capability, Quantity):
        return f"{value} {capability.unit}".strip()
    return says.setting(attribute, value) if attribute in _PLAIN else str(value)


def told_settings(entity: Entity | None, settings: Mapping[str, Value], says: Wording) -> str:
    """What a thing is told to be, with units."""
    return ", ".join(
        _told(attribute, value, entity.capabilities.get(attribute) if entity is not None else None, says)
        for attribute, value in settings.items()
    )


def label_of(attribute: str) -> str:
    """What stands before the value of an attribute; what says by itself what it is, is the state."""
    return "state" if attribute in EITHER else attribute.replace("_", " ")


def switch_words(attribute: str, says: Wording) -> tuple[str, str]:
    """What the two buttons of a switch say."""
    if attribute not in EITHER:
        return "Yes", "No"
    return says.setting(attribute, value=True).capitalize(), says.setting(attribute, value=False).capitalize()


def _parts(entity: Entity, state: Mapping[str, Value], says: Wording) -> Iterator[str]:
    is_off = state.get("on") is False
    if "on" in state:
        yield _told("on", state["on"], None, says)
    for attribute, value in state.items():
        capability = entity.capabilities.get(attribute)
        is_wish = capability is not None and not is_readonly(capability)
        if attribute == "on" or (is_off and is_wish) or (attribute == "remaining_min" and not value):
            continue
        yield _told(attribute, value, capability, says)


def _told(attribute: str, value: Value, capability: Capability | None, says: Wording) -> str:
    if attribute == "remaining_min" and value is not None:
        return says.piece("is_minutes_left", value=f"{value:g}" if isinstance(value, int | float) else str(value))
    if attribute in _PLAIN or (attribute in EITHER and value is not None):
        return says.setting(attribute, value) if value is not None else f"{attribute} not known"
    return f"{attribute.replace('_', ' ')} {told_value(capability, attribute, value, says)}"
