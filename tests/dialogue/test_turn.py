"""A turn as a whole: what it keeps, does, says and notes, and that neither a restart nor a kill loses a lesson."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.commands import Command
from devices.dispatch import Dispatcher, Timing
from dialogue.dialogue_state import MeaningQuestion
from dialogue.ports import TurnRecord
from dialogue.response import Kind
from dialogue.turn import REMEMBERED, TurnSettings
from hub.storage.journal import JournalSettings
from teaching.concepts import Concept, Provenance, Setting, ValueName, Version
from tests.fakes.clocks import BERLIN
from tests.fakes.store import FakeStore
from tests.talk.listening import DeafInterpreter, listener
from tests.talk.stage import Stage, home_file, stage_of
from tests.talk.teaching_process import term_of
from tests.tools import ROOT

EVENING = datetime(2026, 3, 10, 19, tzinfo=BERLIN)
IMPATIENT = Timing(confirm_s=0.02, slow_s=0.02, settle_s=0, expiry_s=0.2)


class DiskFull(Exception):
    """What this test's store raises."""


class FullStore(FakeStore):
    """A store that has no room for anything."""

    async def keep(self, record: TurnRecord) -> int:
        raise DiskFull(record.state.conversation_id)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with stage_of(home_file("demo"), listener(), time=EVENING) as stage:
        yield stage


def fake(stage: Stage) -> FakeStore:
    assert isinstance(stage.store, FakeStore)
    return stage.store


def study_mode(percent: int = 80) -> Concept:
    meaning = ValueName((Setting("brightness", percent),))
    return Concept("k1", "study mode", (Version(meaning, Provenance("sam", EVENING, "t0"), "study mode"),))


async def test_a_turn_says_does_and_reports_the_same(stage: Stage) -> None:
    response = await stage.say("set the kitchen light to forty percent", room="kitchen", who="alex")
    assert response.kind is Kind.ACTS
    assert "40 %" in response.speech
    (action,) = response.actions
    assert (action.entity_id, dict(action.settings), action.outcome) == (
        "kitchen_light",
        {"brightness": 40, "on": True},
        "confirmed",
    )
    assert not response.expects_reply
    assert response.conversation_id == "talk"
    assert response.interpreter == "embedded"


async def test_a_turn_times_its_steps(stage: Stage) -> None:
    response = await stage.say("turn on the kitchen light")
    assert set(response.timings_ms) == {"recall", "hear", "parse", "decide", "keep", "perform", "total"}
    assert response.timings_ms["total"] >= response.timings_ms["decide"] > 0


async def test_a_turn_without_an_interpreter_works_on_what_is_fully_known(stage: Stage) -> None:
    stage.interpreter = DeafInterpreter()
    await stage.open()
    response = await stage.say("turn on the kitchen light")
    assert (response.kind, response.interpreter) == (Kind.ACTS, "none")


async def test_nothing_said_is_nothing_and_leaves_the_question_open(stage: Stage) -> None:
    await stage.say("set the floor lamp to snorkel mode")
    for text in ("", "   ", "...", "\n"):
        silence = await stage.say(text)
        assert (silence.kind, silence.speech, silence.expects_reply) == (Kind.IGNORES, "", True)
    assert (await stage.say("ten percent")).kind is Kind.CONFIRMS


async def test_two_conversations_do_not_mix(stage: Stage) -> None:
    await stage.say("set the floor lamp to snorkel mode", talk="sofa")
    await stage.say("turn on the kettle", talk="kitchen")
    elsewhere = await stage.say("turn it off", talk="kitchen")
    assert [action.entity_id for action in elsewhere.actions] == ["kettle"]
    answered = await stage.say("ten percent", talk="sofa")
    assert answered.kind is Kind.CONFIRMS


async def test_what_one_conversation_learned_the_other_knows(stage: Stage) -> None:
    await stage.say("snorkel mode means ten percent", talk="sofa")
    used = await stage.say("set the desk lamp to snorkel mode", talk="kitchen")
    assert used.kind is Kind.ACTS


@pytest.mark.parametrize(("channel", "seconds"), [("text", 300), ("voice", 30)])
async def test_a_question_stays_open_as_long_as_the_setting_says(stage: Stage, channel: str, seconds: int) -> None:
    await stage.say("set the floor lamp to snorkel mode", voice=channel == "voice")
    state = fake(stage).states["talk"]
    assert isinstance(state.question, MeaningQuestion)
    assert state.question_expires == stage.clock.now() + timedelta(seconds=seconds)
    await stage.wait(timedelta(seconds=seconds + 1))
    await stage.say("ten percent")
    assert await stage.known() == []


async def test_only_the_last_acts_are_remembered(stage: Stage) -> None:
    for number in range(REMEMBERED + 4):
        await stage.say(f"set the floor lamp to {number + 10} percent")
    acts = fake(stage).states["talk"].acts
    assert [dict(act.commands[0].settings)["brightness"] for act in acts] == list(range(14, 14 + REMEMBERED))


