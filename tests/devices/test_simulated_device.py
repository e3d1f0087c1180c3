"""Simulated devices behave like the real ones of their kind."""

from __future__ import annotations

import pytest

from devices.adapters.simulated_device import changes_of, drift
from devices.capabilities import Quantity, Text, Toggle, Value
from devices.errors import CommandRefused
from tests.devices.homes import entity, small_home

HOME = small_home()


@pytest.mark.parametrize(
    ("entity_id", "settings", "changes"),
    [
        ("desk_lamp", {"brightness": 30}, {"brightness": 30, "on": True}),
        ("desk_lamp", {"color": "red"}, {"color": "red", "on": True}),
        ("desk_lamp", {"brightness": 70, "on": False}, {}),
        ("fan", {"speed": "high"}, {"speed": "high", "on": True}),
        ("oven", {"target_temperature": 200}, {"target_temperature": 200, "on": True}),
        ("tv", {"content": "dune"}, {"content": "dune", "on": True, "state": "playing"}),
        ("tv", {"source": "netflix"}, {"source": "netflix", "on": True}),
        ("tv", {"volume": 30}, {"volume": 30}),
        ("blind", {"position": 25}, {"position": 25}),
        ("front_door", {"locked": True}, {}),
    ],
)
def test_a_setting_brings_what_goes_with_it(
    entity_id: str, settings: dict[str, Value], changes: dict[str, Value]
) -> None:
    assert changes_of(HOME.home.entities[entity_id], HOME.states[entity_id], settings) == changes


def test_a_lamp_dimmed_to_nothing_is_off_and_remembers() -> None:
    lamp = HOME.home.entities["desk_lamp"]
    state = {"on": True, "brightness": 70}
    assert changes_of(lamp, state, {"brightness": 0}) == {"on": False}


def test_a_television_that_goes_off_stops_playing() -> None:
    television = HOME.home.entities["tv"]
    state: dict[str, Value] = {"on": True, "state": "playing", "content": "dune"}
    assert changes_of(television, state, {"on": False}) == {"on": False, "state": "idle"}


@pytest.mark.parametrize(
    ("entity_id", "settings"),
    [
        ("oven", {"target_temperature": 300}),
        ("thermometer", {"temperature": 20}),
        ("fan", {"speed": "turbo"}),
        ("fan", {"volume": 3}),
        ("tv", {"screen": False}),
        ("desk_lamp", {"on": "yes"}),
    ],
)
def test_what_a_device_cannot_do_is_refused(entity_id: str, settings: dict[str, Value]) -> None:
    with pytest.raises(CommandRefused):
        changes_of(HOME.home.entities[entity_id], HOME.states[entity_id], settings)


def test_a_cover_that_only_opens_and_closes_stops_nowhere_else() -> None:
    cover = entity("c", "curtain", {"position": Quantity(0, 100, "% open", 100)})
    assert changes_of(cover, {"position": 0}, {"position": 100}) == {"position": 100}
    with pytest.raises(CommandRefused, match="0 or 100"):
        changes_of(cover, {}, {"position": 50})


def test_a_list_grows_by_what_is_put_on_it() -> None:
    todo = entity("t", "todo_list", {"add_item": Text(), "items": Quantity(0, 100, readonly=True)})
    assert changes_of(todo, {"items": 2}, {"add_item": "apples"}) == {"add_item": "apples", "items": 3}


def test_an_oven_warms_and_a_robot_arrives_by_themselves() -> None:
    oven = HOME.home.entities["oven"]
    warm = drift(oven, {"on": True, "current_temperature": 21, "target_temperature": 180}, 5)
    assert warm == {"current_temperature": 31}
    assert drift(oven, {"on": False, "current_temperature": 21, "target_temperature": 180}, 5) == {}
    robot = entity("v", "vacuum", {"on": Toggle()})
    assert drift(robot, {"state": "returning"}, 5) == {"state": "docked"}
