"""What is said in the bench: sentences that both sides understand, and sentences with words nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from typing import Final

from tests.bench.homes import BenchHome, Device

UNKNOWN_VALUES: Final = ("campfire", "velvety", "exam mode", "bubblegum", "secret agent", "jungle", "comic book")
UNKNOWN_THINGS: Final = ("grumbletron", "wobbly contraption", "beast", "old faithful", "snorkel machine", "zeppelin")
UNKNOWN_DEEDS: Final = ("lumosify", "defrobnicate", "make it hedgehog time", "start operation marzipan")


def hits(home: BenchHome, count: int) -> tuple[str, ...]:
    """Commands and questions about devices of this home, in the plainest words."""
    return _mixed(
        count,
        _each(home, "ceiling light", "turn on the {}", "turn off the {}", "set the {} brightness to 40%"),
        _each(home, "fan", "turn on the {}", "turn {} off"),
        _each(home, "blind", "open the {}", "close {}"),
        _each(home, "thermostat", "is the {} on"),
        _each(home, "lamp", "switch off the {}", "set the {} brightness to 70%", "turn {} on"),
        (f"turn {way} the lights in the {area}" for area in home.areas.values() for way in ("on", "off")),
        _each(home, "heater", "turn on {}", "switch the {} off"),
    )


def misses(home: BenchHome, count: int) -> tuple[str, ...]:
    """Commands with a word in them that neither the home nor the language explains: value, device or deed."""
    return _mixed(
        count,
        _each(home, "ceiling light", *(f"set the {{}} to {word}" for word in UNKNOWN_VALUES)),
        (f"{deed} the {word}" for word in UNKNOWN_THINGS for deed in ("turn on", "switch off", "open")),
        (f"turn on the {word} in the {area}" for area in home.areas.values() for word in UNKNOWN_THINGS[1:4]),
        _each(home, "lamp", *(f"make the {{}} {word}" for word in UNKNOWN_VALUES)),
        (f"{word} the {area}" for area in home.areas.values() for word in UNKNOWN_DEEDS[:2]),
        (f"please {word}" for word in UNKNOWN_DEEDS[2:]),
    )


def _each(home: BenchHome, noun: str, *shapes: str) -> Iterator[str]:
    devices: tuple[Device, ...] = home.of(noun)
    return (shape.format(device.name) for device in devices for shape in shapes)


def _mixed(count: int, *sources: Iterator[str]) -> tuple[str, ...]:
    """One of each source in turn, until there are enough; as many as there are when they run out."""
    rows = chain.from_iterable(zip_longest(*sources))
    return tuple(islice(dict.fromkeys(sentence for sentence in rows if sentence is not None), count))
