"""Things as JSON text and back: pydantic reads the frozen dataclasses themselves, unions by their ``type``."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from hub.storage.columns import storable

Thing = TypeVar("Thing")


class DocumentUnreadable(Exception):
    """A stored document does not fit its class (any more)."""


class Document(Generic[Thing]):
    """Writes and reads one class. Built at first use, since building a validator takes time."""

    def __init__(self, kind: type[Thing]) -> None:
        self._kind = kind
        self._one: TypeAdapter[Thing] | None = None
        self._many: TypeAdapter[list[Thing]] | None = None

    @property
    def one(self) -> TypeAdapter[Thing]:
        """The adapter of a single thing."""
        if self._one is None:
            self._one = TypeAdapter(self._kind)
        return self._one

    def write(self, thing: Thing) -> str:
        """As JSON text that every database takes."""
        try:
            return self.one.dump_json(thing, warnings="error").decode()
        except PydanticSerializationError:
            # Half surrogates, and mappings other than dict, are more than pydantic writes.
            return storable(json.dumps(plain(thing), ensure_ascii=False))

    def read(self, text: str) -> Thing:
        """From JSON text; raises ``DocumentUnreadable``."""
        try:
            return self.one.validate_json(text)
        except ValidationError as error:
            raise DocumentUnreadable(_first_fault(error)) from error

    def read_many(self, texts: Sequence[str]) -> list[Thing]:
        """Many at once, in order, which is faster; raises ``DocumentUnreadable`` if any does not fit."""
        if self._many is None:
            self._many = TypeAdapter(list[self._kind])  # type: ignore[name-defined]
        try:
            with _collector_paused():
                return self._many.validate_json("[" + ",".join(texts) + "]")
        except ValidationError as error:
            raise DocumentUnreadable(_first_fault(error)) from error


def plain(thing: object) -> object:
    """The same in what JSON has: mappings become dicts, dataclasses too, sequences lists, everything else words."""
    match thing:
        case Enum():
            return thing.value
        case None | bool() | int() | float() | str():
            return thing
        case datetime():
            return thing.isoformat()
        case Mapping():
            return {str(name): plain(value) for name, value in thing.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(part) for part in thing]
        case _ if is_dataclass(thing):
            return {part.name: plain(getattr(thing, part.name)) for part in fields(thing)}
        case _:
            return str(thing)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without garbage collections, which only find things that are still wanted: 50,000 concepts take a third."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _first_fault(error: ValidationError) -> str:
    """Where and what, without the words that were stored there."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
