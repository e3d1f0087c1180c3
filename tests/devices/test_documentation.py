"""The pages on kinds, attributes and topics hold what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from devices.adapters.mqtt import PROBE_TOPIC
from devices.adapters.mqtt_discovery.hints import HINTS_TOPIC
from devices.adapters.mqtt_discovery.own_key import ATTRIBUTE_KEY
from devices.adapters.mqtt_discovery.reader import _NOT_FOR_TALK, _READERS
from devices.adapters.simulated_discovery import STATUS_TOPIC
from devices.attributes import ATTRIBUTES
from devices.home_file import load_home_file
from devices.kinds import KINDS
from tests.devices.captures import NAMES, home_of

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
HOMES = Path(__file__).resolve().parent.parent / "data" / "homes"


def words_of(page: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", (DOCS / page).read_text(encoding="utf-8")))


def test_every_kind_and_attribute_is_documented() -> None:
    assert sorted({*KINDS, *ATTRIBUTES} - words_of("attributes.md")) == []


def test_every_topic_and_platform_is_documented() -> None:
    text = (DOCS / "mqtt.md").read_text(encoding="utf-8")
    named = [PROBE_TOPIC, HINTS_TOPIC, STATUS_TOPIC, ATTRIBUTE_KEY, *_READERS, *_NOT_FOR_TALK]
    assert [name for name in named if name not in text] == []


def test_no_home_has_words_outside_the_vocabulary() -> None:
    homes = [load_home_file(path).home for path in sorted(HOMES.glob("*.json"))]
    homes += [home_of(name).home for name in NAMES]
    kinds = {entity.kind for home in homes for entity in home.entities.values()}
    attributes = {key for home in homes for entity in home.entities.values() for key in entity.capabilities}
    assert (sorted(kinds - KINDS), sorted(attributes - ATTRIBUTES)) == ([], [])
