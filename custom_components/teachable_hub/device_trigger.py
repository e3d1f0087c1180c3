"""Triggers that the automation editor offers for the hub's device."""

from __future__ import annotations

from typing import Final

import voluptuous as vol
from homeassistant.components.device_automation import DEVICE_TRIGGER_BASE_SCHEMA
from homeassistant.components.device_automation.exceptions import InvalidDeviceAutomationConfig
from homeassistant.const import CONF_DEVICE_ID, CONF_DOMAIN, CONF_PLATFORM, CONF_TYPE
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import TriggerActionType, TriggerInfo
from homeassistant.helpers.typing import ConfigType

from .answers import HubEvent
from .const import DOMAIN, NOTABLE
from .coordinator import signal_of

TRIGGER_SCHEMA: Final = DEVICE_TRIGGER_BASE_SCHEMA.extend({vol.Required(CONF_TYPE): vol.In(NOTABLE)})


async def async_get_triggers(hass: HomeAssistant, device_id: str) -> list[dict[str, str]]:
    """All of them for a hub's device."""
    if _hub_of(hass, device_id) is None:
        return []
    return [
        {CONF_PLATFORM: "device", CONF_DEVICE_ID: device_id, CONF_DOMAIN: DOMAIN, CONF_TYPE: name} for name in NOTABLE
    ]


async def async_attach_trigger(
    hass: HomeAssistant, config: ConfigType, action: TriggerActionType, trigger_info: TriggerInfo
) -> CALLBACK_TYPE:
    """Run ``action`` when it happens, with the event's data, words included, as ``trigger.event.data``."""
    hub_id = _hub_of(hass, config[CONF_DEVICE_ID])
    if hub_id is None:
        raise InvalidDeviceAutomationConfig(
            translation_domain=DOMAIN,
            translation_key="no_hub_device",
            translation_placeholders={"name": config[CONF_DEVICE_ID]},
        )
    job = HassJob(action)

    @callback
    def happened(event: HubEvent) -> None:
        if event.name == config[CONF_TYPE]:
            told = {"event_type": f"{DOMAIN}_{event.name}", "data": dict(event.data)}
            description = f"teachable hub: {event.name}"
            variables = {**trigger_info["trigger_data"], **config, "description": description, "event": told}
            hass.async_run_hass_job(job, {"trigger": variables})

    return async_dispatcher_connect(hass, signal_of(hub_id), happened)


def _hub_of(hass: HomeAssistant, device_id: str) -> str | None:
    device = dr.async_get(hass).async_get(device_id)
    return next((id_ for domain, id_ in device.identifiers if domain == DOMAIN), None) if device else None
