"""How much the hub has learned, and when it last did not understand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import HubConfigEntry, HubCoordinator
from .entity import HubEntity
from .state import objects

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: HubConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the hub's sensors."""
    async_add_entities([Concepts(entry.runtime_data), LastNotUnderstood(entry.runtime_data)])


class Concepts(HubEntity, SensorEntity):
    """How many words and phrases the hub has been taught."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, coordinator: HubCoordinator) -> None:
        super().__init__(coordinator, "concepts")

    @property
    def native_value(self) -> int:
        """Those in use now."""
        return self.coordinator.data.concepts


class LastNotUnderstood(HubEntity, SensorEntity):
    """When the hub last heard a word it does not know; which one is in the attributes, for an admin's token."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    def __init__(self, coordinator: HubCoordinator) -> None:
        super().__init__(coordinator, "last_not_understood")

    @property
    def native_value(self) -> datetime | None:
        """The moment of that turn."""
        last = self.coordinator.data.last_not_understood
        try:
            at = dt_util.parse_datetime(str(last.get("at"))) if last else None
        except ValueError:  # it looks like a date and is none
            at = None
        return dt_util.as_utc(at) if at else None

    @property
    def extra_state_attributes(self) -> dict[str, Any]:
        """What was said, and which words of it are not known."""
        last = self.coordinator.data.last_not_understood
        if last is None:
            return {}
        spans = objects(last, "unknown_spans")
        told = {key: last[key] for key in ("area", "person", "text", "speech") if last.get(key) is not None}
        words = [span["text"] for span in spans if "text" in span]
        return {**told, "roles": [span.get("role") for span in spans], **({"unknown_words": words} if words else {})}