async def test_an_act_remembers_what_it_replaced(stage: Stage) -> None:
    await stage.say("set the living room light to ten percent", room="living_room")
    (act,) = fake(stage).states["talk"].acts
    assert act.commands == (Command("living_room_light", {"brightness": 10}),)
    assert act.before == (("living_room_light", "brightness", 60),)


async def test_the_journal_holds_what_was_understood_and_why(stage: Stage) -> None:
    await stage.say("turn on the lights", room="living_room", who="alex")
    await stage.say("set the lights to snorkel mode", room="living_room", who="alex")
    first, second = fake(stage).entries.values()
    assert (first.text, first.person, first.area, first.kind) == ("turn on the lights", "alex", "living_room", "acts")
    assert any("room" in reason for reason in first.trace["reasons"])  # type: ignore[attr-defined]
    assert second.trace["unknown"] == [{"text": "snorkel mode", "role": "value", "start": 18, "end": 30}]
    assert second.speech


async def test_no_journal_when_it_is_switched_off(stage: Stage) -> None:
    fake(stage).journal_settings = JournalSettings(enabled=False)
    assert (await stage.say("turn on the kettle")).kind is Kind.ACTS
    assert not fake(stage).entries


async def test_forgetting_is_not_noted(stage: Stage) -> None:
    await stage.say("snorkel mode means ten percent")
    assert (await stage.say("forget what I said today")).kind is Kind.FORGETS
    assert not fake(stage).entries
    assert await stage.known() == []


async def test_what_could_not_be_kept_is_not_done(stage: Stage) -> None:
    stage.store = FullStore()
    await stage.open()
    before = stage.states()
    with pytest.raises(DiskFull):
        await stage.say("turn on the kettle")
    assert stage.states() == before


async def test_done_is_not_said_of_a_device_that_gives_no_answer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def swallow(_command: Command) -> None:
        return None

    monkeypatch.setattr(stage.gateway, "send", swallow)
    monkeypatch.setattr(stage.turn, "_dispatcher", Dispatcher(stage.registry, [stage.gateway], timing=IMPATIENT))
    response = await stage.say("turn on the floor lamp")
    assert [action.outcome for action in response.actions] == ["unconfirmed"]
    assert "hasn't answered" in response.speech
    assert "is on" not in response.speech


async def test_a_partial_failure_is_told_as_one(stage: Stage) -> None:
    stage.gateway.lose("kettle")
    response = await stage.say("turn on the kettle and the kitchen light")
    assert {action.entity_id: action.outcome for action in response.actions} == {
        "kettle": "failed",
        "kitchen_light": "confirmed",
    }
    assert "Kitchen light is on" in response.speech
    assert "reach" in response.speech


async def test_entrances_ask_when_the_household_wants_it(stage: Stage) -> None:
    stage.settings = TurnSettings(confirm_entrances=True)
    await stage.open()
    asked = await stage.say("unlock the back door", who="alex")
    assert asked.kind is Kind.ASKS_CONFIRM
    assert stage.states()["back_door_lock"]["locked"] is True
    assert (await stage.say("lock the front door", who="alex")).kind is Kind.ACTS
    await stage.say("unlock the back door", who="alex")
    assert (await stage.say("yes", who="alex")).kind is Kind.ACTS
    assert stage.states()["back_door_lock"]["locked"] is False


async def test_a_yes_of_a_child_moves_nothing_dangerous(stage: Stage) -> None:
    stage.settings = TurnSettings(confirm_entrances=True)
    await stage.open()
    await stage.say("unlock the back door", who="alex")
    assert (await stage.say("yes", who="robin")).kind is Kind.REFUSES
    assert stage.states()["back_door_lock"]["locked"] is True


async def test_what_another_hub_learned_is_known_after_following(stage: Stage) -> None:
    await fake(stage).put_concepts([study_mode()])
    await stage.turn.follow()
    assert (await stage.say("set the desk lamp to study mode")).kind is Kind.ACTS
    assert stage.states()["desk_lamp"]["brightness"] == 80
    await fake(stage).put_concepts([study_mode(20)])
    await stage.turn.follow()
    await stage.say("set the desk lamp to study mode")
    assert stage.states()["desk_lamp"]["brightness"] == 20
    await fake(stage).delete_concepts(["k1"])
    await stage.turn.follow()
    assert (await stage.say("set the desk lamp to study mode")).kind is Kind.ASKS_ABOUT


async def test_using_a_word_counts(stage: Stage) -> None:
    await fake(stage).put_concepts([study_mode()])
    await stage.turn.follow()
    await stage.say("set the desk lamp to study mode")
    await stage.say("set the kitchen light to study mode")
    (concept,) = await stage.known()
    assert concept.uses == 2
    assert concept.last_used == stage.clock.now()


