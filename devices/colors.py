"""Names of colours and what they look like.

Home Assistant (and most gateways) speak red, green and blue; people speak names. A colour that comes back from a lamp
is named by its hue, since lamps report colours a little off and scaled by brightness. Values are those of CSS, as
Home Assistant uses them.
"""

from __future__ import annotations

import colorsys
from functools import cache
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]

NAMED: dict[str, Rgb] = {
    "white": (255, 255, 255),
    "red": (255, 0, 0),
    "orange": (255, 165, 0),
    "yellow": (255, 255, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "purple": (128, 0, 128),
    "pink": (255, 192, 203),
    "turquoise": (64, 224, 208),
    "cyan": (0, 255, 255),
    "lime": (50, 205, 50),
    "gold": (255, 215, 0),
    "violet": (138, 43, 226),
    "salmon": (250, 128, 114),
    "lavender": (230, 230, 250),
}

COLOR_NAMES = tuple(NAMED)


def rgb_of(name: str) -> Rgb:
    """Red, green, blue (0..255) of a colour name; raises ``KeyError`` for a name that isn't in ``NAMED``."""
    return NAMED[name]


def hs_of(name: str) -> tuple[float, float]:
    """Hue (0..360) and saturation (0..100) of a colour name."""
    hue, saturation, _ = colorsys.rgb_to_hsv(*(part / 255 for part in NAMED[name]))
    return round(hue * 360, 1), round(saturation * 100, 1)


def rgb_of_hs(hue: float, saturation: float) -> Rgb:
    """Red, green, blue of a hue (0..360) and saturation (0..100) at full brightness."""
    red, green, blue = colorsys.hsv_to_rgb((hue % 360) / 360, min(max(saturation, 0), 100) / 100, 1.0)
    return round(red * 255), round(green * 255), round(blue * 255)


def rgb_of_xy(x: float, y: float) -> Rgb:
    """Red, green, blue of a CIE 1931 chromaticity, wide gamut D65, as Zigbee lamps report it."""
    if y <= 0:
        return (255, 255, 255)
    big_x, big_z = x / y, (1 - x - y) / y
    linear = (
        big_x * 1.656492 - 0.354851 - big_z * 0.255038,
        -big_x * 0.707196 + 1.655397 + big_z * 0.036152,
        big_x * 0.051713 - 0.121364 + big_z * 1.011530,
    )
    curved = [
        12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
        for part in (max(value, 0.0) for value in linear)
    ]
    peak = max(*curved, 1e-6)
    red, green, blue = (round(255 * part / peak) for part in curved)
    return red, green, blue


def xy_of(name: str) -> tuple[float, float]:
    """CIE 1931 chromaticity of a colour name."""
    red, green, blue = (_linear(part / 255) for part in NAMED[name])
    big_x = red * 0.664511 + green * 0.154324 + blue * 0.162028
    big_y = red * 0.283881 + green * 0.668433 + blue * 0.047685
    big_z = red * 0.000088 + green * 0.072310 + blue * 0.986039
    total = big_x + big_y + big_z
    return (round(big_x / total, 4), round(big_y / total, 4)) if total else (0.3127, 0.3290)


def are_alike(name: str, other: str) -> bool:
    """Whether two named colours are neighbours that a lamp may take for each other."""
    if name == other:
        return True
    hue, saturation = hs_of(name)
    return _distance(other, hue / 360, saturation / 100) < 0.35


def with_white(rgb: Rgb) -> tuple[int, int, int, int]:
    """Red, green, blue and a white channel that together make a colour: what they have in common is the white's."""
    white = min(rgb)
    red, green, blue = (part - white for part in rgb)
    peak = max(red, green, blue, white)
    scale = max(rgb) / peak if peak else 1
    return round(red * scale), round(green * scale), round(blue * scale), round(white * scale)


def without_white(red: float, green: float, blue: float, *whites: float) -> Rgb:
    """The red, green and blue that coloured and white channels make together."""
    more = max(whites, default=0)
    mixed = [part + more for part in (red, green, blue)]
    scale = max(red, green, blue, more) / max(*mixed, 1e-6)
    r, g, b = (round(min(max(part * scale, 0), 255)) for part in mixed)
    return r, g, b


@cache
def name_of(red: int, green: int, blue: int) -> str:
    """The named colour that looks most like this one, however bright."""
    hue, saturation, _ = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
    if max(red, green, blue) == 0:
        return "white"
    return min(NAMED, key=lambda name: _distance(name, hue, saturation))


def _distance(name: str, hue: float, saturation: float) -> float:
    other_hue, other_saturation, _ = colorsys.rgb_to_hsv(*(part / 255 for part in NAMED[name]))
    turn = abs(hue - other_hue)
    around = min(turn, 1 - turn) * 2
    # A hue says nothing of a colour that is nearly white.
    return around * 4 * min(saturation, other_saturation) + abs(saturation - other_saturation)


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
