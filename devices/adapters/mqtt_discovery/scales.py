"""Units of gateways and those of the hub: per cent, kelvin, degrees Celsius."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a device that means 0..100 %; ``start`` may be the larger end (an inverted cover)."""

    start: float
    end: float

    def percent(self, value: float) -> float:
        """Per cent of a device's number, to the nearest whole one."""
        return (
            round(min(max((value - self.start) * 100 / (self.end - self.start), 0), 100))
            if self.end != self.start
            else 0
        )

    @property
    def step(self) -> float:
        """The per cent between two of the device's whole numbers, at least one."""
        levels = abs(self.end - self.start)
        return round(max(100 / levels, 1), 2) if levels else 1

    def device(self, percent: float) -> int:
        """The device's number for a percentage."""
        return round(self.start + (self.end - self.start) * percent / 100)


def kelvin_of_mireds(mireds: float) -> float:
    """Colour temperature in K, to the nearest whole one."""
    return round(1_000_000 / mireds) if mireds > 0 else 0


def mireds_of_kelvin(kelvin: float) -> float:
    """Colour temperature in mireds, to the nearest whole one."""
    return round(1_000_000 / kelvin) if kelvin > 0 else 0


def is_fahrenheit(unit: str) -> bool:
    """Whether a unit is degrees Fahrenheit, however it is written."""
    return unit.strip().upper() in {"F", "°F", "℉", "ºF", "DEG F"}


def is_celsius(unit: str) -> bool:
    """Whether a unit is degrees Celsius, however it is written."""
    return unit.strip().upper() in {"C", "°C", "℃", "ºC", "DEG C"}


def celsius_of(unit: str) -> Callable[[float], float]:
    """How to bring temperatures of that unit to °C."""
    if is_fahrenheit(unit):
        return lambda degrees: round((degrees - 32) * 5 / 9, 2)
    if unit.strip().upper() == "K":
        return lambda degrees: round(degrees - 273.15, 2)
    return lambda degrees: degrees


def from_celsius(unit: str) -> Callable[[float], float]:
    """How to bring °C to temperatures of that unit."""
    if is_fahrenheit(unit):
        return lambda degrees: round(degrees * 9 / 5 + 32, 1)
    if unit.strip().upper() == "K":
        return lambda degrees: round(degrees + 273.15, 2)
    return lambda degrees: degrees
