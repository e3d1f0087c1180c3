"""What happened in the hub, as an event entity."""

from __future__ import annotations

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .answers import HubEvent
from .const import CONF_SHARE_WORDS, NOTABLE
from .coordinator import HubConfigEntry, HubCoordinator, signal_of
from .entity import HubEntity
from .state import without_words

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: HubConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the hub's event entity."""
    async_add_entities([Learning(entry.runtime_data)])


class Learning(HubEntity, EventEntity):
    """Something was not understood, a lesson was offered, something was learned."""

    def __init__(self, coordinator: HubCoordinator) -> None:
        super().__init__(coordinator, "learning")
        self._attr_event_types = list(NOTABLE)

    async def async_added_to_hass(self) -> None:
        """Listen to the hub."""
        await super().async_added_to_hass()
        signal = signal_of(self.coordinator.info.id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self._happened))

    @callback
    def _happened(self, event: HubEvent) -> None:
        """Words only where they are wanted: Home Assistant keeps an event's attributes over a restart."""
        shares_words = self.coordinator.config_entry.options.get(CONF_SHARE_WORDS, False)
        self._trigger_event(event.name, dict(event.data) if shares_words else without_words(event.data))
        self.async_write_ha_state()
