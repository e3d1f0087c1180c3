"""What holds whatever is said: no unknown word widens anything, nothing breaks a turn, lessons hold at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from devices.home_file import HomeFile
from dialogue.errors import UtteranceTooLong
from dialogue.ports import IntentParser
from dialogue.response import Kind
from dialogue.turn import LONGEST
from tests.fakes.clocks import BERLIN
from tests.talk.generated_homes import homes, nonsense
from tests.talk.listening import DeafInterpreter, listener
from tests.talk.stage import home_file, stage_of

T = TypeVar("T")
EVENING: Final = datetime(2026, 3, 10, 19, tzinfo=BERLIN)
UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ASKING: Final = {Kind.ASKS_ABOUT, Kind.ASKS_WHICH, Kind.ASKS_FOR, Kind.ASKS_CONFIRM}

# {n} is a word that nobody knows, {thing} and {room} are the home's.
COMMANDS: Final = (
    "turn on the lights in the {n}", "turn everything off in the {n}", "lights on in the {n}", "{n} lights off",
    "turn on the {n}", "{n} off", "switch off the {n} light", "dim the {n} lamp to ten percent",
    "dim the lights in the {n} to twenty percent", "close the blinds in the {n}", "open the {n} blinds",
    "unlock the {n} door", "open the {n}", "in the {n} turn off the lights", "turn on the {thing} and the {n}",
    "turn the {n} and the {thing} off", "turn off all the lights except the {n}", "turn everything off except the {n}",
    "set the heating in the {n} to twenty five", "make it warmer in the {n}", "turn on the {n} in five minutes",
    "turn off the lights in the {n} at nine", "turn on the {thing} in the {n}", "play some jazz in the {n}",
    "set the {n} to fifty percent", "could you put the {n} light on", "turn on the {n} heater",
    "turn off the {n} in the {room}", "turn on the lights in the {room} and the {n}",
    "turn on the lights in the {n} and the {room}", "all lights in the {n} off", "brighten the {n}", "{n}",
    "turn off {n} lights in the whole house", "turn on the lights in the {n} for an hour",
)  # fmt: skip
WORDS: Final = (
    "turn on off set the a in at to for and except not every when if i say means mean is called call it them other one "
    "both lights light lamp blinds oven door front kitchen bedroom living room heating music everything here there "
    "upstairs ten twenty fifty half percent degrees minutes hour past seven tomorrow weekday now always only no yes "
    "never mind undo forget cancel what who why how which list rename retire restore change add remove from like but "
    "dimmer warmer double watch me done remember this as prefer learn my preferences blick zorvane mode unlock open "
    "alex , . ? ! % ° € 21.5"
).split()


def run(talk: Coroutine[object, object, T]) -> T:
    """In a loop of its own, beside whatever loop the test runner has."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(talk)).result()


async def _moved(home: HomeFile, interpreter: IntentParser, said: str, room: str | None) -> tuple[object, Kind, str]:
    async with stage_of(home, interpreter, time=EVENING) as stage:
        before = stage.states()
        response = await stage.say(said, room=room)
        after = stage.states()
        moved = {entity_id: values for entity_id, values in after.items() if values != before[entity_id]}
        return (moved or await stage.planned()), response.kind, response.speech


@pytest.mark.parametrize("hears", [True, False], ids=["embedded", "without an interpreter"])
@given(data=st.data(), home=homes(), word=nonsense(), command=st.sampled_from(COMMANDS))
@UNHURRIED
def test_an_unknown_never_widens_the_scope(
    hears: bool, data: st.DataObject, home: HomeFile, word: str, command: str
) -> None:
    thing = data.draw(st.sampled_from([entity.name for entity in home.home.spoken]))
    room = data.draw(st.sampled_from(sorted(home.home.areas)))
    here = data.draw(st.sampled_from([None, *sorted(home.home.areas)]))
    said = command.format(n=word, thing=thing, room=room)
    moved, kind, _ = run(_moved(home, listener() if hears else DeafInterpreter(), said, here))
    assert not moved, f"{said!r} moved or planned {moved}"
    assert kind is not Kind.ACTS


