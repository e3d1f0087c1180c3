from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry  # type: ignore[import-untyped]

import custom_components  # noqa: F401 - before Home Assistant finds those of its test folder
from custom_components.teachable_hub.const import DOMAIN
from tests.component.fake_hub import HUB_ID, FakeHub


@pytest.fixture(autouse=True)
async def home_assistant(hass: HomeAssistant, enable_custom_integrations: None) -> HomeAssistant:
    assert await async_setup_component(hass, "homeassistant", {})
    return hass


@pytest.fixture
async def hub(socket_enabled: None) -> AsyncIterator[FakeHub]:
    hub = FakeHub()
    await hub.start()
    yield hub
    await hub.stop()


@pytest.fixture
def new_entry(hass: HomeAssistant, hub: FakeHub) -> ConfigEntry:
    entry: ConfigEntry = MockConfigEntry(
        domain=DOMAIN,
        title="Teachable Hub",
        unique_id=HUB_ID,
        data={CONF_URL: hub.url, CONF_TOKEN: "admin-token"},
    )
    entry.add_to_hass(hass)  # type: ignore[attr-defined]
    return entry


@pytest.fixture
async def entry(hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry) -> ConfigEntry:
    """Set up, and following the hub."""
    assert await hass.config_entries.async_setup(new_entry.entry_id)
    await hass.async_block_till_done()
    assert new_entry.state is ConfigEntryState.LOADED
    await hub.until_followed()
    return new_entry


@pytest.fixture(autouse=True)
def quick_return(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.teachable_hub.coordinator.FIRST_WAIT_S", 0.01)
