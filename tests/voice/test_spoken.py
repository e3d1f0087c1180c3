from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from devices.home_file import load_home_file
from dialogue.adapters.vosk.recogniser import VoskRecogniser
from dialogue.ports import IntentParser
from hub.bootstrap.home import demo_home_file
from hub.replay import empty_database
from tests.talk.listening import listener
from tests.tools import require
from tests.voice.spoken.__main__ import MODEL, knows, nothing_meant
from tests.voice.spoken.folder import items_of
from tests.voice.spoken.heard_home import HeardHome
from tests.voice.spoken.synthesis import VOICES, Noise, Speakers

COMMANDS = (
    "turn on the kitchen light",
    "switch the bedroom lamp off",
    "set the desk lamp to forty percent",
    "close the living room blinds",
    "set the bedroom thermostat to nineteen degrees",
    "start the coffee machine",
    "turn off all the lights in the living room",
    "unlock the front door",
    "what is the temperature in the bathroom",
    "make the floor lamp blue",
)
LESSON = ("set the floor lamp to study mode", "thirty percent and warm white", "put the bedroom lamp in study mode")


@dataclass(slots=True)
class Spoken:
    folder: Path
    work: Path
    template: Path
    interpreter: IntentParser
    recogniser: VoskRecogniser
    home: HeardHome
    speakers: Speakers


@pytest.fixture
async def spoken(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Spoken]:
    require("espeak-ng")
    require("flite")
    folder = tmp_path / "said"
    folder.mkdir()
    shutil.copyfile(demo_home_file(), folder / "home.json")
    commands = [{"id": f"k{n}", "say": text, "expect": {}} for n, text in enumerate(COMMANDS)]
    lesson = {"id": "t0", "turns": [{"say": text, "expect": {}} for text in LESSON]}
    (folder / "known_commands.jsonl").write_text("\n".join(json.dumps(line) for line in commands), "utf-8")
    (folder / "teaching.jsonl").write_text(json.dumps(lesson), "utf-8")
    interpreter = listener()
    template = await empty_database(tmp_path)
    async with VoskRecogniser(MODEL) as recogniser:
        home = HeardHome(load_home_file(folder / "home.json"), recogniser, interpreter, template, tmp_path)
        speakers = Speakers(tmp_path_factory.getbasetemp() / "voices")
        yield Spoken(folder, tmp_path, template, interpreter, recogniser, home, speakers)


@pytest.mark.slow
async def test_what_is_spoken_ends_in_the_states_that_the_same_words_as_text_end_in(spoken: Spoken) -> None:
    items = await items_of(spoken.folder, spoken.work, spoken.template, spoken.interpreter)
    different: list[str] = []
    for number, item in enumerate(items):
        assert await knows(spoken.recogniser, item)
        voice = VOICES[number % len(VOICES)]
        turns, is_same = await spoken.home.play(item, partial(spoken.speakers.say, voice=voice))
        if not is_same:
            different.append(f"{voice}: {[(turn.said, turn.heard) for turn in turns]}")
        assert not any(turn.is_wrong_danger for turn in turns)
    assert not different


@pytest.mark.slow
async def test_in_noise_nothing_dangerous_is_done_that_was_not_said(spoken: Spoken) -> None:
    items = await items_of(spoken.folder, spoken.work, spoken.template, spoken.interpreter)
    noise = Noise("pink", 10)
    for number, item in enumerate(items):
        voice = VOICES[(number + 3) % len(VOICES)]
        turns, _ = await spoken.home.play(item, partial(spoken.speakers.say, voice=voice, noise=noise))
        assert not any(turn.is_wrong_danger for turn in turns)


@pytest.mark.slow
async def test_silence_noise_and_foreign_chatter_cause_no_act(spoken: Spoken) -> None:
    items = await items_of(spoken.folder, spoken.work, spoken.template, spoken.interpreter)
    assert await nothing_meant(spoken.home, spoken.speakers, items) == 0
