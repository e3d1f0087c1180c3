from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import aiomqtt
import pytest

from devices.adapters.simulated_discovery import state_topic
from devices.home_file import load_home_file
from hub.bootstrap.composition import composed
from hub.bootstrap.home import demo_home_file
from hub.commands.simulated import background
from hub.config import Settings
from hub.running import Hub
from hub.voice.sound import chunks_of, read_sound
from hub.voice.turns import Place, SpokenTurn, Voice
from tests.devices.brokers import home_on, real_broker
from tests.program import environment
from tests.servers import MosquittoServer, mosquitto
from tests.tools import ROOT
from tests.voice.recordings import MODEL, SAID, recording, spoken_to

BEDROOM = "put the bedroom lamp in study mode"
STUDY: Final = {"brightness": "30", "color_temp": "2700"}
LIVING_ROOM = Place("sofa", area="living_room", person="alex")

pytestmark = [pytest.mark.mosquitto, pytest.mark.espeak]


@asynccontextmanager
async def speaking_hub(data: Path, url: str) -> AsyncIterator[tuple[Hub, Voice]]:
    """A hub that hears, with the demo home on that broker."""
    settings = Settings(data_dir=data, mqtt_url=url, nlu="embedded", api=False, speech_model=MODEL)
    async with composed(settings) as hub, background(hub):
        assert hub.voice is not None, hub.no_voice
        yield hub, hub.voice


async def say(voice: Voice, path: Path, place: Place = LIVING_ROOM) -> SpokenTurn:
    return await voice.take(chunks_of(read_sound(path)), place)


async def states_on(url: str, *entities: str) -> dict[str, dict[str, str]]:
    """What the broker retains of these lamps."""
    host, _, port = url.removeprefix("mqtt://").partition(":")
    found: dict[str, dict[str, str]] = {entity: {} for entity in entities}
    topics = {state_topic(entity, name): (entity, name) for entity in entities for name in STUDY}
    async with aiomqtt.Client(host, int(port)) as client, asyncio.timeout(10):
        for topic in topics:
            await client.subscribe(topic)
        async for message in client.messages:
            entity, name = topics[str(message.topic)]
            assert isinstance(message.payload, bytes)
            found[entity][name] = message.payload.decode()
            if all(values.keys() == STUDY.keys() for values in found.values()):
                break
    return found


async def test_a_word_is_asked_for_taught_and_used_by_voice_with_the_states_on_mosquitto(
    data: Path, tmp_path: Path
) -> None:
    bedroom = await asyncio.to_thread(spoken_to, tmp_path / "bedroom.wav", BEDROOM)
    home = load_home_file(demo_home_file())
    async with real_broker() as url, home_on(url, home) as devices, speaking_hub(data, url) as (hub, voice):
        asked = await say(voice, recording("003"))
        assert asked.transcript.text == SAID["003.wav"]
        assert asked.response is not None
        assert asked.response.expects_reply
        assert [span.text for span in asked.response.unknown_spans] == ["study mode"]
        assert asked.response.actions == ()

        taught = await say(voice, recording("004"))
        assert taught.transcript.text == SAID["004.wav"]
        assert taught.response is not None
        assert [concept.term for concept in taught.response.learned] == ["study mode"]
        assert [action.outcome for action in taught.response.actions] == ["confirmed"]
        assert (await states_on(url, "living_room_light"))["living_room_light"] == STUDY

        used = await say(voice, bedroom)
        assert used.transcript.text == BEDROOM
        assert used.response is not None
        assert [action.outcome for action in used.response.actions] == ["confirmed"]
        assert (await states_on(url, "bedroom_lamp"))["bedroom_lamp"] == STUDY
        assert devices.states["bedroom_lamp"]["brightness"] == 30
        parts = await hub.health.parts()
        assert parts["recogniser"].works


async def test_silence_after_a_question_leaves_it_open_and_rooms_are_heard_side_by_side(
    data: Path, tmp_path: Path
) -> None:
    bedroom = await asyncio.to_thread(spoken_to, tmp_path / "bedroom.wav", BEDROOM)
    home = load_home_file(demo_home_file())
    async with real_broker() as url, home_on(url, home), speaking_hub(data, url) as (_hub, voice):
        upstairs = Place("bed", area="bedroom", person="sam")
        first, second = await asyncio.gather(say(voice, recording("003")), say(voice, bedroom, upstairs))
        for turn in (first, second):
            assert turn.response is not None
            assert turn.response.expects_reply
        silence = await voice.take(_silence(), LIVING_ROOM)
        assert silence.response is None
        taught = await say(voice, recording("004"))
        assert taught.response is not None
        assert taught.response.learned


async def _silence() -> AsyncIterator[bytes]:
    for _piece in range(10):
        yield bytes(6_400)


async def test_a_recogniser_that_dies_between_two_sentences_costs_neither_the_question_nor_the_vocabulary(
    data: Path,
) -> None:
    home = load_home_file(demo_home_file())
    async with real_broker() as url, home_on(url, home), speaking_hub(data, url) as (hub, voice):
        asked = await say(voice, recording("003"))
        assert asked.response is not None
        assert asked.response.expects_reply
        for pid in _children():
            os.kill(pid, signal.SIGSEGV)
        await asyncio.sleep(0.1)
        taught = await say(voice, recording("004"))
        assert taught.response is not None
        assert taught.response.learned
        assert (await hub.sessions.say("turn on the desk lamp")).actions
        assert (await states_on(url, "living_room_light"))["living_room_light"] == STUDY


def _children() -> list[int]:
    import psutil

    children = psutil.Process().children()
    return [child.pid for child in children if "dialogue.adapters.vosk.worker" in child.cmdline()]


@contextmanager
def simulated_on(broker: MosquittoServer, data: Path) -> Iterator[None]:
    url = f"mqtt://{broker.host}:{broker.port}"
    command = [sys.executable, "-m", "hub", "simulate", str(demo_home_file()), "--broker", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(data)) as home:
        try:
            assert home.stdout is not None
            assert "devices are on" in home.stdout.readline()
            yield
        finally:
            home.terminate()


def test_hear_as_a_program_plays_the_journey_against_mosquitto(data: Path, tmp_path: Path) -> None:
    bedroom = spoken_to(tmp_path / "bedroom.wav", BEDROOM)
    with mosquitto() as broker, simulated_on(broker, data):
        url = f"mqtt://{broker.host}:{broker.port}"
        files = [str(path) for path in (recording("003"), recording("004"), bedroom)]
        result = subprocess.run(
            [sys.executable, "-m", "hub", "hear", "--json", "--area", "living room", *files],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment(data, MQTT_URL=url, SPEECH_MODEL=str(MODEL)),
            timeout=120,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        asked, taught, used = (json.loads(line) for line in result.stdout.splitlines())
        assert asked["expects_reply"]
        assert taught["learned"]
        assert [action["outcome"] for action in used["actions"]] == ["confirmed"]
        states = asyncio.run(states_on(url, "living_room_light", "bedroom_lamp"))
        assert states == {"living_room_light": STUDY, "bedroom_lamp": STUDY}
