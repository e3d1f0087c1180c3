"""Whether the hub is there, is well, and waits for an answer."""

from __future__ import annotations

from typing import Any

from homeassistant.components.binary_sensor import BinarySensorDeviceClass, BinarySensorEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import HubConfigEntry, HubCoordinator
from .entity import HubEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: HubConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the hub's binary sensors."""
    hub = entry.runtime_data
    async_add_entities([Online(hub), Trouble(hub), QuestionIsOpen(hub)])


class Online(HubEntity, BinarySensorEntity):
    """Whether Home Assistant is connected to the hub."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: HubCoordinator) -> None:
        super().__init__(coordinator, "online")

    @property
    def available(self) -> bool:
        """Always: this is the one that tells."""
        return True

    @property
    def is_on(self) -> bool:
        """Connected."""
        return self.coordinator.last_update_success


class Trouble(HubEntity, BinarySensorEntity):
    """Whether a part of the hub (database, broker, home) does not work."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: HubCoordinator) -> None:
        super().__init__(coordinator, "trouble")

    @property
    def is_on(self) -> bool:
        """Not well."""
        return not self.coordinator.data.is_well


class QuestionIsOpen(HubEntity, BinarySensorEntity):
    """Whether the hub has asked something and waits for the answer."""

    def __init__(self, coordinator: HubCoordinator) -> None:
        super().__init__(coordinator, "open_question")

    @property
    def is_on(self) -> bool:
        """At least one waits."""
        return bool(self.coordinator.data.questions)

    @property
    def extra_state_attributes(self) -> dict[str, Any]:
        """The latest question."""
        questions = self.coordinator.data.questions
        if not questions:
            return {"count": 0}
        latest = questions[-1]
        told = {
            "conversation_id": latest.conversation_id,
            "area": latest.area,
            "since": latest.since,
            "speech": latest.speech,
        }
        return {"count": len(questions), **{key: value for key, value in told.items() if value is not None}}
