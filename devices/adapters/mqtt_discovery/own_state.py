"""What a template may ask of the entity that it belongs to, in Home Assistant's words: ``state_attr`` and ``this``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from devices.capabilities import Value

# Our attribute → Home Assistant's; all others are called alike.
_NAMES = {
    "action": "hvac_action",
    "position": "current_position",
    "preset": "preset_mode",
    "swing": "swing_mode",
    "swing_horizontal": "swing_horizontal_mode",
    "target_humidity": "humidity",
    "target_temperature": "temperature",
    "target_temperature_high": "target_temp_high",
    "target_temperature_low": "target_temp_low",
    "tilt": "current_tilt_position",
}
_BYTE = 255
# What the state of an entity is, the likeliest first, and its two words where it is yes or no.
_STATES = {
    "mode": (),
    "locked": ("locked", "unlocked"),
    "on": ("on", "off"),
    "value": (),
    "state": (),
    "position": ("open", "closed"),
}


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """What is known of the component that a template is about: its platform, its state and what it may be set to."""

    platform: str
    state: Mapping[str, Value]
    options: tuple[str, ...] = ()


_spoken_of: ContextVar[SpokenOf | None] = ContextVar("spoken_of", default=None)


@contextmanager
def speaking_of(known: SpokenOf) -> Iterator[None]:
    """While this lasts, templates are about this component."""
    token = _spoken_of.set(known)
    try:
        yield
    finally:
        _spoken_of.reset(token)


def this() -> Mapping[str, object]:
    """The entity as its templates know it."""
    return {"state": _state(), "attributes": _attributes(), "entity_id": ""}


def state_attr(entity_id: object, name: object) -> object:
    """An attribute of the entity itself, whatever it is called."""
    _check_own(entity_id)
    return _attributes().get(str(name))


def states(entity_id: object) -> str:
    """The state of the entity itself."""
    _check_own(entity_id)
    return _state()


def is_state(entity_id: object, state: object) -> bool:
    """Whether the entity itself is in this state."""
    return states(entity_id) == state


def is_state_attr(entity_id: object, name: object, value: object) -> bool:
    """Whether an attribute of the entity itself has this value."""
    return state_attr(entity_id, name) == value


def _check_own(entity_id: object) -> None:
    spoken_of = _spoken_of.get()
    # A template that gets its own id by ``entity_id`` gets none here.
    if spoken_of is None or str(entity_id).partition(".")[0] not in {"", spoken_of.platform}:
        raise ValueError(f"nothing is known of {str(entity_id)[:40]!r}")


def _attributes() -> dict[str, object]:
    spoken_of = _spoken_of.get()
    if spoken_of is None:
        return {}
    known: dict[str, object] = {_NAMES.get(key, key): _told(key, value) for key, value in spoken_of.state.items()}
    return {**known, "options": list(spoken_of.options)} if spoken_of.options else known


def _told(attribute: str, value: Value) -> Value:
    is_level = attribute == "brightness" and isinstance(value, int | float)
    return round(value * _BYTE / 100) if is_level and isinstance(value, int | float) else value


def _state() -> str:
    spoken_of = _spoken_of.get()
    for attribute, words in _STATES.items():
        value = spoken_of.state.get(attribute) if spoken_of is not None else None
        if value is not None:
            return words[0 if value else 1] if words else str(value)
    return "unknown"
