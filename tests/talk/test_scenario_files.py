"""What the reader of scenarios accepts, and that a wrong expectation really fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.commands import Command
from teaching.schedules import Schedule
from tests.talk.listening import DeafInterpreter
from tests.talk.scenario import Plan, ScenarioMalformed, load_scenarios, read_scenarios
from tests.talk.situations import EVENING
from tests.talk.stage import plan_faults, play, state_faults

SCENARIOS = Path(__file__).parent / "scenarios"
WISHES_THAT_TALK_MEETS = {*range(1, 26)} - {12, 23}


def one(hub: str, say: str = "turn on the kettle") -> str:
    return f"- name: x\n  room: kitchen\n  steps:\n    - say: {say}\n      hub: {hub}\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- name: x\n  rooms: kitchen\n  steps: [{say: hello}]", "nobody knows 'rooms'"),
        ("- name: x\n  steps: [{say: hello, hub: {sayz: hello}}]", "nobody knows 'sayz'"),
        ("- name: x\n  steps: [{sai: hello}]", "nobody knows 'sai'"),
        ("- name: x\n  steps: [{say: hello, restart: hub}]", "must have one of"),
        ("- name: x\n  steps: [{by: alex}]", "must have one of"),
        ("- name: x\n  steps: []", "has no steps"),
        ("- steps: [{say: hello}]", "words are expected"),
        ("- name: x\n  time: noonish\n  steps: [{say: hello}]", "noonish"),
        ("- name: x\n  steps: [{wait: a while}]", "is no length of time"),
        (one("{kind: acted}"), "acted"),
        (one("{state: {kettle: true}}"), "things and their attributes"),
        (one("{planned: [{at: 1145, do: {}}]}"), "in quotes"),
        (one("{unchanged: true, state: {kettle: {on: true}}}"), "stands without state"),
        ("name: x", "a list of scenarios"),
        ("- [", "expected"),
    ],
)
def test_a_slip_in_a_scenario_is_an_error(text: str, complaint: str) -> None:
    with pytest.raises(ScenarioMalformed, match=complaint):
        read_scenarios(text, "file")


def test_two_scenarios_of_one_name_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(one("{}") * 2)
    with pytest.raises(ScenarioMalformed, match="two scenarios"):
        load_scenarios(tmp_path)


@pytest.mark.parametrize(
    ("hub", "complaint"),
    [
        ("{kind: refuses, state: {kettle: {on: true}}}", "the kind is acts"),
        ("{unchanged: true}", "nobody asked for it"),
        ("{}", "nobody asked for it"),
        ("{state: {kettle: {on: false}}}", "should be False"),
        ("{state: {kettle: {on: 1}}}", "should be 1"),
        ("{state: {samovar: {on: true}}}", "there is no samovar"),
        ("{says: samovar, state: {kettle: {on: true}}}", "doesn't say 'samovar'"),
        ("{says not: kettle, state: {kettle: {on: true}}}", "it says 'kettle'"),
        ("{unknown: kettle, state: {kettle: {on: true}}}", "should ask about"),
        ("{knows: samovar, state: {kettle: {on: true}}}", "should know"),
        ("{expects reply: true, state: {kettle: {on: true}}}", "expects_reply"),
        ("{any of: [{}, {kettle: {on: false}}]}", "nobody asked for it"),
        ("{planned: [{at: '07:00', do: {kettle: {on: true}}}], state: {kettle: {on: true}}}", "not planned: 07:00"),
    ],
)
async def test_a_wrong_expectation_fails(hub: str, complaint: str) -> None:
    (scenario,) = read_scenarios(one(hub), "file")
    with pytest.raises(AssertionError, match=complaint):
        await play(scenario, DeafInterpreter())


async def test_a_right_expectation_passes() -> None:
    (scenario,) = read_scenarios(one("{kind: acts, says: [[samovar, kettle]], state: {kettle: {on: true}}}"), "file")
    await play(scenario, DeafInterpreter())


def test_comparisons() -> None:
    before, after = {"lamp": {"brightness": 50}}, {"lamp": {"brightness": 40}}
    for right in ("lower", "30 to 40", 40):
        assert not state_faults({"lamp": {"brightness": right}}, before, after)
    for wrong in ("higher", "41 to 60", 50, "40"):
        assert state_faults({"lamp": {"brightness": wrong}}, before, after)


def test_plans_are_compared_whole() -> None:
    kept = Schedule("s", EVENING, (Command("kettle", {"on": True}),), "kettle on", weekdays=(0, 1))
    right = Plan("19:00", {"kettle": {"on": True}}, repeats=True)
    assert not plan_faults((right,), [kept])
    assert not plan_faults((Plan("2026-03-10 19:00", {"kettle": {"on": True}}, repeats=True),), [kept])
    for wanted in (
        (),
        (right, right),
        (Plan("19:00", {"kettle": {"on": True}}),),
        (Plan("19:01", right.do, repeats=True),),
    ):
        assert plan_faults(wanted, [kept])


def test_every_wish_that_talk_can_meet_has_a_file() -> None:
    numbers = {int(path.name[:2]) for path in (SCENARIOS / "wishes").glob("*.yaml")}
    assert numbers == WISHES_THAT_TALK_MEETS
