from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest
from aiohttp import web
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    SOURCE_ZEROCONF,
    ConfigEntry,
    ConfigFlowContext,
    ConfigFlowResult,
)
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from custom_components.teachable_hub.const import (
    CONF_ANNOUNCE,
    CONF_ANSWER_TIMEOUT,
    CONF_PASS_AREA,
    CONF_PASS_PERSON,
    CONF_SHARE_WORDS,
    DOMAIN,
)
from custom_components.teachable_hub.token_check import tidy_url
from tests.component.fake_hub import HUB_ID, FakeHub, problem


async def begin(hass: HomeAssistant, source: str, data: object = None, entry_id: str = "") -> ConfigFlowResult:
    context = ConfigFlowContext(source=source, entry_id=entry_id) if entry_id else ConfigFlowContext(source=source)
    return await hass.config_entries.flow.async_init(DOMAIN, context=context, data=data)


async def fill(hass: HomeAssistant, form: ConfigFlowResult, **values: Any) -> ConfigFlowResult:
    result = await hass.config_entries.flow.async_configure(form["flow_id"], values)
    await hass.async_block_till_done()
    return result


def announced(hub: FakeHub, **changes: Any) -> ZeroconfServiceInfo:
    fields: dict[str, Any] = {
        "ip_address": ip_address("127.0.0.1"),
        "ip_addresses": [ip_address("127.0.0.1")],
        "port": hub.port,
        "hostname": "attic.local.",
        "type": "_teachable-hub._tcp.local.",
        "name": "Teachable Hub on attic._teachable-hub._tcp.local.",
        "properties": {"id": hub.id, "version": "0.1.0", "path": "/api/v1"},
    }
    return ZeroconfServiceInfo(**{**fields, **changes})


async def test_a_hub_is_added_by_address_and_token(hass: HomeAssistant, hub: FakeHub) -> None:
    form = await begin(hass, SOURCE_USER)
    assert (form["type"], form["errors"]) == (FlowResultType.FORM, {})
    result = await fill(hass, form, url=f" 127.0.0.1:{hub.port}/api/v1/ ", token=" admin-token\n")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Teachable Hub"
    assert result["data"] == {CONF_URL: hub.url, CONF_TOKEN: "admin-token", CONF_VERIFY_SSL: True}
    assert result["result"].unique_id == HUB_ID


@pytest.mark.parametrize(
    ("url", "token", "errors"),
    [
        ("http://", "admin-token", {"url": "invalid_url"}),
        ("the hub in the attic", "admin-token", {"url": "invalid_url"}),
        ("", "admin\ntoken", {"token": "invalid_auth"}),
        ("http://127.0.0.1:1", "admin-token", {"base": "cannot_connect"}),
        ("", "wrong", {"token": "invalid_auth"}),
        ("", "read-token", {"token": "token_may_not_talk"}),
    ],
)
async def test_a_form_says_what_is_wrong_and_can_be_mended(
    hass: HomeAssistant, hub: FakeHub, url: str, token: str, errors: dict[str, str]
) -> None:
    form = await fill(hass, await begin(hass, SOURCE_USER), url=url or hub.url, token=token)
    assert (form["type"], form["errors"]) == (FlowResultType.FORM, errors)
    result = await fill(hass, form, url=hub.url, token="talk-token")
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "answer",
    [
        web.Response(text="<html>a router</html>", content_type="text/html"),
        web.Response(text="{no json", content_type="application/json"),
        web.Response(text="[]", content_type="application/json"),
        web.Response(text='{"id": ""}', content_type="application/json"),
        web.Response(status=404),
        web.Response(status=307, headers={"Location": "/elsewhere"}),
    ],
    ids=["a web page", "no JSON", "no object", "no id", "not found", "a detour"],
)
async def test_what_is_no_hub_is_said_to_be_none(hass: HomeAssistant, hub: FakeHub, answer: web.Response) -> None:
    hub.trouble = answer
    form = await fill(hass, await begin(hass, SOURCE_USER), url=hub.url, token="admin-token")
    assert form["errors"] == {"base": "not_a_hub"}


async def test_a_hub_of_before_scopes_is_taken(hass: HomeAssistant, hub: FakeHub) -> None:
    hub.tells_scope = False
    result = await fill(hass, await begin(hass, SOURCE_USER), url=hub.url, token="admin-token")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_hub_that_was_found_meanwhile_can_still_be_added_by_hand(hass: HomeAssistant, hub: FakeHub) -> None:
    await begin(hass, SOURCE_ZEROCONF, announced(hub))
    result = await fill(hass, await begin(hass, SOURCE_USER), url=hub.url, token="admin-token")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def test_another_address_or_token_settles_that_a_token_was_asked_for(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    form = await begin(hass, SOURCE_RECONFIGURE, entry_id=entry.entry_id)
    result = await fill(hass, form, url=hub.url, token="talk-token")
    assert result["reason"] == "reconfigure_successful"
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)


async def test_a_hub_is_added_once(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    result = await fill(hass, await begin(hass, SOURCE_USER), url=hub.url, token="talk-token")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("attic", "http://attic:8321"),
        ("attic:80", "http://attic"),
        ("http://attic", "http://attic"),
        ("https://hub.example/hub/api/v1", "https://hub.example/hub"),
        ("[fe80::1]:8321", "http://[fe80::1]:8321"),
        ("http://attic:8321/#top", "http://attic:8321"),
        ("ftp://attic", None),
        ("http://me:secret@attic", None),
        ("http://attic/?token=1", None),
        ("http://attic:port", None),
        ("", None),
    ],
)
def test_addresses_are_taken_as_people_type_them(typed: str, url: str | None) -> None:
    assert tidy_url(typed) == url


