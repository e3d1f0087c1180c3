"""What comes into a turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from devices.home import Role
from dialogue.transcript import Transcript


@dataclass(frozen=True, slots=True)
class EarTrace:
    """What the ear knows of an utterance besides its words, for finding out later where something went wrong.

    ``wake`` is how listening began (``phrase``, ``follow_up``, ``barge_in``, ``push``, ``file``), ``wake_score`` the
    wake detector's confidence, ``speech_s`` the seconds of speech, ``snr_db`` how far it stood above the noise.
    ``interrupts`` is the turn whose spoken answer it cut off.
    """

    transcript: Transcript
    wake: str = "push"
    wake_score: float | None = None
    speech_s: float | None = None
    snr_db: float | None = None
    interrupts: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said or typed to the hub, with where, by whom and when.

    ``area`` is the room of the satellite, ``person`` a person's id; ``None`` means unknown (an unknown speaker counts
    as an adult for plain requests). ``confidence`` is the recogniser's, 1.0 for text. ``channel`` is text, web or
    voice. ``role`` is what the door knows of the speaker, such as the account of a guest: they never may more.
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
    role: Role | None = None
    ear: EarTrace | None = None
