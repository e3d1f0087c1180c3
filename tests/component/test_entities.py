from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_TOKEN, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from custom_components.teachable_hub.const import CONF_SHARE_WORDS, DOMAIN
from tests.component.fake_hub import EVENTS, HUB_ID, FakeHub, problem
from tests.component.patience import until

ONLINE = "binary_sensor.teachable_hub_online"
TROUBLE = "binary_sensor.teachable_hub_trouble"
QUESTION = "binary_sensor.teachable_hub_open_question"
LEARNED = "sensor.teachable_hub_words_learned"
MISSED = "sensor.teachable_hub_last_not_understood"
LEARNING = "event.teachable_hub_learning"


def state(hass: HomeAssistant, entity_id: str) -> str:
    found = hass.states.get(entity_id)
    assert found is not None
    return found.state


def attributes(hass: HomeAssistant, entity_id: str) -> dict[str, Any]:
    found = hass.states.get(entity_id)
    assert found is not None
    return dict(found.attributes)


async def test_the_hub_is_one_device_with_its_entities(hass: HomeAssistant, entry: ConfigEntry) -> None:
    [device] = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.identifiers == {(DOMAIN, HUB_ID)}
    assert (device.name, device.sw_version) == ("Teachable Hub", "0.1.0")
    entities = er.async_entries_for_device(er.async_get(hass), device.id)
    assert {entity.entity_id for entity in entities} == {
        ONLINE, TROUBLE, QUESTION, LEARNED, MISSED, LEARNING, "conversation.teachable_hub",
    }  # fmt: skip
    assert all(entity.unique_id.startswith(HUB_ID) for entity in entities)


async def test_the_first_event_says_how_things_stand(hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry) -> None:
    hub.hello = {
        "status": "degraded",
        "concepts": 20,
        "open_questions": [EVENTS["question"]],
        "last_not_understood": EVENTS["not_understood"],
    }
    assert await hass.config_entries.async_setup(new_entry.entry_id)
    await until(lambda: state(hass, LEARNED) == "20")
    assert state(hass, TROUBLE) == "on"
    assert state(hass, QUESTION) == "on"
    assert attributes(hass, QUESTION)["speech"].startswith("I don't know")
    assert state(hass, MISSED) == "2026-11-26T07:30:00+00:00"
    assert attributes(hass, MISSED)["unknown_words"] == ["study mode"]


