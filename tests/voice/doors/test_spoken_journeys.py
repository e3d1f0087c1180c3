"""The same journey through each door of a running hub: real speech, real decoding, the state of the device."""

from __future__ import annotations

from tests.voice.doors.conftest import ITS_MEANING, STUDY_MODE, Houses, free_port, reachable
from tests.voice.doors.test_wyoming_server import Door, text_in


async def test_through_hearing_and_handling_as_home_assistant_does_it(houses: Houses) -> None:
    port = free_port()
    with houses.running(WYOMING="true", WYOMING_PORT=str(port)) as hub:
        await reachable(port)
        door = Door(port)
        there = {"conversation_id": "c1", "satellite_id": "assist_satellite.living_room"}
        asked = await door.ask(text_in(await door.transcribe(STUDY_MODE)), **there)
        assert "study mode" in (asked.text or "")
        assert asked.context == {"conversation_id": "c1", "expects_reply": True}
        await door.ask(text_in(await door.transcribe(ITS_MEANING)), **there)
        assert await hub.state("living_room_light", "brightness", 30) == 30
        await door.ask("put the bedroom lamp in study mode", conversation_id="c2")
        assert await hub.state("bedroom_lamp", "brightness", 30) == 30
        heard = [turn for turn in hub.turns() if turn["conversation_id"] == "c1"]
        assert {turn["area"] for turn in heard} == {"living_room"}
        assert all(turn["trace"]["heard"]["words"] for turn in heard)
        assert hub.get("/health/parts")["parts"]["wyoming server"]["works"]
