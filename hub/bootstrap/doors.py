"""Composes the doors for voices: the Wyoming server and the satellites the hub connects to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from devices.home import Home
from hub.config import Settings
from hub.errors import NotInHome
from hub.health import Probe
from hub.places import area_named, person_named
from hub.sessions import Sessions
from hub.supervisor import Work
from hub.voice.activity import Activity
from hub.voice.adapters.wyoming_announcement import ZeroconfAnnouncer
from hub.voice.adapters.wyoming_satellite import Customs, NewListener, Satellite, WyomingSatellite
from hub.voice.adapters.wyoming_server import Offer, WyomingServer, is_loopback
from hub.voice.events import ListenerEvent
from hub.voice.listener import Aloud, Hearer, Listener, Manners
from hub.voice.mouth import Mouth
from hub.voice.ports import Loudspeaker
from hub.voice.rooms import Rooms, RoomVoice
from hub.voice.turns import Place
from hub.voice.wake import Wake, WakeDetector


@dataclass(slots=True)
class Doors:
    """What must run for them while the hub serves, and what tells whether it does."""

    work: dict[str, Work] = field(default_factory=dict)
    health: dict[str, Probe] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listeners:
    """What every listener in the house is made of."""

    voice: Hearer
    wake: WakeDetector
    mouth: Mouth | None
    manners: Manners

    def at(self, place: Place, voice: Hearer) -> NewListener:
        """Makes the listeners of one place."""

        def new_listener(
            *,
            loudspeaker: Loudspeaker,
            on_event: Callable[[ListenerEvent], None],
            may_wake: Callable[[Wake], bool],
            barge_in: bool,
        ) -> Listener:
            mouth = self.mouth
            return Listener(
                voice,
                place,
                detector=Activity(),
                wake=self.wake,
                aloud=Aloud(mouth, loudspeaker, mouth.aloud) if mouth is not None else None,
                manners=replace(self.manners, barge_in=self.manners.barge_in and barge_in),
                on_event=on_event,
                may_wake=may_wake,
            )

        return new_listener


def wyoming_server(settings: Settings, doors: Doors, offer: Offer) -> None:
    """The server, where it is switched on."""
    if not settings.wyoming:
        return
    announce = settings.wyoming_announce
    if announce is None:
        announce = not is_loopback(settings.wyoming_host)
    announcer = ZeroconfAnnouncer() if announce else None
    server = WyomingServer(settings.wyoming_host, settings.wyoming_port, offer, announcer=announcer)
    doors.work["wyoming server"] = server.run
    doors.health["wyoming server"] = server.health


def wyoming_satellites(settings: Settings, doors: Doors, listeners: Listeners, home: Callable[[], Home]) -> None:
    """A connection to each satellite of the settings."""
    rooms = Rooms()
    customs = Customs(rooms, settings.language, settings.wake_phrase, settings.follow_up)
    for where, host, port in _addresses(settings.wyoming_satellites):
        area, _, person = where.partition("/")
        name = area if area not in {one.removeprefix("satellite ") for one in doors.work} else f"{area} {host}:{port}"
        place = Place(f"satellite {host}:{port}", satellite=name, language=settings.language)
        voice = RoomVoice(listeners.voice, rooms, _there(home, area, person))
        satellite = WyomingSatellite(Satellite(name, host, port, listeners.at(place, voice)), customs)
        doors.work[f"satellite {name}"] = satellite.run
        doors.health[f"satellite {name}"] = satellite.health


def voice_doors(
    settings: Settings,
    *,
    sessions: Sessions,
    home: Callable[[], Home],
    voice: Hearer | None,
    model: str,
    wake: WakeDetector | None,
    mouth: Mouth | None,
) -> Doors:
    """The doors that are switched on."""
    doors = Doors()
    wyoming_server(settings, doors, Offer(sessions, home, settings.language, voice, model, mouth))
    if voice is not None and wake is not None:
        manners = Manners(
            wake_phrase=settings.wake_phrase,
            follow_up=settings.follow_up,
            follow_up_s=settings.follow_up_s,
            barge_in=settings.barge_in,
        )
        wyoming_satellites(settings, doors, Listeners(voice, wake, mouth, manners), home)
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
        return _known(area_named, home(), area), _known(person_named, home(), person)

    return where


def _known(find: Callable[[Home, str | None], str | None], home: Home, named: str) -> str | None:
    try:
        return find(home, named or None)
    except NotInHome:
        return None
