"""Whatever strangers publish, the consumer neither breaks nor hangs, and its neighbours keep working."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.adapters.mqtt_discovery.abbreviations import ENTITY_KEYS
from devices.adapters.mqtt_discovery.reader import _READERS
from devices.capabilities import Choice, Quantity, Text, Toggle, Trigger, Value
from devices.commands import Command
from devices.errors import CommandRefused
from tests.devices.announcing import Announcing

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 1000),
    st.floats(allow_nan=True),
    st.text(max_size=20),
    st.sampled_from(["a/b", "a/set", "{{ value_json.v }}", "{{ value }}", "ON", "json", "template", "hs", "#", "°F"]),
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)
KEYS = st.sampled_from(sorted({*ENTITY_KEYS, *ENTITY_KEYS.values(), "schema", "~", "dev", "qos", "min", "max", "step"}))
PLATFORMS = st.sampled_from(sorted(_READERS))
NEARLY = st.dictionaries(KEYS, ANYTHING, max_size=14)
PAYLOADS = st.one_of(
    st.text(max_size=50),
    st.binary(max_size=50),
    ANYTHING.map(json.dumps),
    NEARLY.map(lambda config: json.dumps({"cmd_t": "a/set", "stat_t": "a/b", "unique_id": "u", **config})),
)


def neighbour(there: Announcing) -> None:
    there.announce("switch", "neighbour", cmd_t="n/set", stat_t="n")
    there.hear("n", "ON")
    assert there.state("neighbour") == {"on": True}


def command_everything(there: Announcing) -> None:
    for entity in there.home.entities.values():
        for attribute, capability in entity.capabilities.items():
            value: Value
            match capability:
                case Toggle() | Trigger():
                    value = True
                case Quantity():
                    value = capability.minimum if capability.minimum > float("-inf") else 1
                case Choice():
                    value = capability.options[0] if capability.options else ""
                case Text():
                    value = "words"
            if not getattr(capability, "readonly", False) and value != "":
                with contextlib.suppress(CommandRefused):
                    there.book.publications(Command(entity.id, {attribute: value}))


@given(PLATFORMS, PAYLOADS, st.lists(PAYLOADS, max_size=3))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_payload_of_any_sort_never_breaks_the_consumer(
    platform: str, payload: str | bytes, messages: list[str | bytes]
) -> None:
    there = Announcing()
    started = time.perf_counter()
    there.book.announce(f"homeassistant/{platform}/x/config", payload)
    there.book.settle()
    for message in messages:
        there.book.hear("a/b", message, 0)
    command_everything(there)
    neighbour(there)
    assert time.perf_counter() - started < 2


@given(st.dictionaries(st.text(max_size=5), NEARLY, max_size=4), NEARLY)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_device_payload_of_any_sort_never_breaks_the_consumer(
    components: dict[str, dict[str, Any]], top: dict[str, Any]
) -> None:
    there = Announcing()
    named = {key: {"p": "switch", "unique_id": key, **config} for key, config in components.items()}
    payload = {"dev": {"ids": ["d"], "name": "D"}, "o": {"name": "t"}, **top, "cmps": named}
    there.book.announce("homeassistant/device/d/config", json.dumps(payload))
    there.book.settle()
    command_everything(there)
    neighbour(there)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_topic_of_any_sort_never_breaks_the_consumer(topic: str) -> None:
    there = Announcing()
    there.book.announce(f"homeassistant/{topic}/config", '{"cmd_t": "x"}')
    there.book.announce(topic, '{"cmd_t": "x"}')
    there.book.settle()
    neighbour(there)


@given(st.one_of(st.text(max_size=40), ANYTHING.map(json.dumps)))
@settings(max_examples=200, deadline=None)
def test_hints_of_any_sort_never_break_the_consumer(payload: str) -> None:
    there = Announcing()
    there.book.take_hints(payload)
    neighbour(there)
