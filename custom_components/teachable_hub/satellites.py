"""Satellites of Home Assistant that say what the hub has to say, and listen when it asks."""

from __future__ import annotations

import logging
import time
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

_LOGGER = logging.getLogger(__name__)

SATELLITE: Final = "assist_satellite"
ANNOUNCE: Final = 1
START_CONVERSATION: Final = 2
EXPECTED_S: Final = 60.0


class Expected:
    """At which satellite an answer is expected, and into which conversation it goes; for a minute."""

    def __init__(self) -> None:
        self._conversations: dict[str, tuple[str, float]] = {}

    def note(self, satellite_id: str, conversation_id: str) -> None:
        """The hub asks there: what is said there next is the answer."""
        self._conversations[satellite_id] = conversation_id, time.monotonic() + EXPECTED_S

    def taken(self, satellite_id: str | None) -> str | None:
        """The conversation that something said there goes into; once."""
        conversation_id, until = self._conversations.pop(satellite_id or "", (None, 0.0))
        return conversation_id if time.monotonic() < until else None


def satellites_in(hass: HomeAssistant, area: str | None) -> list[str]:
    """Those that stand in a room, by its id or name."""
    areas = ar.async_get(hass)
    found = (areas.async_get_area(area) or areas.async_get_area_by_name(area)) if area else None
    if found is None:
        return []
    devices = dr.async_get(hass)
    there = []
    for entity in er.async_get(hass).entities.values():
        if entity.domain == SATELLITE and not entity.disabled_by:
            device = devices.async_get(entity.device_id) if entity.device_id else None
            if (entity.area_id or (device.area_id if device else None)) == found.id:
                there.append(entity.entity_id)
    return there


def can_listen(hass: HomeAssistant, satellite_id: str) -> bool:
    """Whether a conversation can be begun there."""
    return _can(hass, satellite_id, START_CONVERSATION, "start_conversation")


async def speak(hass: HomeAssistant, satellite_id: str, message: str, *, listens: bool = False) -> None:
    """Say it there, and listen for the answer where it can. What goes wrong there is nobody's failure here."""
    if listens and can_listen(hass, satellite_id):
        service, data = "start_conversation", {"start_message": message}
    elif _can(hass, satellite_id, ANNOUNCE, "announce"):
        service, data = "announce", {"message": message}
    else:
        _LOGGER.debug("%s can't say anything by itself", satellite_id)
        return
    try:
        await hass.services.async_call(SATELLITE, service, {"entity_id": satellite_id, **data}, blocking=True)
    except HomeAssistantError as error:
        _LOGGER.warning("%s did not say what the hub has to say: %s", satellite_id, error)


def _can(hass: HomeAssistant, satellite_id: str, feature: int, service: str) -> bool:
    state = hass.states.get(satellite_id)
    features = state.attributes.get("supported_features") if state else None
    return isinstance(features, int) and bool(features & feature) and hass.services.has_service(SATELLITE, service)
