"""Topics and envelopes of discovery."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devices.adapters.mqtt_discovery.envelope import Announced, ComponentPayload, Fault, Removal, open_payload
from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.adapters.mqtt_discovery.topics import DiscoveryTopic, parse_discovery_topic

SINGLE = DiscoveryTopic("light", "node", "x")
DEVICE = DiscoveryTopic("device", "", "d")
SWITCH = {"p": "switch", "unique_id": "u", "cmd_t": "a/set"}


def opened(topic: DiscoveryTopic, payload: object) -> tuple[Announced, ...]:
    found = open_payload(topic, payload if isinstance(payload, str) else json.dumps(payload))
    assert found is not None
    return found


def device(**more: Any) -> dict[str, Any]:
    return {"dev": {"ids": "d1", "name": "D", "sa": "Hall"}, "o": {"name": "test"}, "cmps": {"a": SWITCH}, **more}


@pytest.mark.parametrize(
    ("topic", "parsed"),
    [
        ("ha/light/x/config", DiscoveryTopic("light", "", "x")),
        ("ha/light/node/x/config", DiscoveryTopic("light", "node", "x")),
        ("ha/device/0x12/config", DiscoveryTopic("device", "", "0x12")),
    ],
)
def test_a_discovery_topic_has_a_component_and_ids(topic: str, parsed: DiscoveryTopic) -> None:
    assert parse_discovery_topic(topic, "ha") == parsed


@pytest.mark.parametrize(
    "topic", ["ha/light/a b/config", "ha/light/config", "ha/light/a/b/c/config", "x/light/a/config"]
)
def test_any_other_topic_is_refused(topic: str) -> None:
    with pytest.raises(RejectedPayload):
        parse_discovery_topic(topic, "ha")


def test_short_keys_are_written_out_and_the_base_topic_put_in() -> None:
    payload = {"~": "home/lamp", "cmd_t": "~/set", "stat_t": "state/~", "name": "~", "avty": [{"t": "~/there"}]}
    (found,) = opened(SINGLE, payload)
    assert isinstance(found, ComponentPayload)
    assert found.config["command_topic"] == "home/lamp/set"
    assert found.config["state_topic"] == "state/home/lamp"
    assert found.config["name"] == "~"
    assert found.config["availability"] == [{"t": "home/lamp/there"}]


def test_components_inherit_what_stands_at_the_top() -> None:
    payload = device(avty_t="there", stat_t="state", qos=1)
    (found,) = opened(DEVICE, payload)
    assert isinstance(found, ComponentPayload)
    assert (found.config["availability_topic"], found.config["state_topic"], found.config["qos"]) == (
        "there",
        "state",
        1,
    )
    assert found.device is not None
    assert (found.device.id, found.device.suggested_area) == ("d1", "Hall")


def test_a_component_reduced_to_its_platform_is_removed() -> None:
    assert opened(DEVICE, device(cmps={"a": {"p": "switch"}})) == (Removal("a"),)


def test_an_empty_payload_removes_everything_and_a_migration_nothing() -> None:
    assert opened(DEVICE, "") == (Removal(),)
    assert open_payload(SINGLE, '{"migrate_discovery": true}') is None
    assert open_payload(SINGLE, '{"migr_discvry": true}') is None


def test_child_devices_have_components_of_their_own() -> None:
    child = {"ids": ["c1"], "name": "Child", "cmps": {"b": {**SWITCH, "unique_id": "v"}}}
    found = opened(DEVICE, device(cdevs=[child]))
    assert [item.device.id for item in found if isinstance(item, ComponentPayload) and item.device] == ["d1", "c1"]


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        ({"p": "switch", "cmd_t": "x"}, "it has no 'unique_id'"),
        ({"cmd_t": "x"}, "it has no 'platform'"),
        (3, "it is not an object"),
    ],
)
def test_a_component_that_is_wrong_costs_only_itself(component: object, reason: str) -> None:
    found = opened(DEVICE, device(cmps={"a": component, "b": {**SWITCH, "unique_id": "v"}}))
    assert found[0] == Fault("a", reason)
    assert [item.component_id for item in found[1:]] == ["b"]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (device(**{"~": "base"}), "'~' may not stand at the top"),
        ({**device(), "o": {}}, "'origin'"),
        ({**device(), "dev": {"name": "D"}}, "'device'"),
        ({"dev": {"ids": "x"}, "o": {"name": "t"}}, "'components'"),
        (device(cmps={str(number): SWITCH for number in range(300)}), "more than 200"),
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('"' + "x" * 300_000 + '"', "more than 262144 bytes"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_envelope_is_refused_with_what_is_wrong(payload: object, reason: str) -> None:
    with pytest.raises(RejectedPayload, match=reason):
        opened(DEVICE, payload)
