"""Teachable Hub: a conversation agent that is taught by talking, and what it knows, as seen by Home Assistant."""

from __future__ import annotations

from typing import Final

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .client import HubClient
from .const import DOMAIN
from .coordinator import HubConfigEntry, HubCoordinator
from .repairs import settle_weak_token
from .services import register_services

PLATFORMS: Final = (Platform.BINARY_SENSOR, Platform.CONVERSATION, Platform.EVENT, Platform.SENSOR)

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the services, which say for themselves when no hub is there."""
    register_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: HubConfigEntry) -> bool:
    """Connect to one hub."""
    coordinator = HubCoordinator(hass, entry, HubClient.at(hass, entry.data))
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    _settle_reauth(hass, entry)
    if coordinator.info.may_teach:
        settle_weak_token(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_create_background_task(hass, coordinator.follow(), f"{DOMAIN} events of {entry.title}")
    return True


async def async_unload_entry(hass: HomeAssistant, entry: HubConfigEntry) -> bool:
    """Let go of one hub."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


def _settle_reauth(hass: HomeAssistant, entry: HubConfigEntry) -> None:
    """The token is accepted, so nobody need be asked for another one any more."""
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])


async def async_remove_entry(hass: HomeAssistant, entry: HubConfigEntry) -> None:
    """Take back what only this hub's removal settles."""
    settle_weak_token(hass, entry)
