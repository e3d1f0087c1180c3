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


PERSON_PREDICATES = frozenset({"home", "away"})


ANYTHING = frozenset({"anything", "something", "everything", "any"})


ANYONE = frozenset({"anyone", "anybody", "somebody", "someone", "everyone", "everybody"})


ATTRIBUTE_READINGS = {
    "target_temperature": "temperature",
    "target_humidity": "humidity",
    "remaining_min": "remaining_min",
}


SUBJECTS_OF_DO = frozenset("i you we they any anyone anybody everyone people these those some all both not".split())
"""Behind "do" they make a question of it; "do the lamp", "do bath time" is a command."""
