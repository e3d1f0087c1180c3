from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator  # type: ignore[import-untyped]

from custom_components.teachable_hub.const import DOMAIN
from custom_components.teachable_hub.repairs import async_create_fix_flow
from tests.component.fake_hub import FakeHub

FIXES = "/api/repairs/issues/fix"


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


class Repair:
    """A repair as the interface drives it: over HTTP, through Home Assistant's own manager of such flows."""

    def __init__(self, client: TestClient[Any, Any], form: dict[str, Any]) -> None:
        self._client = client
        self.form = form

    async def fill(self, token: str) -> dict[str, Any]:
        """What a token is answered with."""
        response = await self._client.post(f"{FIXES}/{self.form['flow_id']}", json={CONF_TOKEN: token})
        assert response.status == 200
        answer: dict[str, Any] = await response.json()
        return answer


@pytest.fixture
async def repair(hass: HomeAssistant, issue: ir.IssueEntry, hass_client: ClientSessionGenerator) -> Repair:
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    response = await client.post(FIXES, json={"handler": DOMAIN, "issue_id": issue.issue_id})
    assert response.status == 200
    return Repair(client, await response.json())


async def test_a_token_that_may_not_teach_is_replaced_by_one_that_may(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry, issue: ir.IssueEntry, repair: Repair
) -> None:
    assert issue.is_fixable
    assert issue.translation_placeholders == {"name": "Teachable Hub"}
    assert (repair.form["type"], repair.form["step_id"], repair.form["errors"]) == ("form", "token", {})
    assert repair.form["description_placeholders"] == {"name": "Teachable Hub"}
    assert (await repair.fill("talk-token"))["errors"] == {"token": "token_may_not_teach"}
    assert (await repair.fill(" admin-token"))["type"] == "create_entry"
    await hass.async_block_till_done()
    assert new_entry.data[CONF_TOKEN] == "admin-token"
    assert not issues(hass)
    await hass.services.async_call(DOMAIN, "forget", {"term": "study mode"}, blocking=True)


async def test_a_token_of_another_hub_is_none_of_this_one(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry, repair: Repair
) -> None:
    hub.id = "f" * 32
    result = await repair.fill("admin-token")
    assert (result["type"], result["reason"]) == ("abort", "another_hub")
    assert new_entry.data[CONF_TOKEN] == "talk-token"


async def test_a_hub_that_was_removed_needs_no_repair(
    hass: HomeAssistant, new_entry: ConfigEntry, issue: ir.IssueEntry
) -> None:
    await hass.config_entries.async_remove(new_entry.entry_id)
    assert not issues(hass)
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    result = await flow.async_step_init({"issue_id": issue.issue_id})  # type: ignore[attr-defined]
    assert result["reason"] == "no_such_hub"


async def test_a_new_token_by_repair_settles_that_one_was_asked_for(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry, repair: Repair
) -> None:
    new_entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    assert list(new_entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    await repair.fill("admin-token")
    await hass.async_block_till_done()
    assert not list(new_entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
