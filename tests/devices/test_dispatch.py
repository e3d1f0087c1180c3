"""Dispatch sends commands and says what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import pytest

from devices.adapters.simulated import SimulatedGateway
from devices.capabilities import Choice, Quantity, Toggle, Trigger, Value
from devices.commands import Assumed, Command, Confirmed, Failed, Unconfirmed
from devices.dispatch import Dispatcher, Timing
from devices.errors import EntityUnavailable
from devices.registry import GatewaySink, Registry
from devices.settled import obeys
from tests.devices.homes import entity, small_home
from tests.fakes.clocks import StandingClock

QUICK = Timing(confirm_s=0.1, slow_s=0.2, settle_s=0.05, set_point_s=0.05, expiry_s=0.1)
ENTITIES = (
    entity("lamp", "light", {"on": Toggle(), "brightness": Quantity(0, 100, "%")}),
    entity("blind", "blind", {"position": Quantity(0, 100, "% open"), "state": Choice(("opening",), readonly=True)}),
    entity("lock", "lock", {"locked": Toggle()}),
    entity("heating", "thermostat", {"target_temperature": Quantity(5, 30, "°C", 0.5)}),
    entity("fan", "fan", {"percentage": Quantity(0, 100, "%", 33.33)}),
    entity("scene", "scene", {"activate": Trigger()}),
)


class ScriptedGateway:
    """A gateway whose devices answer as the test says."""

    name = "simulated"

    def __init__(self, sink: GatewaySink, answer: Callable[[GatewaySink, Command], None] | None = None) -> None:
        self.sink = sink
        self.answer = answer
        self.sent: list[Command] = []
        self.hangs = False
        self.reports_nothing = False
        self.failure: Exception | None = None

    def stand_by(self) -> None:
        return

    async def send(self, command: Command) -> None:
        if self.hangs:
            await asyncio.sleep(60)
        if self.failure is not None:
            raise self.failure
        self.sent.append(command)
        if self.answer is not None:
            self.answer(self.sink, command)

    def confirms(self, command: Command) -> bool:  # noqa: ARG002 - the port's signature
        return not self.reports_nothing

    async def __aenter__(self) -> Self:
        for item in ENTITIES:
            self.sink.announce(item)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def echo(sink: GatewaySink, command: Command) -> None:
    sink.report(command.entity_id, command.settings)


def later(*reports: tuple[float, Mapping[str, Value]]) -> Callable[[GatewaySink, Command], None]:
    def answer(sink: GatewaySink, command: Command) -> None:
        for delay, values in reports:
            asyncio.get_running_loop().call_later(delay, sink.report, command.entity_id, values)

    return answer


async def played(
    command: Command,
    answer: Callable[[GatewaySink, Command], None] | None = None,
    *,
    state: Mapping[str, Value] | None = None,
) -> object:
    registry = Registry(StandingClock())
    async with ScriptedGateway(registry.sink("simulated"), answer) as gateway:
        if state:
            gateway.sink.report(command.entity_id, state)
        (outcome,) = await Dispatcher(registry, [gateway], timing=QUICK).perform([command])
    return outcome


async def test_a_command_is_confirmed_by_the_entitys_own_state() -> None:
    command = Command("lamp", {"on": True})
    assert await played(command, echo) == Confirmed(command)


async def test_silence_is_not_success() -> None:
    command = Command("lamp", {"on": True})
    assert await played(command) == Unconfirmed(command, 0.1)


async def test_another_value_is_not_success() -> None:
    command = Command("heating", {"target_temperature": 30})
    outcome = await played(command, later((0.01, {"target_temperature": 25})), state={"target_temperature": 20})
    assert isinstance(outcome, Unconfirmed)


async def test_a_state_already_held_is_sent_all_the_same_and_needs_no_echo() -> None:
    registry = Registry(StandingClock())
    async with ScriptedGateway(registry.sink("simulated")) as gateway:
        gateway.sink.report("lamp", {"on": True})
        command = Command("lamp", {"on": True})
        outcomes = await Dispatcher(registry, [gateway], timing=QUICK).perform([command])
    assert outcomes == (Confirmed(command, already=True),)
    assert gateway.sent == [command]


async def test_a_degree_more_is_not_already_so() -> None:
    outcome = await played(Command("heating", {"target_temperature": 20.5}), state={"target_temperature": 20})
    assert isinstance(outcome, Unconfirmed)


async def test_a_device_may_be_off_by_a_step() -> None:
    command = Command("lamp", {"brightness": 41})
    outcome = await played(command, later((0.01, {"on": True, "brightness": 40})), state={"brightness": 10})
    assert outcome == Confirmed(command)


async def test_a_blind_that_moves_towards_its_goal_obeys() -> None:
    command = Command("blind", {"position": 100})
    assert await played(command, later((0.01, {"state": "opening"})), state={"position": 0}) == Confirmed(command)
    closing = await played(command, later((0.01, {"state": "closing"})), state={"position": 0})
    assert isinstance(closing, Unconfirmed)


async def test_a_lock_that_takes_its_word_back_is_not_believed() -> None:
    command = Command("lock", {"locked": True})
    jammed = later((0.005, {"locked": True}), (0.03, {"locked": None}))
    assert isinstance(await played(command, jammed, state={"locked": False}), Unconfirmed)
    honest = later((0.005, {"locked": True}))
    assert await played(command, honest, state={"locked": False}) == Confirmed(command)


async def test_a_thermostat_that_echoes_and_disobeys_is_not_believed() -> None:
    command = Command("heating", {"target_temperature": 29})
    disobeying = later((0.0, {"target_temperature": 29}), (0.02, {"target_temperature": 28}))
    assert await played(command, disobeying, state={"target_temperature": 20}) == Unconfirmed(command, 0.1)
    obeying = later((0.0, {"target_temperature": 29}))
    assert await played(command, obeying, state={"target_temperature": 20}) == Confirmed(command)


async def test_a_fan_with_three_speeds_takes_the_nearest() -> None:
    command = Command("fan", {"percentage": 50})
    assert await played(command, later((0.0, {"percentage": 67})), state={"percentage": 0}) == Confirmed(command)
    all_the_way = Command("fan", {"percentage": 100})
    too_little = later((0.0, {"percentage": 67}))
    assert await played(all_the_way, too_little, state={"percentage": 33}) == Unconfirmed(all_the_way, 0.1)


async def test_brightness_nought_is_off() -> None:
    command = Command("lamp", {"brightness": 0})
    assert await played(command, later((0.01, {"on": False})), state={"on": True, "brightness": 5}) == Confirmed(
        command
    )


async def test_what_leaves_no_state_is_assumed() -> None:
    command = Command("scene", {"activate": True})
    assert await played(command) == Assumed(command)


async def test_what_the_gateway_cannot_confirm_is_assumed() -> None:
    registry = Registry(StandingClock())
    async with ScriptedGateway(registry.sink("simulated")) as gateway:
        gateway.reports_nothing = True
        command = Command("lamp", {"on": True})
        assert await Dispatcher(registry, [gateway], timing=QUICK).perform([command]) == (Assumed(command),)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (Command("heating", {"target_temperature": 40}), "it goes from 5 to 30 °C"),
        (Command("lamp", {"color": "red"}), "it has no color"),
        (Command("blind", {"state": "opening"}), "it can only be read"),
        (Command("nothing", {"on": True}), "it is not in this home"),
    ],
)
async def test_what_cannot_be_done_fails_with_a_reason_and_is_not_sent(command: Command, reason: str) -> None:
    registry = Registry(StandingClock())
    async with ScriptedGateway(registry.sink("simulated"), echo) as gateway:
        assert await Dispatcher(registry, [gateway], timing=QUICK).perform([command]) == (Failed(command, reason),)
        assert gateway.sent == []


async def test_a_command_that_cannot_leave_in_time_has_failed_and_never_runs_late() -> None:
    registry = Registry(StandingClock())
    async with ScriptedGateway(registry.sink("simulated"), echo) as gateway:
        gateway.hangs = True
        command = Command("lock", {"locked": False})
        (outcome,) = await Dispatcher(registry, [gateway], timing=QUICK).perform([command])
        gateway.hangs = False
        await asyncio.sleep(0.05)
    assert outcome == Failed(command, "it is not reachable")
    assert gateway.sent == []


async def test_an_entity_that_is_away_fails_at_once() -> None:
    registry = Registry(StandingClock())
    async with ScriptedGateway(registry.sink("simulated"), echo) as gateway:
        gateway.sink.set_available("lamp", False)
        command = Command("lamp", {"on": True})
        dispatcher = Dispatcher(registry, [gateway], timing=QUICK)
        assert await dispatcher.perform([command]) == (Failed(command, "it is not reachable"),)
        gateway.sink.set_available("lamp", True)
        gateway.failure = EntityUnavailable("lamp")
        assert await dispatcher.perform([command]) == (Failed(command, "it is not reachable"),)


async def test_an_entity_that_goes_away_while_we_wait_has_failed() -> None:
    def go_away(sink: GatewaySink, command: Command) -> None:
        asyncio.get_running_loop().call_later(0.01, sink.set_available, command.entity_id, False)

    command = Command("lamp", {"on": True})
    assert await played(command, go_away) == Failed(command, "it is not reachable")


async def test_a_partial_failure_is_reported_as_such() -> None:
    registry = Registry(StandingClock())
    home_file = small_home()
    async with SimulatedGateway(registry.sink("simulated"), home_file.home, home_file.states) as gateway:
        gateway.lose("fan")
        commands = [Command("desk_lamp", {"on": True}), Command("fan", {"on": True}), Command("oven", {"on": True})]
        outcomes = await Dispatcher(registry, [gateway], timing=QUICK).perform(commands)
    assert [type(outcome) for outcome in outcomes] == [Confirmed, Failed, Confirmed]


async def test_entities_are_told_side_by_side_and_one_entity_in_order() -> None:
    registry = Registry(StandingClock())
    async with ScriptedGateway(registry.sink("simulated"), later((0.05, {"on": True, "locked": True}))) as gateway:
        commands = [Command("lamp", {"on": True}), Command("lock", {"locked": True})]
        started = asyncio.get_running_loop().time()
        await Dispatcher(registry, [gateway], timing=Timing(1, 1, 0, 1)).perform(commands)
        assert asyncio.get_running_loop().time() - started < 0.09
        gateway.answer = echo
        steps = [Command("lamp", {"brightness": level}) for level in (10, 50, 90)]
        await Dispatcher(registry, [gateway], timing=QUICK).perform(steps)
    assert gateway.sent[-3:] == steps


@pytest.mark.parametrize(("wanted", "confirms"), [("away", True), ("disarmed", False)])
def test_a_panel_that_is_arming_obeys_who_armed_it(wanted: str, confirms: bool) -> None:
    panel = entity("alarm", "alarm_panel", {"mode": Choice(("disarmed", "away"))})
    assert obeys(panel, {"mode": wanted}, {"mode": "disarmed"}, {"mode": "arming"}) is confirms
