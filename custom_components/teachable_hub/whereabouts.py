"""Who speaks and where, in the names that the hub shares with Home Assistant."""

from __future__ import annotations

import re

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er


def area_of(hass: HomeAssistant, satellite_id: str | None, device_id: str | None = None) -> str | None:
    """Name of the room of a satellite, or of a device where nothing better is known; its own comes first."""
    satellite = er.async_get(hass).async_get(satellite_id) if satellite_id else None
    device_id = device_id or (satellite.device_id if satellite else None)
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    area_id = (satellite.area_id if satellite else None) or (device.area_id if device else None)
    return area_named(hass, area_id) if area_id else None


def area_named(hass: HomeAssistant, area: str | None) -> str | None:
    """Name of the room with that id; what is no id is taken for a name."""
    found = ar.async_get(hass).async_get_area(area) if area else None
    return found.name if found else area


def person_of(hass: HomeAssistant, context: Context) -> str | None:
    """Name of the person whose account it is."""
    if context.user_id is None:
        return None
    for person in hass.states.async_all("person"):
        if person.attributes.get("user_id") == context.user_id:
            return person.name
    return None


def person_named(hass: HomeAssistant, person: str | None) -> str | None:
    """Name of that person entity; what is no entity is taken for a name."""
    found = hass.states.get(person) if person and person.startswith("person.") else None
    return found.name if found else person


def satellite_of(hass: HomeAssistant, satellite_id: str | None, device_id: str | None) -> str | None:
    """The satellite that listened; before 2025.10 Home Assistant tells its device only."""
    if satellite_id or not device_id:
        return satellite_id
    for entity in er.async_entries_for_device(er.async_get(hass), device_id):
        if entity.domain == "assist_satellite":
            return entity.entity_id
    return None


def language_of(language: str | None) -> str | None:
    """As the hub takes it: ``en``, ``en-GB``; longer tags (``zh-Hans``) are cut to the first part."""
    if not language or re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2})?", language):
        return language
    first = re.split(r"[-_]", language)[0].lower()
    return first if re.fullmatch(r"[a-z]{2}", first) else None
