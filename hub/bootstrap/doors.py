"""Composes the doors for voices: the Wyoming server and the satellites the hub connects to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from devices.home import Home
from hub.config import Settings
from hub.health import Probe
from hub.sessions import Sessions
from hub.supervisor import Work
from hub.voice.adapters.wyoming_announcement import ZeroconfAnnouncer
from hub.voice.adapters.wyoming_server import Offer, WyomingServer, is_loopback
from hub.voice.ports import Synthesiser
from hub.voice.turns import Voice


@dataclass(slots=True)
class Doors:
    """What must run for them while the hub serves, and what tells whether it does."""

    work: dict[str, Work] = field(default_factory=dict)
    health: dict[str, Probe] = field(default_factory=dict)


def voice_doors(
    settings: Settings,
    *,
    sessions: Sessions,
    home: Callable[[], Home],
    voice: Voice | None,
    model: str,
    synthesiser: Synthesiser | None,
) -> Doors:
    """The doors that are switched on."""
    doors = Doors()
    if settings.wyoming:
        offer = Offer(sessions, home, settings.language, voice, model, synthesiser)
        announce = settings.wyoming_announce
        if announce is None:
            announce = not is_loopback(settings.wyoming_host)
        announcer = ZeroconfAnnouncer() if announce else None
        server = WyomingServer(settings.wyoming_host, settings.wyoming_port, offer, announcer=announcer)
        doors.work["wyoming server"] = server.run
        doors.health["wyoming server"] = server.health
    return doors
