"""Nouns that tell whether something is to be watched or listened to."""

from __future__ import annotations

FILM_WORDS = frozenset("film movie movies films episode series show documentary cartoon programme news match".split())
MUSIC_WORDS = frozenset(
    "music song songs album playlist jazz rock pop blues classical radio podcast tune tunes audiobook track artist band folk reggae soul metal techno".split()
)
