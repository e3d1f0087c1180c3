"""The same journey through each door of a running hub: real speech, real decoding, the state of the device."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.program import hub
from tests.voice.doors.conftest import ITS_MEANING, STUDY_MODE, WAKE_PHRASE, Houses, free_port, reachable
from tests.voice.doors.scripted import ScriptedSatellite
from tests.voice.doors.test_listen import say, told
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
        assert all(turn["trace"]["heard"]["snr_db"] > 15 for turn in heard)
        assert hub.get("/health/parts")["parts"]["wyoming server"]["works"]


@pytest.mark.parametrize("local_wake", [False, True])
async def test_through_a_satellite_in_the_living_room(houses: Houses, *, local_wake: bool) -> None:
    satellite = ScriptedSatellite(local_wake=local_wake)
    async with satellite.switched_on():
        where = json.dumps([f"living room/Alex=tcp://127.0.0.1:{satellite.port}"])
        with houses.running(WYOMING_SATELLITES=where) as hub:
            await satellite.until(satellite.is_ready.is_set)
            if local_wake:
                await satellite.wake()
                await satellite.say(STUDY_MODE)
            else:
                await satellite.say(WAKE_PHRASE, STUDY_MODE)
            await satellite.until(hub.turns)
            await satellite.say(ITS_MEANING)
            assert await hub.state("living_room_light", "brightness", 30) == 30
            await satellite.until(lambda: satellite.transcripts)
            turns = hub.turns()
            assert hub.get("/health/parts")["parts"]["satellite living room"]["works"]
    assert [turn["text"] for turn in turns] == [
        "set the living room light to study mode",
        "that means thirty percent and warm white",
    ]
    assert {turn["area"] for turn in turns} == {"living_room"}
    assert {turn["satellite"] for turn in turns} == {"living room"}
    assert [turn["trace"]["heard"]["wake"] for turn in turns] == ["phrase", "follow_up"]


async def test_through_the_microphone_of_a_browser(houses: Houses) -> None:
    with houses.running() as hub:
        url = hub.address.replace("http", "ws") + "/api/v1/listen"
        async with connect(url) as socket:
            await socket.send(json.dumps({"type": "hello", "token": hub.token, "area": "living room"}))
            await socket.recv()
            await say(socket, STUDY_MODE)
            asked = (await told(socket, "response"))[-1]
            assert asked["expects_reply"]
            await say(socket, ITS_MEANING)
            done = (await told(socket, "response"))[-1]
            assert done["kind"] == "confirms"
        heard = [turn["trace"]["heard"] for turn in hub.turns()]
        assert all(one["speech_s"] > 1 and one["snr_db"] > 15 for one in heard)
        assert await hub.state("living_room_light", "brightness", 30) == 30


async def test_hear_beside_a_running_hub_is_a_turn_of_that_hub(houses: Houses, tmp_path: Path) -> None:
    with houses.running() as running:
        done = hub("hear", "--area", "living room", str(STUDY_MODE), str(ITS_MEANING), data=running.data)
        assert done.returncode == 0, done.stderr
        assert f"The running hub at {running.address} hears and answers." in done.stdout
        assert "set the living room light to study mode" in done.stdout
        assert await running.state("living_room_light", "brightness", 30) == 30
        assert {turn["conversation_id"] for turn in running.turns()} == {running.turns()[0]["conversation_id"]}
        faulty = tmp_path / "empty.wav"
        faulty.touch()
        wrong = hub("hear", "--json", str(faulty), data=running.data)
        assert wrong.returncode == 1
        assert "the file is empty" in json.loads(wrong.stdout)["error"]
