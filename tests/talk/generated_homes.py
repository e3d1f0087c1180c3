"""Homes that nobody has written: rooms, things and names put together at random."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from devices.home_file import HomeFile, load_home_file

ROOMS: Final = (
    "kitchen", "pantry", "cellar", "attic", "hall", "balcony", "bathroom", "guest room", "library", "workshop",
    "terrace",
)  # fmt: skip
PERCENT: Final = {"type": "int", "min": 0, "max": 100, "unit": "%"}
ON: Final = {"type": "bool"}
KINDS: Final[dict[str, tuple[str, dict[str, object], dict[str, object]]]] = {
    "light": ("light", {"on": ON, "brightness": PERCENT}, {"on": False, "brightness": 50}),
    "lamp": ("light", {"on": ON, "brightness": PERCENT}, {"on": True, "brightness": 70}),
    "lantern": ("light", {"on": ON}, {"on": False}),
    "fan": (
        "fan",
        {"on": ON, "speed": {"type": "enum", "values": ["low", "medium", "high"]}},
        {"on": True, "speed": "low"},
    ),
    "blinds": ("blind", {"position": PERCENT}, {"position": 100}),
    "curtain": ("curtain", {"position": PERCENT}, {"position": 0}),
    "socket": ("switch", {"on": ON}, {"on": True}),
    "heater": ("heater", {"on": ON}, {"on": False}),
    "lock": ("lock", {"locked": ON}, {"locked": True}),
    "oven": ("oven", {"on": ON, "target_temperature": {"type": "int", "min": 50, "max": 250}}, {"on": False}),
    "speaker": ("speaker", {"on": ON, "volume": PERCENT, "content": {"type": "string"}}, {"on": True, "volume": 20}),
    "thermostat": (
        "thermostat",
        {
            "mode": {"type": "enum", "values": ["off", "heat"]},
            "target_temperature": {"type": "float", "min": 5, "max": 30},
        },
        {"mode": "heat", "target_temperature": 20},
    ),
}  # fmt: skip


@st.composite
def homes(draw: st.DrawFn) -> HomeFile:
    """A home of two to five rooms, with one to four things in each; some of them share a name."""
    rooms = draw(st.lists(st.sampled_from(ROOMS), min_size=2, max_size=5, unique=True))
    devices: list[dict[str, object]] = []
    for room in rooms:
        for noun in draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4, unique=True)):
            kind, capabilities, state = KINDS[noun]
            name = draw(st.sampled_from((f"{room} {noun}", noun)))
            devices.append(
                {
                    "id": f"{room}_{noun}".replace(" ", "_"),
                    "name": name,
                    "area": room,
                    "type": kind,
                    "capabilities": capabilities,
                    "state": state,
                }
            )
    return load_home_file({"areas": [{"id": room, "name": room} for room in rooms], "devices": devices})


def nonsense() -> st.SearchStrategy[str]:
    """Words that mean nothing to anybody, one or two of them."""
    syllables = st.sampled_from("blo zor vane quib snar fle dro wim gax pulo yib krel".split())
    word = st.lists(syllables, min_size=2, max_size=3).map("".join)
    return st.lists(word, min_size=1, max_size=2, unique=True).map(" ".join)
