from __future__ import annotations

import pytest
from homeassistant.components import conversation
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import async_capture_events  # type: ignore[import-untyped]

from custom_components.teachable_hub import satellites
from custom_components.teachable_hub.const import CONF_ANNOUNCE, CONF_PASS_AREA, DOMAIN
from custom_components.teachable_hub.satellites import ANNOUNCE, SATELLITE, START_CONVERSATION
from tests.component.fake_hub import FakeHub
from tests.component.patience import until

AGENT = "conversation.teachable_hub"
BOTH = ANNOUNCE | START_CONVERSATION


class Said(list[tuple[str, dict[str, str]]]):
    """What was said at satellites: service and data."""

    def __init__(self, hass: HomeAssistant) -> None:
        super().__init__()
        self.error: HomeAssistantError | None = None
        for service in ("announce", "start_conversation"):
            hass.services.async_register(SATELLITE, service, self._note)

    async def _note(self, call: ServiceCall) -> None:
        self.append((call.service, dict(call.data)))
        if self.error is not None:
            raise self.error


@pytest.fixture
def said(hass: HomeAssistant) -> Said:
    return Said(hass)


def satellite(hass: HomeAssistant, entry: ConfigEntry, name: str, area: str, features: int = BOTH) -> tuple[str, str]:
    """A satellite whose device stands in that room: its id and that of the device."""
    areas = ar.async_get(hass)
    room = areas.async_get_area_by_name(area) or areas.async_create(area)
    device = dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, identifiers={("test", name)})
    dr.async_get(hass).async_update_device(device.id, area_id=room.id)
    found = er.async_get(hass).async_get_or_create(SATELLITE, "test", name, device_id=device.id)
    hass.states.async_set(found.entity_id, "idle", {"supported_features": features})
    return found.entity_id, device.id


async def test_what_an_automation_says_at_a_satellite_is_said_in_its_room(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, said: Said
) -> None:
    desk, _ = satellite(hass, entry, "desk", "Office")
    await converse(hass, "turn on the lamp", desk)
    body = hub.asked[-1][1]
    assert (body["area"], body["strict"]) == ("Office", False)
    data = {"text": "turn on the lamp", "satellite": desk, "area": "Living room"}
    await hass.services.async_call(DOMAIN, "converse", data, blocking=True)
    body = hub.asked[-1][1]
    assert (body["area"], body["strict"]) == ("Living room", True)
    hass.config_entries.async_update_entry(entry, options={CONF_PASS_AREA: False})
    await converse(hass, "turn on the lamp", desk)
    assert "area" not in hub.asked[-1][1]


async def converse(hass: HomeAssistant, text: str, satellite_id: str) -> None:
    data = {"text": text, "satellite": satellite_id}
    await hass.services.async_call(DOMAIN, "converse", data, blocking=True)


async def test_a_notice_is_said_by_the_satellites_of_its_room_where_that_is_wanted(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, said: Said
) -> None:
    desk, _ = satellite(hass, entry, "desk", "Office")
    satellite(hass, entry, "bed", "Bedroom")
    told = async_capture_events(hass, f"{DOMAIN}_notice")
    hub.tell("notice")
    await until(lambda: told)
    hass.config_entries.async_update_entry(entry, options={CONF_ANNOUNCE: True})
    hub.tell("notice", speech="The lamp is not reachable.")
    await until(lambda: said)
    hub.tell("notice", area=None)
    hub.tell("notice", area="Cellar")
    hub.tell("notice", area=ar.async_get(hass).async_create("Hall").id)
    hub.tell("notice", speech="Again.")
    await until(lambda: len(said) == 2)
    assert said == [
        ("announce", {"entity_id": desk, "message": "The lamp is not reachable."}),
        ("announce", {"entity_id": desk, "message": "Again."}),
    ]


async def test_an_answer_is_said_at_the_satellite_that_is_named(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, said: Said
) -> None:
    desk, _ = satellite(hass, entry, "desk", "Office")
    hub.answers["turn on the lamp"] = {"speech": "Lamp is on.", "kind": "acts"}
    await converse(hass, "turn on the lamp", desk)
    await until(lambda: said)
    assert said == [("announce", {"entity_id": desk, "message": "Lamp is on."})]
    assert hub.asked[-1][1]["satellite"] == desk


async def test_a_question_begins_a_conversation_there_and_its_answer_goes_into_the_hubs_own(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, said: Said
) -> None:
    desk, device = satellite(hass, entry, "desk", "Office")
    bed, bedside = satellite(hass, entry, "bed", "Bedroom")
    asks = {"speech": "What is that?", "kind": "asks_about", "expects_reply": True, "conversation_id": "asked"}
    hub.answers["study mode"] = asks
    await converse(hass, "study mode", desk)
    await until(lambda: said)
    assert said == [("start_conversation", {"entity_id": desk, "start_message": "What is that?"})]
    for heard_at in (bedside, device, device):
        await conversation.async_converse(
            hass, "eighty percent", None, Context(), language="en", agent_id=AGENT, device_id=heard_at
        )
    conversations = [body["conversation_id"] == "asked" for _, body in hub.asked[1:]]
    assert conversations == [False, True, False]
    assert bed != desk


async def test_a_satellite_that_is_not_there_is_refused_before_anything_is_done(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, said: Said
) -> None:
    with pytest.raises(ServiceValidationError, match=r"no satellite assist_satellite\.gone"):
        await converse(hass, "turn on the lamp", "assist_satellite.gone")
    assert not hub.asked


async def test_an_answer_that_comes_too_late_begins_a_conversation(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(satellites, "EXPECTED_S", 0.0)
    desk, device = satellite(hass, entry, "desk", "Office")
    hub.answers["study mode"] = {"speech": "What?", "kind": "asks_about", "expects_reply": True}
    await converse(hass, "study mode", desk)
    await conversation.async_converse(
        hass, "eighty percent", None, Context(), language="en", agent_id=AGENT, device_id=device
    )
    assert hub.asked[-1][1]["conversation_id"] != "c1"


async def test_a_satellite_that_only_speaks_says_the_question_and_one_that_does_not_is_left_alone(
    hass: HomeAssistant, hub: FakeHub, entry: ConfigEntry, said: Said, caplog: pytest.LogCaptureFixture
) -> None:
    desk, _ = satellite(hass, entry, "desk", "Office", ANNOUNCE)
    mute, _ = satellite(hass, entry, "mute", "Office", 0)
    hub.answers["study mode"] = {"speech": "What?", "kind": "asks_about", "expects_reply": True}
    await converse(hass, "study mode", desk)
    await converse(hass, "study mode", mute)
    await until(lambda: said)
    said.error = HomeAssistantError("busy")
    await converse(hass, "study mode", desk)
    await until(lambda: "did not say" in caplog.text)
    assert [service for service, _ in said] == ["announce", "announce"]
