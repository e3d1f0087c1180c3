from __future__ import annotations

from typing import Any

import pytest
import voluptuous as vol
from aiohttp import web
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigEntryDisabler
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.teachable_hub.const import DOMAIN
from tests.component.fake_hub import FakeHub, problem


async def call(
    hass: HomeAssistant, service: str, user: str | None = None, *, answered: bool = True, **data: Any
) -> dict[str, Any]:
    context = Context(user_id=user)
    answer = await hass.services.async_call(
        DOMAIN, service, data, blocking=True, context=context, return_response=answered
    )
    return dict(answer or {})


@pytest.mark.parametrize(
    ("service", "data"),
    [
        ("converse", {"text": "turn on the lamp"}),
        ("teach", {"term": "study mode", "meaning": "bright white at 80 percent"}),
        ("explain", {"term": "study mode"}),
        ("forget", {"term": "study mode"}),
        ("undo", {"conversation_id": "c1"}),
    ],
)
async def test_every_service_is_a_turn_whose_answer_can_be_used(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, service: str, data: dict[str, Any]
) -> None:
    key = data.get("text") or data.get("term") or service
    hub.answers[key] = {"speech": "So be it.", "kind": "confirms", "learned": [{"term": "study mode"}]}
    answer = await call(hass, service, **data)
    assert (answer["speech"], answer["kind"], answer["learned"]) == ("So be it.", "confirms", [{"term": "study mode"}])
    assert hub.asked == [(service, {**data, "strict": False})]


async def test_a_service_can_be_called_for_its_effect_alone(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    assert await call(hass, "teach", answered=False, term="cosy", meaning="warm and dim") == {}
    with pytest.raises(ServiceValidationError, match="requires responses"):
        await call(hass, "explain", answered=False, term="cosy")


async def test_rooms_and_people_are_told_by_name_and_must_be_right(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    area = ar.async_get(hass).async_create("Living room")
    hass.states.async_set("person.alex", "home", {"user_id": "u1", "friendly_name": "Alex"})
    await call(hass, "converse", text="hello", area=area.id, person="person.alex", conversation_id="c7")
    await call(hass, "converse", "u1", text="hello", area="Office")
    assert [(body["area"], body["person"], body["strict"]) for _, body in hub.asked] == [
        ("Living room", "Alex", True),
        ("Office", "Alex", True),
    ]
    assert hub.asked[0][1]["conversation_id"] == "c7"
    with pytest.raises(ServiceValidationError, match="moon base"):
        await call(hass, "converse", text="hello", area="moon base")


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": "   "}, {"text": "hello", "colour": "blue"}])
async def test_fields_that_are_missing_or_strange_are_refused_here(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await call(hass, "converse", **data)
    assert not hub.asked


async def test_without_a_hub_services_say_what_is_missing(hass: HomeAssistant, new_entry: ConfigEntry) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.config_entries.async_unload(new_entry.entry_id)
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "explain", term="cosy")
    assert refused.value.translation_key == "hub_not_loaded"
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "explain", term="cosy", config_entry_id="gone")
    assert refused.value.translation_key == "no_such_hub"


async def test_of_several_hubs_one_must_be_named(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    second = FakeHub(id="f" * 32)
    await second.start()
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    values = {CONF_URL: second.url, CONF_TOKEN: "admin-token"}
    made = await hass.config_entries.flow.async_configure(form["flow_id"], values)
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "explain", term="cosy")
    assert refused.value.translation_key == "several_hubs"
    await call(hass, "explain", term="cosy", config_entry_id=made["result"].entry_id)
    assert (len(hub.asked), len(second.asked)) == (0, 1)
    await hass.config_entries.async_set_disabled_by(made["result"].entry_id, ConfigEntryDisabler.USER)
    await call(hass, "explain", term="cosy")
    assert (len(hub.asked), len(second.asked)) == (1, 1)
    with pytest.raises(ServiceValidationError) as refused:
        await call(hass, "explain", term="cosy", config_entry_id=made["result"].entry_id)
    assert refused.value.translation_key == "hub_not_loaded"
    await second.stop()


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (422, ServiceValidationError, "can't take that: Too odd."),
        (503, HomeAssistantError, "busy"),
        (500, HomeAssistantError, "can't reach"),
        (405, HomeAssistantError, "may need an update"),
    ],
)
async def test_trouble_is_an_error_of_the_service(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, status: int, error: type[HomeAssistantError], words: str
) -> None:
    hub.trouble = problem(status, "Too odd.")
    with pytest.raises(error, match=words):
        await call(hass, "explain", term="cosy")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (web.Response(text='{"speech": "Hm."}', content_type="application/json"), "may need an update"),
        (web.Response(status=503, text="{no json", content_type="application/problem+json"), "busy"),
        (web.Response(status=422, text="[]", content_type="application/problem+json"), "HTTP 422"),
    ],
)
async def test_answers_in_no_known_form_are_an_error_too(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, answer: web.Response, words: str
) -> None:
    hub.trouble = answer
    with pytest.raises(HomeAssistantError, match=words):
        await call(hass, "explain", term="cosy")


async def test_a_refused_token_asks_for_another_one(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    hub.tokens.clear()
    with pytest.raises(HomeAssistantError, match="new token"):
        await call(hass, "explain", term="cosy")
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]
    assert not [domain for domain, _ in ir.async_get(hass).issues if domain == DOMAIN]
