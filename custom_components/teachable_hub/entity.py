"""What all entities of a hub share."""

from __future__ import annotations

from typing import Final

from homeassistant.const import CONF_URL
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import HubCoordinator

WORDS: Final = frozenset({"text", "speech", "term", "unknown_words"})
"""Attributes with what people said: shown, and kept out of the recorder's database."""


class HubEntity(CoordinatorEntity[HubCoordinator]):
    """An entity of the hub's one device, named by its ``key``."""

    _attr_has_entity_name = True
    _unrecorded_attributes = WORDS

    def __init__(self, coordinator: HubCoordinator, key: str) -> None:
        super().__init__(coordinator)
        self._attr_unique_id = f"{coordinator.info.id}_{key}"
        self._attr_translation_key = key
        self._attr_device_info = device_of(coordinator)


def device_of(coordinator: HubCoordinator) -> DeviceInfo:
    """The hub as a device of Home Assistant."""
    return DeviceInfo(
        identifiers={(DOMAIN, coordinator.info.id)},
        name=coordinator.config_entry.title,
        manufacturer="Teachable Hub",
        model="Teachable Hub",
        sw_version=coordinator.info.version,
        entry_type=DeviceEntryType.SERVICE,
        configuration_url=coordinator.config_entry.data[CONF_URL],
    )
