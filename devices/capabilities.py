"""What an entity can be told and asked: one capability for each of its attributes.

Attribute names are the hub's own and the same for every gateway: ``on``, ``brightness`` (%), ``color`` (name),
``color_temp`` (K), ``position`` (% open), ``speed``, ``target_temperature`` (°C), ``volume`` (%) and so on
(``docs/attributes.md``). Gateways translate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, assert_never

Value: TypeAlias = bool | int | float | str | None

AND = ", "
"""Stands between the words of a choice that may be several: the rooms that a robot is to clean."""


@dataclass(frozen=True, slots=True)
class Toggle:
    """Yes or no: a light that is on, a lock that is locked, a speaker that is muted."""

    readonly: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number within limits, in ``unit``; ``step`` is the smallest change the device makes."""

    minimum: float
    maximum: float
    unit: str = ""
    step: float = 1
    readonly: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words: a mode, a source, a named colour; of ``many`` several at once, joined by ``AND``."""

    options: tuple[str, ...]
    readonly: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Free words: what a player plays, what a display shows."""

    readonly: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something that is done rather than set and leaves no state: a button, a scene, a script."""


Capability: TypeAlias = Toggle | Quantity | Choice | Text | Trigger


def is_readonly(capability: Capability) -> bool:
    """Whether the attribute can only be asked, not set."""
    return not isinstance(capability, Trigger) and capability.readonly


def fault(capability: Capability, value: Value) -> str | None:
    """Why ``value`` cannot be set, in words for a person; ``None`` when it can."""
    match capability:
        case Trigger():
            return None
        case Toggle() | Quantity() | Choice() | Text() if capability.readonly:
            return "it can only be read"
        case Toggle():
            return None if isinstance(value, bool) else "it is either yes or no"
        case Quantity():
            return _quantity_fault(capability, value)
        case Choice():
            said = value.split(AND) if capability.many and isinstance(value, str) else [value]
            return None if set(said) <= set(capability.options) else "it can be " + ", ".join(capability.options)
        case Text():
            return None if isinstance(value, str) else "it takes words"
        case _:
            assert_never(capability)


def _quantity_fault(capability: Quantity, value: Value) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "it takes a number"
    if capability.minimum <= value <= capability.maximum:
        two_ended = capability.step >= capability.maximum - capability.minimum
        if two_ended and value not in (capability.minimum, capability.maximum):
            return f"it can only go to {capability.minimum:g} or {capability.maximum:g}"
        return None
    return f"it goes from {capability.minimum:g} to {capability.maximum:g}{capability.unit and ' ' + capability.unit}"
