"""Composes the doors for voices: the Wyoming server and the satellites the hub connects to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from devices.home import Home
from hub.announcer import HUB, WYOMING, ZeroconfAnnouncer, is_loopback
from hub.config import Settings
from hub.health import Probe
from hub.identity import Identity
from hub.places import area_named, if_known, person_named
from hub.sessions import Sessions
from hub.supervisor import Work
from hub.voice.adapters.wyoming_satellite import Customs, Satellite, WyomingSatellite
from hub.voice.adapters.wyoming_server import Offer, WyomingServer
from hub.voice.listeners import Listeners
from hub.voice.manners import Hearer
from hub.voice.mouth import Mouth
from hub.voice.rooms import RoomVoice
from hub.voice.turns import Place


@dataclass(slots=True)
class Doors:
    """What must run for them while the hub serves, and what tells whether it does."""

    work: dict[str, Work] = field(default_factory=dict)
    health: dict[str, Probe] = field(default_factory=dict)


def api_announcer(settings: Settings, identity: Identity) -> ZeroconfAnnouncer | None:
    """What makes the API known on the network, where it is to be."""
    announce = settings.api_announce
    if announce is None:
        announce = not is_loopback(settings.api_host)
    scheme = "http" if settings.api_tls_cert is None else "https"
    properties = {"id": identity.id, "version": identity.version, "path": "/api/v1", "scheme": scheme}
    return ZeroconfAnnouncer(HUB, properties) if announce else None


def wyoming_server(settings: Settings, doors: Doors, offer: Offer) -> None:
    """The server, where it is switched on."""
    if not settings.wyoming:
        return
    announce = settings.wyoming_announce
    if announce is None:
        announce = not is_loopback(settings.wyoming_host)
    announcer = ZeroconfAnnouncer(WYOMING) if announce else None
    server = WyomingServer(settings.wyoming_host, settings.wyoming_port, offer, announcer=announcer)
    doors.work["wyoming server"] = server.run
    doors.health["wyoming server"] = server.health


def wyoming_satellites(settings: Settings, doors: Doors, listeners: Listeners, home: Callable[[], Home]) -> None:
    """A connection to each satellite of the settings."""
    rooms = listeners.rooms
    customs = Customs(rooms, settings.language, settings.wake_phrase, lambda: listeners.follow_up)
    for where, host, port in _addresses(settings.wyoming_satellites):
        area, _, person = where.partition("/")
        name = area if f"satellite {area}" not in doors.work else f"{area} {host}:{port}"
        place = Place(f"satellite {host}:{port}", satellite=name, language=settings.language)
        voice = RoomVoice(listeners.voice, rooms, _there(home, area, person))
        listen = partial(listeners.at, place, voice=voice)
        satellite = WyomingSatellite(Satellite(name, host, port, listen), customs)
        doors.work[f"satellite {name}"] = satellite.run
        doors.health[f"satellite {name}"] = satellite.health


def voice_doors(
    settings: Settings,
    sessions: Sessions,
    home: Callable[[], Home],
    voice: Hearer | None,
    model: str,
    mouth: Mouth | None,
    listeners: Listeners | None,
) -> Doors:
    """The doors that are switched on; without ``listeners`` nothing is heard at satellites."""
    doors = Doors()
    wyoming_server(settings, doors, Offer(sessions, home, settings.language, voice, model, mouth))
    if listeners is not None:
        wyoming_satellites(settings, doors, listeners, home)
    return doors


def _addresses(satellites: Sequence[str]) -> list[tuple[str, str, int]]:
    found = []
    for value in satellites:
        where, _, address = value.partition("=")
        parts = urlsplit(address)
        found.append((where, parts.hostname or "", parts.port or 0))
    return found


def _there(home: Callable[[], Home], area: str, person: str) -> Callable[[], tuple[str | None, str | None]]:
    """The area and the person by these names, as far as the home has them by now."""

    def where() -> tuple[str | None, str | None]:
        return if_known(area_named, home(), area or None), if_known(person_named, home(), person or None)

    return where
