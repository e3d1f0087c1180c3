"""The words that questions are made of."""

from __future__ import annotations

AUXILIARIES = frozenset("is are was were isn't aren't does do did has have had".split())


WH = frozenset(
    {
        "what",
        "what's",
        "whats",
        "which",
        "how",
        "how's",
        "hows",
        "who",
        "who's",
        "whos",
        "where",
        "where's",
        "when",
        "when's",
    }
)


MEASURES = {
    "warm": "temperature", "hot": "temperature", "cold": "temperature", "cool": "temperature", "chilly": "temperature",
    "humid": "humidity", "damp": "humidity", "dry": "humidity", "bright": "brightness", "dim": "brightness",
    "dark": "brightness", "loud": "volume", "open": "position", "fast": "speed", "high": "level",
    "long": "remaining_min", "much": "remaining_min", "far": "position",
}  # fmt: skip


PREDICATES = {
    "on": "on", "off": "off", "open": "open", "closed": "closed", "shut": "closed", "locked": "locked", "lit": "on",
    "unlocked": "unlocked", "running": "running", "playing": "playing", "cleaning": "running", "paused": "paused",
    "going": "running", "muted": "muted", "armed": "armed", "disarmed": "disarmed", "set": "armed", "done": "idle",
    "finished": "idle", "home": "home", "in": "home", "out": "away", "away": "away", "here": "home", "up": "open",
    "down": "closed", "docked": "docked", "active": "on", "working": "running", "vacuuming": "running",
    "heating": "running",
    "back": "home", "ready": "idle", "charging": "docked", "alive": "on", "still": "",
}  # fmt: skip


PERSON_PREDICATES = frozenset({"home", "away"})


ANYTHING = frozenset({"anything", "something", "everything", "any"})


ANYONE = frozenset({"anyone", "anybody", "somebody", "someone", "everyone", "everybody"})


ATTRIBUTE_READINGS = {
    "target_temperature": "temperature",
    "target_humidity": "humidity",
    "remaining_min": "remaining_min",
}
