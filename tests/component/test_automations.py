from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.template import render_complex
from homeassistant.helpers.typing import ConfigType, TemplateVarsType
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (  # type: ignore[import-untyped]
    MockModule,
    mock_integration,
    mock_platform,
)

from custom_components.teachable_hub import device_trigger
from custom_components.teachable_hub.const import DOMAIN, NOTABLE
from tests.component.fake_hub import FakeHub
from tests.component.patience import until

BLUEPRINT = Path("blueprints/automation/teachable_hub/teach_from_the_phone.yaml")


@pytest.fixture
def device(hass: HomeAssistant, entry: ConfigEntry) -> dr.DeviceEntry:
    [device] = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return device


async def automate(hass: HomeAssistant, config: dict[str, Any]) -> None:
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    await hass.async_block_till_done()


async def test_the_editor_offers_a_trigger_for_each_notable_event(hass: HomeAssistant, device: dr.DeviceEntry) -> None:
    triggers = await device_trigger.async_get_triggers(hass, device.id)
    assert [trigger["type"] for trigger in triggers] == list(NOTABLE)
    assert await device_trigger.async_get_triggers(hass, "gone") == []


async def test_a_trigger_runs_with_the_words_and_after_a_reload_too(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, device: dr.DeviceEntry
) -> None:
    calls: list[ServiceCall] = []
    hass.services.async_register("test", "note", calls.append)
    trigger = {"platform": "device", "domain": DOMAIN, "device_id": device.id, "type": "lesson_offered"}
    note = {"action": "test.note", "data": {"term": "{{ trigger.event.data.term }}"}}
    await automate(hass, {"triggers": trigger, "actions": note})
    hub.tell("learned")
    hub.tell("lesson_offered")
    await until(lambda: calls)
    assert calls[0].data["term"] == "study mode"

    assert await hass.config_entries.async_reload(entry.entry_id)
    await hub.until_followed()
    hub.tell("lesson_offered", term="cosy")
    await until(lambda: len(calls) > 1)
    assert calls[1].data["term"] == "cosy"


async def test_a_device_that_is_no_hub_has_no_such_trigger(
    hass: HomeAssistant, entry: ConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    other = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("test", "desk")})
    trigger = {"platform": "device", "domain": DOMAIN, "device_id": other.id, "type": "learned"}
    await automate(hass, {"triggers": trigger, "actions": []})
    assert "is no Teachable Hub" in caplog.text


@pytest.fixture
def blueprint(hass: HomeAssistant, tmp_path: Path) -> str:
    """The blueprint, where Home Assistant keeps them."""
    hass.config.config_dir = str(tmp_path)
    folder = tmp_path / "blueprints" / "automation" / "teachable_hub"
    folder.mkdir(parents=True)
    shutil.copy(BLUEPRINT, folder)
    return f"teachable_hub/{BLUEPRINT.name}"


async def test_the_blueprint_teaches_what_is_answered_on_the_phone(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, device: dr.DeviceEntry, blueprint: str
) -> None:
    sent: list[dict[str, Any]] = []
    inputs = {"hub": device.id, "phone": pretend_phone(hass, entry, sent).id}
    await automate(hass, {"use_blueprint": {"path": blueprint, "input": inputs}})
    hub.answers["study mode"] = {"speech": "Okay: study mode is 80 %.", "kind": "confirms"}
    hub.tell("lesson_offered")
    await until(lambda: sent)
    assert sent[0]["title"] == 'What is "study mode"?'
    action = sent[0]["data"]["actions"][0]["action"]
    reply = {"action": action, "reply_text": "bright white at 80 percent"}
    hass.bus.async_fire("mobile_app_notification_action", reply)
    await until(lambda: len(sent) == 2)
    ask, body = hub.asked[0]
    assert (ask, body["term"], body["meaning"]) == ("teach", "study mode", "bright white at 80 percent")
    assert sent[1]["message"] == "Okay: study mode is 80 %."


def pretend_phone(hass: HomeAssistant, entry: ConfigEntry, sent: list[dict[str, Any]]) -> dr.DeviceEntry:
    """A device on which the companion app would run; what would be shown on it goes into ``sent``."""
    schema = cv.DEVICE_ACTION_BASE_SCHEMA.extend(
        {
            vol.Required("type"): "notify",
            vol.Required("message"): cv.template,
            vol.Optional("title"): cv.template,
            vol.Optional("data"): cv.template_complex,
        }
    )

    async def show(_hass: HomeAssistant, config: ConfigType, variables: TemplateVarsType, *_: object) -> None:
        sent.append({key: render_complex(config[key], variables) for key in ("title", "message", "data")})

    mock_integration(hass, MockModule("mobile_app"))
    platform = SimpleNamespace(ACTION_SCHEMA=schema, async_call_action_from_config=show)
    mock_platform(hass, "mobile_app.device_action", platform)
    return dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("mobile_app", "phone")})
