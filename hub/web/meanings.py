"""Meanings as JSON, checked against the home they are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any

from fastapi import HTTPException
from pydantic import Field, JsonValue, TypeAdapter, ValidationError

from devices.home import Home
from teaching.concepts import Alias, AreaName, Chosen, Meaning, PersonName, Preference, Routine


@cache
def _adapter() -> TypeAdapter[Meaning]:
    return TypeAdapter(Annotated[Meaning, Field(discriminator="type")])


def meaning_to_json(meaning: Meaning) -> dict[str, JsonValue]:
    """The meaning with its ``type``."""
    found: dict[str, JsonValue] = _adapter().dump_python(meaning, mode="json")
    return found


def meaning_from_json(document: Mapping[str, JsonValue], home: Home) -> Meaning:
    """The meaning; answers 422 when the document is malformed or names what this home does not have."""
    try:
        meaning = _adapter().validate_python(dict(document))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(["meaning", *(str(part) for part in first["loc"])])
        raise HTTPException(422, f"{place}: {first['msg']}") from error
    strange = _unexpected(document, meaning_to_json(meaning))
    if strange is not None:
        raise HTTPException(422, f"meaning.{strange}: there is no such field")
    _must_exist(meaning, home)
    return meaning


def _unexpected(given: Any, known: Any, at: str = "") -> str | None:  # noqa: ANN401 - any JSON
    if isinstance(given, dict) and isinstance(known, dict):
        for key, value in given.items():
            where = f"{at}.{key}" if at else str(key)
            if key not in known:
                return where
            if (inner := _unexpected(value, known[key], where)) is not None:
                return inner
    elif isinstance(given, list) and isinstance(known, list):
        for index, (one, other) in enumerate(zip(given, known, strict=False)):
            if (inner := _unexpected(one, other, f"{at}.{index}")) is not None:
                return inner
    return None


def _must_exist(meaning: Meaning, home: Home) -> None:
    match meaning:
        case Alias(entities=entities):
            _check("entity", entities or ("(none)",), home.entities)
        case AreaName(areas=areas):
            _check("area", areas or ("(none)",), home.areas)
        case PersonName(person=person):
            _check("person", (person,), home.persons)
        case Preference(entities=entities):
            _check("entity", entities, home.entities)
        case Chosen(entity=entity, area=area):
            _check("entity", (entity,), home.entities)
            _check("area", (area,) if area is not None else (), home.areas)
        case Routine(steps=steps):
            for step in steps:
                _check("entity", step.target.entities, home.entities)
                _check("area", step.target.areas, home.areas)
        case _:
            return


def _check(what: str, ids: Iterable[str], known: Mapping[str, object]) -> None:
    for one in ids:
        if one not in known:
            raise HTTPException(422, f"meaning: there is no {what} {one!r} in this home")