@given(home=homes(), word=nonsense(), command=st.sampled_from(COMMANDS[:8]))
@settings(UNHURRIED, max_examples=30)
def test_an_unknown_in_a_command_is_asked_about_by_name(home: HomeFile, word: str, command: str) -> None:
    assume(any(entity.kind == "light" for entity in home.home.spoken))
    _, kind, speech = run(_moved(home, listener(), command.format(n=word), None))
    assert kind in ASKING
    assert word in speech


async def _converse(sentences: list[str]) -> list[Kind]:
    home = home_file("demo")
    people, rooms = [None, *home.home.persons], [None, *home.home.areas]
    async with stage_of(home, listener(), time=EVENING) as stage:
        kinds = []
        for number, sentence in enumerate(sentences):
            said = await stage.say(sentence, room=rooms[number % len(rooms)], who=people[number % len(people)])
            kinds.append(said.kind)
        return kinds


@given(st.lists(st.text(max_size=120), min_size=1, max_size=4))
@example(["\x00\x01\x02", "\u202eturn on the light\u202c", "turn\non\tthe\rlight", "\ufeff"])
@example(["🔥" * 200, "ة الضوء", "点亮 厨房 灯", "a\u0300" * 300])
@example(["turn on the kitchen light" + "\u200b" * 50, "%" * 500, "1" * 400, "-" * 400, "9" * 300 + " percent"])
@example(["set the kitchen light to 1e309 percent", "NaN", "set the kitchen light to nan", "oven to infinity"])
@settings(UNHURRIED, max_examples=80)
def test_no_input_crashes_a_turn(sentences: list[str]) -> None:
    assert len(run(_converse(sentences))) == len(sentences)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=2, max_size=8))
@settings(UNHURRIED, max_examples=80)
def test_no_jumble_of_known_words_crashes_a_conversation(sentences: list[str]) -> None:
    assert len(run(_converse(sentences))) == len(sentences)


@pytest.mark.parametrize("text", ["word " * 400 + "x", "x" * 2_001, "turn on the light, " * 4_000, "\n" * 2_001])
def test_too_much_at_once_is_an_error_of_its_own(text: str) -> None:
    with pytest.raises(UtteranceTooLong):
        run(_converse([text]))


def test_the_longest_utterance_is_taken() -> None:
    text = ("turn on the kitchen light and " * 100)[:LONGEST]
    assert len(text) == LONGEST
    run(_converse([text, "x" * LONGEST, "the " * (LONGEST // 4), "not " * (LONGEST // 4)]))


async def _teach_and_use(term: str, tail: str, percent: int, first: str, second: str) -> None:
    home = home_file("demo")
    names = {entity.id: entity.name for entity in home.home.spoken}
    async with stage_of(home, listener(), time=EVENING) as stage:
        asked = await stage.say(f"set the {names[first]} to {term} {tail}".strip(), who="alex")
        assert asked.kind is Kind.ASKS_ABOUT
        learned = await stage.say(f"{percent} percent", who="alex")
        assert learned.kind is Kind.CONFIRMS
        assert stage.states()[first]["brightness"] == percent
        before = stage.states()
        used = await stage.say(f"put the {names[second]} in {term} {tail}".strip(), who="alex")
        assert used.kind is Kind.ACTS
        after = stage.states()
        assert after[second]["brightness"] == percent
        assert after[second]["on"] is True
        assert {e for e, values in after.items() if values != before[e]} <= {second}


DIMMABLE: Final = sorted(
    entity.id
    for entity in home_file("demo").home.spoken
    if entity.kind == "light" and "brightness" in entity.capabilities
)


@given(
    term=nonsense(),
    tail=st.sampled_from(("", "mode", "level")),
    percent=st.integers(1, 100),
    pair=st.lists(st.sampled_from(DIMMABLE), min_size=2, max_size=2, unique=True),
)
@settings(UNHURRIED, max_examples=40)
def test_what_is_learned_is_used_on_the_next_turn_on_another_device(
    term: str, tail: str, percent: int, pair: list[str]
) -> None:
    assume(not set(term.split()) & set(WORDS))
    run(_teach_and_use(term, tail, percent, pair[0], pair[1]))
