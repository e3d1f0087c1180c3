"""What Home Assistant says of an entity, and how its attributes are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from devices.capabilities import Capability

Capabilities: TypeAlias = dict[str, Capability]
Attributes: TypeAlias = Mapping[str, object]
Made: TypeAlias = tuple[str, Capabilities]
"""The kind of an entity, and what it can do."""


@dataclass(frozen=True, slots=True)
class Said:
    """What Home Assistant says of an entity, apart from its domain."""

    name: str
    device_class: str
    attributes: Attributes

    def has(self, feature: tuple[int, str], *, unsaid: bool = True) -> bool:
        """Whether it has a feature, by its bit or its word; ``unsaid`` when nothing is said of features.

        Where a sort of thing says what it can do, only that is offered; a home written by hand may leave it unsaid.
        """
        features = self.attributes.get("supported_features")
        if isinstance(features, int):
            return bool(features & feature[0])
        words = words_of(features)
        return feature[1] in words if words else unsaid


def temperature_unit(attributes: Attributes) -> str:
    """In which degrees it measures."""
    return str(attributes.get("temperature_unit") or attributes.get("unit_of_measurement") or "°C")


def number_of(raw: object, default: float) -> float:
    """The number that an attribute holds, else the default."""
    if isinstance(raw, bool) or raw is None:
        return default
    try:
        return float(raw) if isinstance(raw, int | float | str) else default
    except ValueError:
        return default


def options_of(raw: object) -> tuple[str, ...]:
    """What can be chosen."""
    return (
        tuple(str(word_of(item) if "." in str(item) else item) for item in raw) if isinstance(raw, list | tuple) else ()
    )


def word_of(raw: object) -> str:
    """A plain word of a value that may be written as an enumeration of Home Assistant, ``SensorDeviceClass.POWER``."""
    text = "" if raw is None else str(raw)
    return text.rpartition(".")[2].lower() if "." in text else text


def words_of(raw: object) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word_of(item) for item in raw) if isinstance(raw, list | tuple | set | frozenset) else frozenset()