async def test_where_a_word_comes_from_is_kept(stage: Stage) -> None:
    await stage.say("set the desk lamp to snorkel mode", who="sam")
    learned = await stage.say("ten percent", who="sam")
    (concept,) = await stage.known()
    assert (concept.term, concept.taught_by.person, concept.taught_by.how) == ("snorkel mode", "sam", "answered")
    assert concept.taught_by.turn_id == learned.turn_id
    assert [(report.term, report.type, report.change) for report in learned.learned] == [
        ("snorkel mode", "value", "added")
    ]


async def test_a_device_that_left_the_home_is_no_longer_it(stage: Stage) -> None:
    await stage.say("turn on the kettle", room="kitchen")
    state = fake(stage).states["talk"]
    fake(stage).states["talk"] = replace(state, focus=("samovar", *state.focus))
    assert [action.entity_id for action in (await stage.say("turn it off")).actions] == ["kettle"]


async def test_an_open_question_survives_a_restart_and_its_answer_teaches(tmp_path: Path) -> None:
    database = tmp_path / "hub.db"
    async with stage_of(home_file("demo"), listener(), time=EVENING, database=database) as stage:
        assert (await stage.say("set the floor lamp to snorkel mode", who="alex")).kind is Kind.ASKS_ABOUT
    async with stage_of(home_file("demo"), listener(), time=EVENING, database=database) as stage:
        learned = await stage.say("twelve percent and blue", who="alex")
        assert learned.kind is Kind.CONFIRMS
        assert stage.states()["floor_lamp"]["brightness"] == 12
    async with stage_of(home_file("demo"), listener(), time=EVENING, database=database) as stage:
        (concept,) = await stage.known()
        assert concept.term == "snorkel mode"
        assert (await stage.say("put the desk lamp in snorkel mode")).kind is Kind.ACTS


async def test_a_nested_question_survives_restarts(tmp_path: Path) -> None:
    database = tmp_path / "hub.db"
    said = ("set the floor lamp to cosy", "like candle mode but dimmer", "thirty percent and warm white")
    terms: set[str] = set()
    for number, (text, kind) in enumerate(zip(said, (Kind.ASKS_ABOUT, Kind.ASKS_ABOUT, Kind.CONFIRMS), strict=True)):
        time_of_it = EVENING + timedelta(seconds=10 * number)
        async with stage_of(home_file("demo"), listener(), time=time_of_it, database=database) as stage:
            assert (await stage.say(text, who="alex")).kind is kind
            terms = {concept.term for concept in await stage.known()}
    assert terms == {"candle mode", "cosy"}


@pytest.mark.parametrize(("lessons", "pause_s"), [(1, 0.0), (3, 0.004), (12, 0.011)])
async def test_no_confirmed_lesson_is_lost_when_the_hub_is_killed(tmp_path: Path, lessons: int, pause_s: float) -> None:
    database = tmp_path / "hub.db"
    lines = _teach_and_kill(database, f"taught {term_of(lessons - 1)}", pause_s)
    taught = [line.split() for line in lines if line.startswith("taught ")]
    asked = [line.split()[1] for line in lines if line.startswith("asked ")]
    assert len(taught) >= lessons
    async with stage_of(home_file("demo"), DeafInterpreter(), time=EVENING, database=database) as stage:
        known = {concept.term: concept.meaning for concept in await stage.known()}
        for _, term, percent in taught:
            assert known[term] == ValueName((Setting("brightness", int(percent)),))
            used = await stage.say(f"put the desk lamp in {term}", talk="another")
            assert used.kind is Kind.ACTS
            assert stage.states()["desk_lamp"]["brightness"] == int(percent)
        # The lesson that was cut off is there whole or not at all.
        assert set(known) - {term for _, term, _ in taught} <= set(asked)
        assert all(isinstance(meaning, ValueName) for meaning in known.values())


async def test_a_lesson_that_was_cut_off_by_a_kill_goes_on(tmp_path: Path) -> None:
    database = tmp_path / "hub.db"
    _teach_and_kill(database, f"asked {term_of(0)}", 0, "stop")
    async with stage_of(home_file("demo"), DeafInterpreter(), time=EVENING, database=database) as stage:
        assert await stage.known() == []
        learned = await stage.say("thirty three percent", who="alex")
        assert learned.kind is Kind.CONFIRMS
        assert stage.states()["floor_lamp"]["brightness"] == 33
        assert [concept.term for concept in await stage.known()] == [term_of(0)]


def _teach_and_kill(database: Path, until: str, pause_s: float, *arguments: str) -> list[str]:
    """What the hub said until it was killed, some time after a line that begins with ``until``."""
    command = [sys.executable, "-m", "tests.talk.teaching_process", str(database), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith(until):
                break
        time.sleep(pause_s)
        process.kill()
        rest = process.stdout.read()
        process.wait()
    assert lines
    assert lines[-1].startswith(until)
    # A line that the kill cut in two was never told.
    return lines + [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
