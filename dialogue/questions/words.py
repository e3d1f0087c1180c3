"""The words that questions are made of."""

from __future__ import annotations

AUXILIARIES = frozenset("is are was were isn't aren't does do did has have had".split())


PERSON_PREDICATES = frozenset({"home", "away"})


ATTRIBUTE_READINGS = {
    "target_temperature": "temperature",
    "target_humidity": "humidity",
    "remaining_min": "remaining_min",
}