async def test_entities_change_as_the_hub_tells(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    assert [state(hass, one) for one in (ONLINE, TROUBLE, QUESTION, LEARNED)] == ["on", "off", "off", "12"]
    assert state(hass, MISSED) == STATE_UNKNOWN
    hub.tell("learned")
    hub.tell("health")
    hub.tell("question")
    hub.tell("question", conversation_id="c2")
    await until(lambda: attributes(hass, QUESTION)["count"] == 2)
    assert (state(hass, LEARNED), state(hass, TROUBLE)) == ("13", "on")
    hub.tell("question", open=False)
    hub.tell("question", open=False, conversation_id="c2")
    hub.tell("health", status="ok")
    await until(lambda: state(hass, TROUBLE) == "off")
    assert state(hass, QUESTION) == "off"
    assert attributes(hass, QUESTION)["count"] == 0


async def test_events_are_on_the_bus_without_words(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    heard: list[Event] = []

    @callback  # in order: without it, each event would be heard in a thread
    def hear(event: Event) -> None:
        heard.append(event)

    for name in ("not_understood", "lesson_offered", "learned", "turn"):
        hass.bus.async_listen(f"{DOMAIN}_{name}", hear)
    for name in ("turn", "not_understood", "lesson_offered", "learned"):
        hub.tell(name)
    await until(lambda: len(heard) == 3)
    assert [str(event.event_type).removeprefix("teachable_hub_") for event in heard] == [
        "not_understood", "lesson_offered", "learned",
    ]  # fmt: skip
    assert "study mode" not in str([event.data for event in heard])
    assert heard[0].data["unknown_spans"] == [{"role": "value"}]
    assert heard[0].data["device_id"]
    assert state(hass, LEARNING) != STATE_UNKNOWN
    assert attributes(hass, LEARNING)["event_type"] == "learned"
    assert "term" not in attributes(hass, LEARNING)


async def test_words_are_on_the_bus_where_that_is_wanted(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    hass.config_entries.async_update_entry(entry, options={CONF_SHARE_WORDS: True})
    heard: list[Event] = []
    hass.bus.async_listen(f"{DOMAIN}_lesson_offered", heard.append)
    hub.tell("lesson_offered")
    await until(lambda: heard)
    assert heard[0].data["term"] == "study mode"
    assert attributes(hass, LEARNING)["term"] == "study mode"


async def test_a_hub_that_goes_away_comes_back_where_it_was(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    hub.tell("learned")
    await until(lambda: state(hass, LEARNED) == "13")
    await hub.stop()
    await until(lambda: state(hass, ONLINE) == "off")
    assert state(hass, LEARNED) == STATE_UNAVAILABLE
    await hub.start()
    await until(lambda: state(hass, ONLINE) == "on")
    assert state(hass, LEARNED) == "13"
    assert hub.followed_after == [None, "1"]
    assert sum("Error requesting" in record.message for record in caplog.records) == 1
    assert sum("Connected to Teachable Hub again" in record.message for record in caplog.records) == 1


async def test_a_newer_version_of_the_hub_is_noted(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    hub.send(b'id: 1\nevent: hello\ndata: {"version": "0.2.0", "concepts": 12, "status": "ok"}\n\n')

    def version() -> str | None:
        [device] = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        return device.sw_version

    await until(lambda: version() == "0.2.0")


async def test_what_the_stream_says_beyond_that_is_passed_over(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.send(b": still there\n\nevent: learned\ndata: {no json\n\nid: 5\nevent: tomorrow\ndata: {}\n\ndata: {}\n\n")
    hub.send(b'event: learned\ndata: {"concepts": "many"}\n\n')
    hub.send(b'event: not_understood\ndata: {"at": "late", "unknown_spans": null}\n\n')
    hub.send(b'event: question\ndata: {"open": true}\n\nevent: hello\ndata: {"open_questions": [3]}\n\n')
    hub.send(b'event: not_understood\ndata: {"unknown_spans": 3}\n\n')
    hub.send(b'event: not_understood\ndata: {"at": "2026-13-45T10:00:00+01:00"}\n\n')
    hub.tell("learned", concepts=14)
    await until(lambda: state(hass, LEARNED) == "14")
    assert state(hass, MISSED) == STATE_UNKNOWN
    assert state(hass, ONLINE) == "on"


async def test_an_event_that_breaks_something_here_does_not_end_the_following(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a listener of Home Assistant is broken")

    with patch.object(dr.DeviceRegistry, "async_update_device", broken):
        hub.send(b'id: 7\nevent: hello\ndata: {"version": "0.2.0", "concepts": 12, "status": "ok"}\n\n')
        await until(lambda: len(hub.followed_after) > 1)
    assert hub.followed_after == [None, "7"]
    hub.tell("learned", concepts=14)
    await until(lambda: state(hass, LEARNED) == "14")
    assert state(hass, ONLINE) == "on"
    assert "can't be taken in" in caplog.text


async def test_a_revoked_token_is_asked_for_and_following_ends(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.tokens.clear()
    await hub.stop()
    await hub.start()
    await until(lambda: hass.config_entries.flow.async_progress_by_handler(DOMAIN))
    flow = hass.config_entries.flow.async_progress_by_handler(DOMAIN)[0]
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert state(hass, ONLINE) == "off"


async def test_following_goes_on_when_something_else_answers_for_a_moment(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.trouble = problem(404, "Not here.")
    await hub.stop()
    await hub.start()
    await until(lambda: state(hass, ONLINE) == "off")
    hub.trouble = None
    await until(lambda: state(hass, ONLINE) == "on")


async def test_another_hub_that_comes_to_the_address_is_not_listened_to(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry
) -> None:
    hub.send(b'event: hello\ndata: {"id": "ffff", "concepts": 99}\n\n')
    await until(lambda: state(hass, ONLINE) == "off" or len(hub.followed_after) > 1)
    assert entry.runtime_data.data.concepts == 12


async def test_a_stream_of_something_else_is_not_read(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    hub.event_type = "text/html"
    await hub.stop()
    await hub.start()
    await until(lambda: len(hub.followed_after) > 1)
    assert state(hass, ONLINE) == "off"
    hub.event_type = "text/event-stream"
    await until(lambda: state(hass, ONLINE) == "on")


@pytest.mark.parametrize(
    ("status", "expected"), [(401, ConfigEntryState.SETUP_ERROR), (503, ConfigEntryState.SETUP_RETRY)]
)
async def test_an_entry_waits_for_its_hub_and_asks_for_a_token(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry, status: int, expected: ConfigEntryState
) -> None:
    hub.trouble = problem(status, "No.")
    await hass.config_entries.async_setup(new_entry.entry_id)
    assert new_entry.state is expected
    assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == (1 if status == 401 else 0)
    assert ("new token" if status == 401 else f"{hub.url} gives no answer that can be used: No.") in str(
        new_entry.reason
    )


async def test_another_hub_at_the_address_is_not_taken_for_this_one(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry
) -> None:
    hub.id = "f" * 32
    await hass.config_entries.async_setup(new_entry.entry_id)
    assert new_entry.state is ConfigEntryState.SETUP_ERROR
    assert "Another hub" in str(new_entry.reason)


async def test_a_token_without_words_is_enough_for_the_entities(
    hass: HomeAssistant, hub: FakeHub, new_entry: ConfigEntry
) -> None:
    hass.config_entries.async_update_entry(new_entry, data={**new_entry.data, CONF_TOKEN: "talk-token"})
    assert await hass.config_entries.async_setup(new_entry.entry_id)
    await hub.until_followed()
    hub.tell("not_understood")
    await until(lambda: state(hass, MISSED) != STATE_UNKNOWN)
    assert attributes(hass, MISSED)["roles"] == ["value"]
    assert "unknown_words" not in attributes(hass, MISSED)


async def test_looking_again_keeps_what_the_hub_has_told(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("question", "not_understood", "health"):
        hub.tell(name)
    await until(lambda: state(hass, TROUBLE) == "on")
    hub.concepts, hub.version = 15, "0.2.0"
    data = {"entity_id": [QUESTION, MISSED, TROUBLE, LEARNED]}
    await hass.services.async_call("homeassistant", "update_entity", data, blocking=True)
    await until(lambda: state(hass, LEARNED) == "15")
    assert [state(hass, one) for one in (QUESTION, TROUBLE)] == ["on", "on"]
    assert attributes(hass, MISSED)["unknown_words"] == ["study mode"]


async def test_an_entry_that_is_unloaded_lets_the_hub_go(hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert state(hass, ONLINE) == STATE_UNAVAILABLE
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert hass.states.get(ONLINE) is None
