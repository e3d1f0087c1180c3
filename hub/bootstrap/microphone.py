"""Listens with this machine's own microphone while the hub runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from devices.home import Home
from devices.registry import Registry
from hub.config import Settings
from hub.errors import HubError
from hub.health import PartHealth
from hub.places import area_named
from hub.voice.adapters.microphone import (
    DEFAULT,
    MachineLoudspeaker,
    Microphone,
    SoundDevice,
    load_sounddevice,
    sound_devices,
)
from hub.voice.events import ListenerEvent
from hub.voice.listeners import Listeners
from hub.voice.turns import Place

_log = logging.getLogger(__name__)

CONVERSATION = "microphone"
_AGAIN_S = 30.0


def microphone_area(home: Home, named: str | None) -> str | None:
    """The room it stands in: the named one, or the first satellite's. Raises ``NotInHome``."""
    return area_named(home, named) or next((place.area for place in home.satellites), None)


def own_microphone(named: str | None) -> Microphone:
    """This machine's microphone, to be entered."""
    return Microphone(named or DEFAULT)


def own_loudspeaker() -> MachineLoudspeaker:
    """This machine's loudspeaker."""
    return MachineLoudspeaker()


def own_devices() -> tuple[SoundDevice, ...]:
    """The sound devices of this machine. Raises ``MicrophoneMissing``."""
    return sound_devices(load_sounddevice())


class MicrophoneListening:
    """The place where this machine stands. A missing microphone is reported once and looked for again."""

    def __init__(
        self, settings: Settings, listeners: Listeners, registry: Registry, announce: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._listeners = listeners
        self._registry = registry
        self._announce = announce
        self._fault = ""
        self._microphone: Microphone | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._listen()
            except HubError as error:
                if str(error) != self._fault:
                    self._announce(str(error))
                    _log.error("%s", error)
                self._fault = str(error)
            await asyncio.sleep(_AGAIN_S)

    async def health(self) -> PartHealth:
        """Whether it listens, and with what."""
        if self._microphone is None:
            return PartHealth(works=False, detail=self._fault or "not opened yet")
        return PartHealth(works=True, detail=f"{self._microphone.name}, {self._microphone.rate} Hz")

    async def _listen(self) -> None:
        settings = self._settings
        area = microphone_area(self._registry.home(), settings.microphone_area)
        place = Place(CONVERSATION, area, satellite=CONVERSATION, language=settings.language)
        listener = self._listeners.at(place, loudspeaker=own_loudspeaker(), on_event=_ignored)
        async with own_microphone(settings.microphone) as microphone:
            self._microphone, self._fault = microphone, ""
            try:
                await listener.run(microphone.chunks())
            finally:
                self._microphone = None


def _ignored(_event: ListenerEvent) -> None:
    return
