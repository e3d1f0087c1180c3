"""Follows the hub's events, and comes back when the connection breaks."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .answers import HubEvent, HubInfo
from .client import HubClient
from .const import CONF_ANNOUNCE, CONF_SHARE_WORDS, DOMAIN, NOTABLE, NOTICE
from .errors import HubError, HubUnreachable, NotAHub, TokenRefused
from .satellites import Expected, satellites_in, speak
from .state import HubState, without_words

_LOGGER = logging.getLogger(__name__)

FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 60.0

type HubConfigEntry = ConfigEntry[HubCoordinator]


def signal_of(hub_id: str) -> str:
    """Where a hub's notable events are handed on inside Home Assistant, words included."""
    return f"{DOMAIN}_{hub_id}_event"


class HubCoordinator(DataUpdateCoordinator[HubState]):
    """Holds the hub's state for the entities: asked for once, then told by the hub."""

    config_entry: HubConfigEntry
    info: HubInfo

    def __init__(self, hass: HomeAssistant, entry: HubConfigEntry, client: HubClient) -> None:
        super().__init__(hass, _LOGGER, config_entry=entry, name=entry.title)
        self.client = client
        self.expected = Expected()
        self._last_number: str | None = None

    async def _async_update_data(self) -> HubState:
        """Look once, before the hub tells by itself; and again when somebody has an entity updated."""
        try:
            self.info = await self.client.hub()
        except TokenRefused as error:
            raise ConfigEntryAuthFailed(translation_domain=DOMAIN, translation_key="token_refused") from error
        except HubError as error:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="no_answer",
                translation_placeholders={"url": self.client.url, "detail": str(error)},
            ) from error
        if self.info.id != self.config_entry.unique_id:
            raise ConfigEntryError(translation_domain=DOMAIN, translation_key="another_hub")
        # Before the first look there is no state yet, whatever the type says.
        return self.data.seen(self.info) if isinstance(self.data, HubState) else HubState.of(self.info)

    async def follow(self) -> None:
        """Follow the hub until the token is refused; a broken connection is made again, ever more slowly."""
        wait_s = FIRST_WAIT_S
        while True:
            try:
                async with self.client.events(self._last_number) as events:
                    if not self.last_update_success:
                        _LOGGER.info("Connected to %s again", self.name)
                    self.async_set_updated_data(self.data)
                    wait_s = FIRST_WAIT_S
                    async for event in events:
                        self._take(event)
                self.async_set_update_error(HubUnreachable("the hub ended the connection"))
            except TokenRefused as error:
                self.async_set_update_error(error)
                self.config_entry.async_start_reauth(self.hass)
                return
            except HubError as error:
                self.async_set_update_error(error)
            except Exception as error:  # whatever it is, nobody else would begin to follow again
                _LOGGER.exception("An event of %s can't be taken in", self.name)
                self.async_set_update_error(error)
            await asyncio.sleep(wait_s * random.uniform(0.8, 1.2))  # noqa: S311 - so that several don't come at once
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def _take(self, event: HubEvent) -> None:
        if event.name == "hello" and event.data.get("id", self.info.id) != self.info.id:
            raise NotAHub("another hub answers at that address now")
        self._last_number = event.number or self._last_number
        version = self.data.version
        self.async_set_updated_data(self.data.after(event))
        if self.data.version != version:
            self._note_version()
        if event.name in NOTABLE:
            self._tell(event)
        if event.name == NOTICE and self.config_entry.options.get(CONF_ANNOUNCE, False):
            self._announce(event)

    def _announce(self, event: HubEvent) -> None:
        """Say it in the room that it is about; where no satellite stands, nobody is disturbed."""
        speech = event.data.get("speech")
        if not isinstance(speech, str):
            return
        for satellite_id in satellites_in(self.hass, event.data.get("area")):
            self.config_entry.async_create_background_task(
                self.hass, speak(self.hass, satellite_id, speech), f"{DOMAIN} notice at {satellite_id}"
            )

    def _note_version(self) -> None:
        device = self._device()
        if device is not None:
            dr.async_get(self.hass).async_update_device(device.id, sw_version=self.data.version)

    def _tell(self, event: HubEvent) -> None:
        """On the bus without words, unless that is wanted: the recorder keeps what is on the bus."""
        async_dispatcher_send(self.hass, signal_of(self.info.id), event)
        shares_words = self.config_entry.options.get(CONF_SHARE_WORDS, False)
        data = dict(event.data) if shares_words else without_words(event.data)
        device = self._device()
        self.hass.bus.async_fire(f"{DOMAIN}_{event.name}", {"device_id": device.id if device else None, **data})

    def _device(self) -> dr.DeviceEntry | None:
        """The hub's device: asked for by entry, because looking it up by its identifier alone ends with 2027.8."""
        devices = dr.async_entries_for_config_entry(dr.async_get(self.hass), self.config_entry.entry_id)
        return next((device for device in devices if (DOMAIN, self.info.id) in device.identifiers), None)