async def test_a_hub_that_announces_itself_needs_a_token_only(hass: HomeAssistant, hub: FakeHub) -> None:
    form = await begin(hass, SOURCE_ZEROCONF, announced(hub))
    assert form["step_id"] == "zeroconf_confirm"
    assert form["description_placeholders"] == {"name": "Teachable Hub on attic", "url": hub.url}
    form = await fill(hass, form, token="wrong")
    assert form["errors"] == {"token": "invalid_auth"}
    result = await fill(hass, form, token="admin-token")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {CONF_URL: hub.url, CONF_TOKEN: "admin-token", CONF_VERIFY_SSL: True}


async def test_an_announcement_without_an_id_is_left_alone(hass: HomeAssistant, hub: FakeHub) -> None:
    result = await begin(hass, SOURCE_ZEROCONF, announced(hub, properties={}))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_a_hub")


async def test_an_announcement_for_another_hub_is_found_out(hass: HomeAssistant, hub: FakeHub) -> None:
    form = await begin(hass, SOURCE_ZEROCONF, announced(hub, properties={"id": "f" * 32}))
    result = await fill(hass, form, token="admin-token")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "another_hub")


async def test_an_address_of_six_is_written_with_brackets(hass: HomeAssistant, hub: FakeHub) -> None:
    form = await begin(hass, SOURCE_ZEROCONF, announced(hub, ip_address=ip_address("fd00::1"), port=8321))
    assert form["description_placeholders"] == {"name": "Teachable Hub on attic", "url": "http://[fd00::1]:8321"}


async def test_no_announcement_leads_away_from_a_hub_that_answers(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    result = await begin(hass, SOURCE_ZEROCONF, announced(hub, port=1))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data[CONF_URL] == hub.url


@pytest.mark.parametrize(
    ("known_as", "follows"),
    [("http://127.0.0.1:1", True), ("http://attic.local:8321", False), ("https://127.0.0.1:1", False)],
)
async def test_a_hub_that_moved_is_followed_only_where_it_was_known_by_its_number(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry, known_as: str, follows: bool
) -> None:
    hass.config_entries.async_update_entry(new_entry, data={**new_entry.data, CONF_URL: known_as})
    result = await begin(hass, SOURCE_ZEROCONF, announced(hub))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert new_entry.data[CONF_URL] == (hub.url if follows else known_as)
    await hass.async_block_till_done()


async def test_a_refused_token_is_replaced(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    form = await begin(hass, SOURCE_REAUTH, entry.data, entry.entry_id)
    assert form["step_id"] == "reauth_confirm"
    form = await fill(hass, form, token="wrong")
    assert form["errors"] == {"token": "invalid_auth"}
    result = await fill(hass, form, token="talk-token ")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert entry.data[CONF_TOKEN] == "talk-token"

    form = await begin(hass, SOURCE_REAUTH, entry.data, entry.entry_id)
    hub.id = "f" * 32
    result = await fill(hass, form, token="admin-token")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "another_hub")
    assert entry.data[CONF_TOKEN] == "talk-token"


async def test_a_hub_is_moved_and_keeps_its_token(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    form = await begin(hass, SOURCE_RECONFIGURE, entry_id=entry.entry_id)
    assert form["step_id"] == "reconfigure"
    form = await fill(hass, form, url="http://127.0.0.1:1")
    assert form["errors"] == {"base": "cannot_connect"}
    form = await fill(hass, form, url="?")
    assert form["errors"] == {"url": "invalid_url"}
    await hub.stop()
    elsewhere = FakeHub()
    await elsewhere.start()
    try:
        result = await fill(hass, form, url=f"127.0.0.1:{elsewhere.port}")
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
        assert entry.data == {CONF_URL: elsewhere.url, CONF_TOKEN: "admin-token", CONF_VERIFY_SSL: True}
    finally:
        await elsewhere.stop()


async def test_a_hub_is_not_exchanged_for_another_one(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    form = await begin(hass, SOURCE_RECONFIGURE, entry_id=entry.entry_id)
    hub.id = "f" * 32
    result = await fill(hass, form, url=hub.url, token="talk-token")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "another_hub")
    assert entry.data[CONF_TOKEN] == "admin-token"


async def test_options_are_kept_and_shown_again(hass: HomeAssistant, entry: ConfigEntry) -> None:
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    wanted = {
        CONF_PASS_AREA: False, CONF_PASS_PERSON: True, CONF_ANSWER_TIMEOUT: 20, CONF_ANNOUNCE: True,
        CONF_SHARE_WORDS: True,
    }  # fmt: skip
    result = await hass.config_entries.options.async_configure(form["flow_id"], wanted)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == wanted
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["data_schema"] is not None
    shown = {str(key): key.description["suggested_value"] for key in form["data_schema"].schema}
    assert shown == wanted


async def test_a_hub_that_is_busy_is_tried_again_later(hass: HomeAssistant, hub: FakeHub) -> None:
    hub.trouble = problem(503, "Stopping.")
    form = await fill(hass, await begin(hass, SOURCE_USER), url=hub.url, token="admin-token")
    assert form["errors"] == {"base": "cannot_connect"}
