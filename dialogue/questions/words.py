"""The words that questions are made of."""

from __future__ import annotations

PERSON_PREDICATES = frozenset({"home", "away"})


ATTRIBUTE_READINGS = {
    "target_temperature": "temperature",
    "target_humidity": "humidity",
    "remaining_min": "remaining_min",
}
