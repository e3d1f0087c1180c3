from __future__ import annotations

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from custom_components.teachable_hub.diagnostics import async_get_config_entry_diagnostics
from tests.component.fake_hub import HUB_ID, FakeHub
from tests.component.patience import until


async def test_a_report_has_neither_the_token_nor_what_people_said(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.tell("question")
    hub.tell("not_understood", person="alex")
    await until(lambda: entry.runtime_data.data.last_not_understood)
    report = await async_get_config_entry_diagnostics(hass, entry)
    assert not [word for word in ("admin-token", "study mode", "alex", "I don't know") if word in str(report)]
    assert report["entry"]["data"] == {"url": hub.url, "token": "**REDACTED**"}
    assert (report["hub"]["id"], report["connected"], report["last_error"]) == (HUB_ID, True, None)
    assert report["state"]["last_not_understood"]["unknown_spans"] == [{"role": "value"}]
    assert report["state"]["questions"][0]["area"] == "office"


async def test_a_report_tells_why_the_hub_is_away(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    assert (await async_get_config_entry_diagnostics(hass, entry))["state"]["last_not_understood"] is None
    await hub.stop()
    await until(lambda: not entry.runtime_data.last_update_success)
    report = await async_get_config_entry_diagnostics(hass, entry)
    assert (report["connected"], report["last_error"]) == (False, "HubUnreachable")
