from __future__ import annotations

import asyncio
from typing import Any

import pytest
from homeassistant.components import conversation
from homeassistant.components.conversation import ConversationResult
from homeassistant.components.conversation.agent_manager import async_get_agent
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from custom_components.teachable_hub.const import (
    CONF_ANSWER_TIMEOUT,
    CONF_PASS_AREA,
    CONF_PASS_PERSON,
    DOMAIN,
)
from custom_components.teachable_hub.whereabouts import language_of, satellite_of
from tests.component.fake_hub import FakeHub, problem
from tests.component.patience import until

AGENT = "conversation.teachable_hub"


async def say(hass: HomeAssistant, text: str, *, language: str = "en", **where: Any) -> ConversationResult:
    context = where.pop("context", Context())
    return await conversation.async_converse(
        hass, text, where.pop("conversation_id", None), context, language=language, agent_id=AGENT, **where
    )


def speech(result: ConversationResult) -> str:
    said: str = result.response.speech["plain"]["speech"]
    return said


async def test_what_is_said_goes_to_the_hub_and_its_answer_is_spoken(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.answers["turn on the lamp"] = {"speech": "Lamp is on.", "kind": "acts"}
    result = await say(hass, "turn on the lamp")
    assert speech(result) == "Lamp is on."
    assert result.response.response_type.value == "action_done"
    assert not result.continue_conversation
    ask, body = hub.asked[-1]
    assert (ask, body["text"], body["language"], body["strict"]) == ("converse", "turn on the lamp", "en", False)


async def test_a_question_keeps_the_conversation_open_and_the_answer_goes_into_the_same_one(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.answers["study mode"] = {"speech": "What is that?", "kind": "asks_about", "expects_reply": True}
    first = await say(hass, "study mode")
    assert first.continue_conversation
    assert first.response.response_type.value == "query_answer"
    second = await say(hass, "eighty percent", conversation_id=first.conversation_id)
    assert not second.continue_conversation
    assert first.conversation_id == second.conversation_id
    assert [body["conversation_id"] for _, body in hub.asked] == [first.conversation_id] * 2


async def test_an_answer_after_a_restart_of_home_assistant_still_goes_to_the_question(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    """Home Assistant then knows the old id no more, and gives the conversation a new one."""
    old = "01J0ZZZZZZZZZZZZZZZZZZZZZZ"
    hub.tell("question", conversation_id=old)
    await until(lambda: bool(entry.runtime_data.data.questions))
    answered = await say(hass, "eighty percent", conversation_id=old)
    assert answered.conversation_id != old
    await say(hass, "and dim", conversation_id=answered.conversation_id)
    assert [body["conversation_id"] for _, body in hub.asked] == [old, old]
    await say(hass, "eighty percent", conversation_id="01J0ZZZZZZZZZZZZZZZZZZZZZA")
    assert not hub.asked[-1][1]["conversation_id"].startswith("01J0ZZZZ")


async def test_the_hub_hears_room_satellite_and_person(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    office = ar.async_get(hass).async_create("Office")
    device = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("test", "desk")})
    dr.async_get(hass).async_update_device(device.id, area_id=office.id)
    satellite = er.async_get(hass).async_get_or_create("assist_satellite", "test", "desk", device_id=device.id)
    hass.states.async_set("person.kim", "home", {"user_id": "other"})
    hass.states.async_set("person.alex", "home", {"user_id": "u1", "friendly_name": "Alex"})
    await say(hass, "hello", device_id=device.id, context=Context(user_id="u1"))
    body = hub.asked[-1][1]
    assert (body["area"], body["person"], body["satellite"]) == ("Office", "Alex", satellite.entity_id)

    hall = ar.async_get(hass).async_create("Hall")
    # Newer versions want a name of its own for that.
    er.async_get(hass).async_update_entity(satellite.entity_id, original_name="Listener", area_id=hall.id)
    await say(hass, "hello", device_id=device.id)
    assert hub.asked[-1][1]["area"] == "Hall", "a satellite's own room comes before that of its device"

    options = {CONF_PASS_AREA: False, CONF_PASS_PERSON: False}
    hass.config_entries.async_update_entry(entry, options=options)
    await say(hass, "hello", device_id=device.id, context=Context(user_id="u1"))
    assert {"area", "person"}.isdisjoint(hub.asked[-1][1])


async def test_what_is_not_known_of_the_place_is_left_out(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    device = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("test", "desk")})
    er.async_get(hass).async_get_or_create("light", "test", "desk", device_id=device.id)
    await say(hass, "hello", device_id=device.id, context=Context(user_id="stranger"))
    await say(hass, "hello", device_id="gone")
    for _, body in hub.asked:
        assert {"area", "person", "satellite"}.isdisjoint(body)


def test_newer_versions_tell_the_satellite_themselves(hass: HomeAssistant) -> None:
    assert satellite_of(hass, "assist_satellite.desk", "any") == "assist_satellite.desk"


@pytest.mark.parametrize(
    ("tag", "told"), [("en", "en"), ("en-GB", "en-GB"), ("zh-Hans", "zh"), ("es-419", "es"), ("*", None), ("", "")]
)
def test_languages_are_told_as_the_hub_takes_them(tag: str, told: str | None) -> None:
    assert language_of(tag) == told


@pytest.mark.parametrize(
    ("kind", "expects_reply", "type_"),
    [
        ("acts", False, "action_done"),
        ("confirms", True, "action_done"),
        ("answers", False, "query_answer"),
        ("asks_which", True, "query_answer"),
        ("refuses", False, "error"),
        ("refuses", True, "query_answer"),
        ("something new", False, "query_answer"),
    ],
)
async def test_home_assistant_is_told_what_kind_of_answer_it_is(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, kind: str, expects_reply: bool, type_: str
) -> None:
    hub.answers["so"] = {"speech": "Well.", "kind": kind, "expects_reply": expects_reply}
    result = await say(hass, "so")
    assert (result.response.response_type.value, result.continue_conversation) == (type_, expects_reply)
    assert speech(result) == "Well."


async def test_what_was_switched_is_reported_when_home_assistant_has_it_too(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hass.states.async_set("light.desk", "on")
    hass.states.async_set("light.shelf", "off")
    hub.answers["lights on"] = {
        "actions": [
            {"entity_id": "light.desk", "name": "desk lamp", "outcome": "confirmed"},
            {"entity_id": "light.shelf", "name": "shelf", "outcome": "failed"},
            {"entity_id": "light.old", "native_id": "light.desk", "name": "renamed", "outcome": "confirmed"},
            {"entity_id": "mqtt-lamp", "name": "only the hub has it", "outcome": "confirmed"},
            "odd",
        ]
    }
    result = await say(hass, "lights on")
    assert [target.id for target in result.response.success_results] == ["light.desk", "light.desk"]
    assert [target.id for target in result.response.failed_results] == ["light.shelf"]


@pytest.mark.parametrize(
    ("outcomes", "failed"),
    [
        (["failed", "failed"], True),
        (["failed", "confirmed"], False),
        (["failed", "unconfirmed"], False),  # that one may have been done
        (["unconfirmed"], False),
        ([], False),
    ],
)
async def test_when_nothing_of_it_could_be_done_it_has_failed(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, outcomes: list[str], failed: bool
) -> None:
    hass.states.async_set("light.desk", "unavailable")
    actions = [{"entity_id": "light.desk", "name": "desk lamp", "outcome": outcome} for outcome in outcomes]
    hub.answers["lights on"] = {"speech": "I couldn't do that.", "actions": actions}
    result = await say(hass, "lights on")
    assert speech(result) == "I couldn't do that."
    assert (result.response.error_code == "failed_to_handle") is failed
    assert len(result.response.failed_results) == len([one for one in outcomes if one != "confirmed"])


async def test_what_is_not_for_the_hub_gets_a_short_sentence(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.answers["la la la"] = {"speech": "", "kind": "ignores"}
    result = await say(hass, "la la la")
    assert speech(result) == "I have nothing to say to that."
    assert result.response.error_code == "no_intent_match"


async def test_an_answer_that_takes_too_long_is_not_waited_for(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, options={CONF_ANSWER_TIMEOUT: 0.1})
    hub.delay_s = 1
    result = await say(hass, "hello")
    assert "too long" in speech(result)
    assert result.response.error_code == "failed_to_handle"
    assert not result.continue_conversation


@pytest.mark.parametrize(
    ("status", "words"),
    [(503, "busy"), (429, "busy"), (403, "not allowed"), (422, "can't take that: Too odd."), (500, "can't reach")],
)
async def test_trouble_is_told_kindly(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, status: int, words: str
) -> None:
    hub.trouble = problem(status, "Too odd.")
    assert words in speech(await say(hass, "hello"))


async def test_a_hub_that_is_away_is_said_to_be_away_in_any_language(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    await hub.stop()
    for language in ("en", "de", "en-GB"):
        assert speech(await say(hass, "hello", language=language)) == "Sorry, I can't reach the hub at the moment."
    state = hass.states.get(AGENT)
    assert state is not None
    assert state.state != "unavailable"


async def test_a_refused_token_asks_for_another_one(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    hub.tokens.clear()
    assert "new token" in speech(await say(hass, "hello"))
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]


async def test_the_agent_offers_the_languages_of_the_hub_and_controls_the_home(
    hass: HomeAssistant, entry: ConfigEntry
) -> None:
    state = hass.states.get(AGENT)
    assert state is not None
    assert state.attributes["supported_features"] == conversation.ConversationEntityFeature.CONTROL
    agent = async_get_agent(hass, AGENT)
    assert agent is not None
    assert agent.supported_languages == ["en"]


async def test_people_in_several_rooms_are_answered_side_by_side(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    for number in range(5):
        hub.answers[f"say {number}"] = {"speech": str(number), "expects_reply": number % 2 == 0}
    hub.delay_s = 0.5
    before = hass.loop.time()
    results = await asyncio.gather(*(say(hass, f"say {number}") for number in range(5)))
    assert hass.loop.time() - before < 2
    assert [speech(result) for result in results] == ["0", "1", "2", "3", "4"]
    assert [result.continue_conversation for result in results] == [True, False, True, False, True]
    assert len({result.conversation_id for result in results}) == 5
