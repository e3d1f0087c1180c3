"""The English of firmware and gateways (``words.yaml``), read once and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

from devices.attributes import ATTRIBUTES
from devices.word_files import read_word_file

SOURCE: Final = Path(__file__).with_name("words.yaml")


class WordsError(ValueError):
    """The word lists are malformed; the message names the list."""


@dataclass(frozen=True, slots=True)
class FirmwareWords:
    """What the parts of a device are called; ``words.yaml`` says what each list is for."""

    knobs: re.Pattern[str]
    hidden: re.Pattern[str]
    entrances: re.Pattern[str]
    doors: re.Pattern[str]
    sensors: re.Pattern[str]
    short: Mapping[str, str]
    only_glued: frozenset[str]
    glued: frozenset[str]
    said_first: frozenset[str]
    attributes: Mapping[str, str]
    generic: frozenset[str]
    ports: frozenset[str]
    not_a_target: frozenset[str]
    warmth: frozenset[str]
    wished: frozenset[str]
    warmed: frozenset[str]
    makers: frozenset[str]
    nouns: tuple[tuple[str, str], ...]
    sections: frozenset[str]
    boards: frozenset[str]


@cache
def firmware_words() -> FirmwareWords:
    """The words of the file beside this module."""
    return read_words(SOURCE.read_text(encoding="utf-8"))


def read_words(text: str) -> FirmwareWords:
    """The words of a YAML text. Raises ``WordsError``."""
    try:
        data = read_word_file(text)
    except yaml.YAMLError as error:
        raise WordsError(f"not YAML: {error}") from error
    if not isinstance(data, dict):
        raise WordsError("a mapping of lists is expected")
    fields = set(FirmwareWords.__dataclass_fields__)
    if set(data) != fields:
        raise WordsError(f"these lists are missing or unknown: {sorted(set(data) ^ fields)}")
    attributes = {name: attribute for attribute, names in _lists(data, "attributes") for name in names}
    nouns = tuple(_pairs(data, "nouns"))
    unknown = ({*attributes.values()} | {attribute for attribute, _ in nouns}) - ATTRIBUTES
    if unknown:
        raise WordsError(f"these are no attributes: {sorted(unknown)}")
    only_glued, short = _words(data, "only_glued"), dict(_pairs(data, "short"))
    if not only_glued <= set(short):
        raise WordsError(f"'only_glued' holds what is not in 'short': {sorted(only_glued - set(short))}")
    return FirmwareWords(
        knobs=_pattern(data, "knobs"),
        hidden=_pattern(data, "hidden"),
        entrances=_pattern(data, "entrances"),
        sensors=_pattern(data, "sensors"),
        doors=_pattern(data, "doors"),
        short=MappingProxyType(short),
        only_glued=only_glued,
        glued=_words(data, "glued"),
        said_first=_words(data, "said_first"),
        attributes=MappingProxyType(attributes),
        generic=_words(data, "generic"),
        ports=_words(data, "ports"),
        not_a_target=_words(data, "not_a_target"),
        warmth=_words(data, "warmth"),
        wished=_words(data, "wished"),
        warmed=_words(data, "warmed"),
        makers=_words(data, "makers"),
        nouns=nouns,
        sections=_words(data, "sections"),
        boards=_words(data, "boards"),
    )


def _list(name: str, raw: object) -> list[str]:
    if not isinstance(raw, list) or not raw:
        raise WordsError(f"{name!r} must be a list")
    for word in raw:
        if not isinstance(word, str) or not word or word != word.strip():
            raise WordsError(f"{name!r} holds {word!r}, which is no word")
    if len(set(raw)) != len(raw):
        raise WordsError(f"{name!r} says {sorted({word for word in raw if raw.count(word) > 1})} twice")
    return raw


def _words(data: Mapping[str, object], name: str) -> frozenset[str]:
    words = _list(name, data[name])
    if any(word != word.lower() for word in words):
        raise WordsError(f"{name!r} must be small")
    return frozenset(words)


def _pattern(data: Mapping[str, object], name: str) -> re.Pattern[str]:
    try:
        return re.compile(rf"\b({'|'.join(_list(name, data[name]))})\b", re.IGNORECASE)
    except re.error as error:
        raise WordsError(f"{name!r} holds a broken pattern: {error}") from error


def _mapping(data: Mapping[str, object], name: str) -> dict[str, object]:
    raw = data[name]
    if not isinstance(raw, dict):
        raise WordsError(f"{name!r} must be a mapping")
    return raw


def _pairs(data: Mapping[str, object], name: str) -> list[tuple[str, str]]:
    pairs = [(key, value) for key, value in _mapping(data, name).items() if isinstance(value, str) and value]
    if len(pairs) != len(_mapping(data, name)):
        raise WordsError(f"{name!r} must map words to words")
    return pairs


def _lists(data: Mapping[str, object], name: str) -> list[tuple[str, list[str]]]:
    found = [(key, _list(f"{name}.{key}", value)) for key, value in _mapping(data, name).items()]
    said = [word for _, words in found for word in words]
    if len(set(said)) != len(said):
        raise WordsError(f"{name!r} says {sorted({word for word in said if said.count(word) > 1})} twice")
    return found
