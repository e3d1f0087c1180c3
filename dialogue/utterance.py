"""What comes into a turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said or typed to the hub, with where, by whom and when.

    ``area`` is the room of the satellite, ``person`` a person's id; ``None`` means unknown (an unknown speaker counts
    as an adult for plain requests). ``confidence`` is the recogniser's, 1.0 for text. ``channel`` is text or voice.
    """

    text: str
    conversation_id: str
    turn_id: str
    at: datetime
    area: str | None = None
    person: str | None = None
    satellite: str | None = None
    language: str = "en"
    channel: str = "text"
    confidence: float = 1.0
