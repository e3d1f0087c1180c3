"""Homes from files: the hub's own form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices.capabilities import Choice, Quantity, Text, Toggle
from devices.errors import HomeFileError
from devices.home import Role
from devices.home_file import load_home_file

LAMP = {
    "id": "lamp",
    "name": "lamp",
    "area": "office",
    "type": "light",
    "capabilities": {"on": {"type": "bool"}, "brightness": {"type": "int", "min": 0, "max": 100, "unit": "%"}},
    "state": {"on": False, "brightness": 40},
}
HOME: dict[str, object] = {"id": "home", "areas": [{"id": "office", "name": "office"}], "devices": [LAMP]}


def test_a_home_has_the_areas_people_satellites_and_devices_of_its_file() -> None:
    data = {
        **HOME,
        "persons": [{"id": "zoe", "name": "Zoe", "role": "child"}],
        "satellites": [{"area": "office", "screen": True}],
        "floors": [{"id": "up", "name": "upstairs"}],
    }
    home_file = load_home_file(data)
    assert home_file.home.persons["zoe"].role is Role.CHILD
    assert home_file.home.satellites[0].screen
    assert home_file.home.floors["up"].name == "upstairs"
    assert home_file.home.entities["lamp"].capabilities["brightness"] == Quantity(0, 100, "%")
    assert home_file.states["lamp"] == {"on": False, "brightness": 40}


def test_every_type_of_capability_is_read() -> None:
    capabilities = {
        "on": {"type": "bool", "readonly": True},
        "level": {"type": "float", "unit": "°C", "readonly": True},
        "mode": {"type": "enum", "values": ["a", "b"]},
        "content": {"type": "string"},
    }
    device = {"id": "thing", "name": "thing", "type": "tv", "capabilities": capabilities}
    found = load_home_file({"devices": [device]}).home.entities["thing"].capabilities
    assert found["on"] == Toggle(readonly=True)
    assert found["level"] == Quantity(float("-inf"), float("inf"), "°C", 0.1, readonly=True)
    assert found["mode"] == Choice(("a", "b"))
    assert found["content"] == Text()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"devices": "none"}, "'devices' must be a list"),
        ({"devices": None}, "'devices' is missing"),
        ({"devices": [LAMP, LAMP]}, "two devices of this id"),
        ({"devices": [{**LAMP, "area": "attic"}]}, "devices › lamp: area 'attic' is not in the file"),
        ({"devices": [{**LAMP, "type": 3}]}, "'type' must be words"),
        ({"devices": [{**LAMP, "name": " "}]}, "'name' must be words"),
        ({"devices": [{**LAMP, "state": {"colour": 1}}]}, "its state has 'colour'"),
        ({"devices": [{**LAMP, "capabilities": {"x": {"type": "many"}}}]}, "unknown type 'many'"),
        ({"devices": [{**LAMP, "capabilities": {"x": {"type": "enum"}}}]}, "enum without values"),
        ({"devices": [{**LAMP, "capabilities": {"x": {"type": "int", "min": 9, "max": 1}}}]}, "goes from 9 to 1"),
        ({"devices": [{**LAMP, "aliases": "lamp"}]}, "'aliases' must be a list of words"),
        ({"satellites": [{"area": "attic"}]}, "area 'attic' is not in the file"),
        ({"persons": [{"id": "x", "name": "X", "role": "king"}]}, "role 'king'"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place(change: dict[str, object], named: str) -> None:
    with pytest.raises(HomeFileError, match=named):
        load_home_file({**HOME, **change})


def test_a_file_that_is_missing_or_not_json_is_a_home_file_error(tmp_path: Path) -> None:
    with pytest.raises(HomeFileError, match="can't be read"):
        load_home_file(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(HomeFileError, match="not valid"):
        load_home_file(tmp_path / "bad.json")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    with pytest.raises(HomeFileError, match="must be an object"):
        load_home_file(tmp_path / "list.json")


def test_a_setup_changes_the_state_and_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "home.json"
    path.write_text(json.dumps(HOME), encoding="utf-8")
    home_file = load_home_file(path)
    changed = home_file.with_setup({"lamp": {"on": True}})
    assert changed.states["lamp"] == {"on": True, "brightness": 40}
    assert home_file.states["lamp"] == {"on": False, "brightness": 40}
    assert changed.home is home_file.home
    with pytest.raises(HomeFileError, match="'oven'"):
        home_file.with_setup({"oven": {"on": True}})


def test_changes_are_what_differs() -> None:
    home_file = load_home_file(HOME)
    assert home_file.changes(home_file.states, {"lamp": {"on": True, "brightness": 40}}) == {"lamp": {"on": True}}
    assert home_file.changes(home_file.states, home_file.states) == {}
