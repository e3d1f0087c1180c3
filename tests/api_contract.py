"""What the component for Home Assistant relies on in the hub's API, as data; held against the hub and against its fake.

Imports nothing of the hub and nothing of Home Assistant: both sides' tests run in their own environments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "api_contract.json"
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "number": (int, float),
    "bool": (bool,),
    "object": (dict,),
    "null": (type(None),),
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the shape of its answer. ``scope`` is that of the token, ``None`` for none at all."""

    name: str
    scope: str | None
    method: str
    path: str
    body: dict[str, Any] | None
    status: int
    answer: Any


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return document


def exchanges() -> list[Exchange]:
    """All that the component asks, in order."""
    return [Exchange(**entry) for entry in _document()["exchanges"]]


def event_shapes() -> dict[str, Any]:
    """The data of each event by its name, as an admin's token sees it."""
    shapes: dict[str, Any] = _document()["events"]
    return shapes


def words() -> frozenset[str]:
    """Keys of an event's data that hold what people said."""
    return frozenset(_document()["words"])


def differences(shape: object, value: object, where: str = "answer") -> Iterator[str]:
    """Where ``value`` is not of that shape; more keys than the shape has are fine."""
    if isinstance(shape, dict):
        yield from _differences_of_object(shape, value, where)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for number, entry in enumerate(value):
            yield from differences(shape[0], entry, f"{where}[{number}]")
    elif not isinstance(shape, str):
        raise TypeError(f"{shape!r} is no shape")
    elif shape.startswith("="):
        if value != shape[1:]:
            yield f"{where} is {value!r}, not {shape[1:]!r}"
    elif not any(_is(name, value) for name in shape.split("|")):
        yield f"{where} is {value!r}, which is no {shape}"


def _differences_of_object(shape: dict[str, object], value: object, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    for key, below in shape.items():
        name = key.removesuffix("?")
        if name in value:
            yield from differences(below, value[name], f"{where}.{name}")
        elif name == key:
            yield f"{where}.{name} is missing"


def _is(name: str, value: object) -> bool:
    return isinstance(value, TYPES[name]) and not (isinstance(value, bool) and name in {"int", "number"})
