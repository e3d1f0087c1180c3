from __future__ import annotations

import pytest
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir

from custom_components.teachable_hub.const import DOMAIN
from custom_components.teachable_hub.repairs import AdminTokenFlow, async_create_fix_flow
from tests.component.fake_hub import FakeHub


@pytest.fixture
async def issue(hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry) -> ir.IssueEntry:
    """A service has taught with a token that is enough for talking only."""
    hass.config_entries.async_update_entry(new_entry, data={**new_entry.data, CONF_TOKEN: "talk-token"})
    assert await hass.config_entries.async_setup(new_entry.entry_id)
    await hass.async_block_till_done()
    assert not issues(hass)
    with pytest.raises(ServiceValidationError, match="may only talk; admin is needed"):
        await hass.services.async_call(DOMAIN, "forget", {"term": "study mode"}, blocking=True)
    return issues(hass)[0]


def issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [issue for (domain, _), issue in ir.async_get(hass).issues.items() if domain == DOMAIN]


async def flow_for(hass: HomeAssistant, issue: ir.IssueEntry) -> AdminTokenFlow:
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    assert isinstance(flow, AdminTokenFlow)
    flow.hass = hass
    return flow


async def test_a_token_that_may_not_teach_is_replaced_by_one_that_may(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry, issue: ir.IssueEntry
) -> None:
    assert issue.is_fixable
    assert issue.translation_placeholders == {"name": "Teachable Hub"}
    flow = await flow_for(hass, issue)
    assert (await flow.async_step_init())["type"] is FlowResultType.FORM
    form = await flow.async_step_init({CONF_TOKEN: "talk-token"})
    assert form["errors"] == {"token": "token_may_not_teach"}
    done = await flow.async_step_init({CONF_TOKEN: " admin-token"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert new_entry.data[CONF_TOKEN] == "admin-token"
    assert not issues(hass)
    await hass.services.async_call(DOMAIN, "forget", {"term": "study mode"}, blocking=True)


async def test_a_token_of_another_hub_is_none_of_this_one(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry, issue: ir.IssueEntry
) -> None:
    hub.id = "f" * 32
    result = await (await flow_for(hass, issue)).async_step_init({CONF_TOKEN: "admin-token"})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "another_hub")
    assert new_entry.data[CONF_TOKEN] == "talk-token"


async def test_a_hub_that_was_removed_needs_no_repair(
    hass: HomeAssistant, new_entry: ConfigEntry, issue: ir.IssueEntry
) -> None:
    await hass.config_entries.async_remove(new_entry.entry_id)
    assert not issues(hass)
    result = await (await flow_for(hass, issue)).async_step_init()
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "no_such_hub")
