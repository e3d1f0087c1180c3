"""New words that were hardly heard: asked about once, known by all that was heard, never in another's place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from dialogue.response import Kind, Response
from dialogue.turn import TurnSettings
from dialogue.utterance import EarTrace, Utterance
from tests.fakes.recognisers import transcript_of
from tests.talk.listening import listener
from tests.talk.stage import Stage, home_file, stage_of

NOW = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
LESSON = "lucy/0.6 fire/0.7 means turn on all the lights in the living room"
ON = {"floor_lamp", "living_room_light"}


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    async with stage_of(home_file("demo"), listener(), time=NOW) as stage:
        for entity in ON:
            await stage.say(f"turn off the {entity.replace('_', ' ')}")
        yield stage


async def hear(stage: Stage, words: str) -> Response:
    """One turn of what a recogniser heard: words with/0.4 certainties."""
    heard = transcript_of(words)
    stage.clock.move(seconds=5)
    stage.count += 1
    return await stage.turn.take(
        Utterance(
            heard.text,
            "talk",
            f"turn-{stage.count}",
            stage.clock.now(),
            area="living_room",
            channel="voice",
            confidence=heard.confidence,
            ear=EarTrace(heard),
        )
    )


async def known(stage: Stage) -> dict[str, tuple[str, ...]]:
    return {concept.term: concept.heard_as for concept in await stage.known()}


def lit(stage: Stage) -> set[str]:
    return {entity for entity in ON if stage.states()[entity]["on"]}


async def test_a_new_word_that_was_hardly_heard_is_asked_about_before_it_is_learned(stage: Stage) -> None:
    asked = await hear(stage, LESSON)
    assert asked.kind is Kind.ASKS_CONFIRM
    assert asked.speech == 'Did I hear "lucy fire"? Say it again or spell it.'
    assert await known(stage) == {}
    assert (await hear(stage, "yes")).kind is Kind.CONFIRMS
    assert await known(stage) == {"lucy fire": ()}


@pytest.mark.parametrize(
    ("answer", "terms"),
    [
        ("lucy/0.7 fire/0.8", {"lucy fire": ()}),
        (LESSON, {"lucy fire": ()}),
        ("you/0.7 must/0.7 fi/0.7", {"lucy fire": ("you must fi",)}),
        ("no moonshine", {"moonshine": ("lucy fire",)}),
        ("l u m o s i f y", {"lumosify": ("lucy fire",)}),
        ("loom/0.6 of/0.7 sky means turn on all the lights in the living room", {"loom of sky": ("lucy fire",)}),
        ("no", {}),
        ("never mind", {}),
    ],
)
async def test_said_again_or_spelled_it_is_known_by_all_that_was_heard(
    stage: Stage, answer: str, terms: dict[str, tuple[str, ...]]
) -> None:
    await hear(stage, LESSON)
    await hear(stage, answer)
    assert await known(stage) == terms
    for term, heard in terms.items():
        for words in (term, *heard):
            await stage.say("turn off the floor lamp and the living room light")
            await hear(stage, words)
            assert lit(stage) == ON


async def test_another_request_instead_is_taken(stage: Stage) -> None:
    await hear(stage, LESSON)
    done = await hear(stage, "turn on the desk lamp")
    assert done.kind is Kind.ACTS
    assert await known(stage) == {}


@pytest.mark.parametrize("words", ["study mode means thirty percent", "call the floor lamp big bertha"])
async def test_a_word_that_was_heard_well_is_learned_at_once(stage: Stage, words: str) -> None:
    assert (await hear(stage, words)).kind is Kind.CONFIRMS


async def test_who_wants_no_questions_is_asked_none() -> None:
    settings = TurnSettings(ask_when_unsure=False)
    async with stage_of(home_file("demo"), listener(), time=NOW) as stage:
        stage.settings = settings
        await stage.open()
        assert (await hear(stage, LESSON)).kind is Kind.CONFIRMS


async def test_a_second_hearing_never_takes_the_place_of_another_word(stage: Stage) -> None:
    await stage.say("moonshine means fifty percent")
    await hear(stage, LESSON)
    await hear(stage, "moonshine")
    meanings = {concept.term: concept.meaning.type for concept in await stage.known()}
    assert meanings["moonshine"] == "value"


async def test_an_odd_sound_behind_a_lesson_does_not_change_it(stage: Stage) -> None:
    await hear(stage, "study mode means turn on all the lights in the living room")
    before = [concept.meaning for concept in await stage.known()]
    asked = await hear(stage, "you/0.66 must/0.66 five/0.66")
    assert asked.kind is Kind.ASKS_CONFIRM
    assert [concept.meaning for concept in await stage.known()] == before


async def test_a_correction_that_was_heard_well_does(stage: Stage) -> None:
    await hear(stage, "study mode means turn on all the lights in the living room")
    assert (await hear(stage, "no make it fifty")).kind is Kind.CONFIRMS


async def test_the_sentence_said_again_with_another_hearing_is_no_answer(stage: Stage) -> None:
    await hear(stage, "set the living room light to mum/0.7 jump")
    again = await hear(stage, "set the living room light to mom/0.7 jumper")
    assert again.kind is Kind.ASKS_ABOUT
    await hear(stage, "thirty percent")
    assert await known(stage) == {"mom jumper": ()}
    assert stage.states()["living_room_light"]["brightness"] == 30


async def test_the_sentence_said_again_alike_is_no_answer_either(stage: Stage) -> None:
    await hear(stage, "dim the living room light to mum/0.6 jump oh")
    again = await hear(stage, "dim the living room light to mum/0.6 jump oh")
    assert again.speech.startswith("Once more")
    assert await known(stage) == {}
    await hear(stage, "thirty percent")
    assert await known(stage) == {"mum jump oh": ()}
    assert stage.states()["living_room_light"]["brightness"] == 30


async def test_the_sentence_said_again_with_the_meaning_is_an_answer(stage: Stage) -> None:
    await hear(stage, "set the living room light to floor bowl/0.8")
    await hear(stage, "set the living room light to thirty percent")
    assert await known(stage) == {"floor bowl": ()}
    assert stage.states()["living_room_light"]["brightness"] == 30
