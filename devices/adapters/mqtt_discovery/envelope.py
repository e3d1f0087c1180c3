"""Opens a discovery payload: short keys written out, the base topic put in, one configuration per component."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from devices.adapters.mqtt_discovery.abbreviations import DEVICE_KEYS, ENTITY_KEYS, ORIGIN_KEYS, expanded
from devices.adapters.mqtt_discovery.errors import RejectedPayload
from devices.adapters.mqtt_discovery.topics import DiscoveryTopic

MAX_PAYLOAD = 262_144
MAX_COMPONENTS = 200
# Top-level keys of a device payload that its components inherit.
_INHERITED = (
    "availability",
    "availability_mode",
    "availability_template",
    "availability_topic",
    "command_topic",
    "encoding",
    "message_expiry_interval",
    "payload_available",
    "payload_not_available",
    "qos",
    "state_topic",
)


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """What a payload says of the device; ``id`` is its first identifier (else its first connection)."""

    id: str
    name: str = ""
    manufacturer: str = ""
    model: str = ""
    suggested_area: str = ""
    identifiers: tuple[str, ...] = ()
    via: str = ""


@dataclass(frozen=True, slots=True)
class ComponentPayload:
    """One component as it was announced, with long keys and full topics."""

    platform: str
    component_id: str
    config: Mapping[str, object]
    device: DeviceInfo | None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """The whole topic (``component_id`` empty) or one component of it is gone."""

    component_id: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One component of a device is announced wrongly; the others are not."""

    component_id: str
    reason: str


Announced: TypeAlias = ComponentPayload | Removal | Fault


def open_payload(topic: DiscoveryTopic, payload: bytes | str) -> tuple[Announced, ...] | None:
    """What a payload announces and removes; ``None`` for one that only prepares a migration.

    Raises ``RejectedPayload`` for anything that breaks the rules.
    """
    if not payload:
        return (Removal(),)
    data = _object(payload)
    config = expanded(data, ENTITY_KEYS)
    if config.get("migrate_discovery") is True:
        return None
    if topic.component == "device":
        return tuple(_components(config))
    config = _with_base(config)
    return (ComponentPayload(topic.component, "", config, _device(config), _origin(config)),)


def _object(payload: bytes | str) -> Mapping[str, object]:
    if len(payload) > MAX_PAYLOAD:
        raise RejectedPayload(f"it has more than {MAX_PAYLOAD} bytes")
    try:
        data: object = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise RejectedPayload(f"it is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise RejectedPayload("it is not a JSON object")
    return data


def _components(config: Mapping[str, object]) -> Iterator[Announced]:
    if "~" in config:
        raise RejectedPayload("'~' may not stand at the top of a device payload, only in its components")
    device = _device(config)
    if device is None:
        raise RejectedPayload("a device payload needs 'device'")
    origin = _origin(config)
    if not origin:
        raise RejectedPayload("a device payload needs 'origin' with a 'name'")
    shared = {key: config[key] for key in _INHERITED if key in config}
    yield from _of_device(config, device, origin, shared)
    children = config.get("child_devices")
    for child in children if isinstance(children, list) else ():
        if isinstance(child, dict):
            inner = expanded(expanded(child, ENTITY_KEYS), DEVICE_KEYS)
            info = _device_info(inner)
            if info is not None:
                yield from _of_device(inner, info, origin, shared)


def _of_device(
    config: Mapping[str, object], device: DeviceInfo, origin: str, shared: Mapping[str, object]
) -> Iterator[Announced]:
    components = config.get("components")
    if not isinstance(components, dict):
        raise RejectedPayload("a device payload needs 'components'")
    if len(components) > MAX_COMPONENTS:
        raise RejectedPayload(f"it has more than {MAX_COMPONENTS} components")
    for component_id, raw in components.items():
        if not isinstance(raw, dict):
            yield Fault(component_id, "it is not an object")
            continue
        component = _with_base(expanded(raw, ENTITY_KEYS))
        platform = component.get("platform")
        if not isinstance(platform, str):
            yield Fault(component_id, "it has no 'platform'")
        elif len(component) == 1:
            yield Removal(component_id)
        elif "unique_id" not in component and platform not in {"device_automation", "tag"}:
            yield Fault(component_id, "it has no 'unique_id'")
        else:
            yield ComponentPayload(platform, component_id, {**shared, **component}, device, origin)


def _with_base(config: Mapping[str, object]) -> dict[str, object]:
    """The configuration with ``~`` at the start or end of its topics replaced."""
    base = config.get("~")
    rest = {key: value for key, value in config.items() if key != "~"}
    if not isinstance(base, str):
        return rest
    full = {key: _full(value, base) if key.endswith("topic") else value for key, value in rest.items()}
    availability = full.get("availability")
    if isinstance(availability, list | dict):
        full["availability"] = [
            {key: _full(value, base) if key in {"topic", "t"} else value for key, value in item.items()}
            if isinstance(item, dict)
            else item
            for item in (availability if isinstance(availability, list) else [availability])
        ]
    return full


def _full(topic: object, base: str) -> object:
    if not isinstance(topic, str) or not topic:
        return topic
    if topic[0] == "~":
        return base + topic[1:]
    return topic[:-1] + base if topic[-1] == "~" else topic


def _device(config: Mapping[str, object]) -> DeviceInfo | None:
    device = config.get("device")
    return _device_info(expanded(device, DEVICE_KEYS)) if isinstance(device, dict) else None


def _device_info(device: Mapping[str, object]) -> DeviceInfo | None:
    identifiers = _texts(device.get("identifiers"))
    connections = device.get("connections")
    if not identifiers and isinstance(connections, list):
        identifiers = tuple(":".join(map(str, pair)) for pair in connections if isinstance(pair, list))
    if not identifiers:
        return None
    return DeviceInfo(
        id=identifiers[0],
        name=_text(device.get("name")),
        manufacturer=_text(device.get("manufacturer")),
        model=_text(device.get("model")),
        suggested_area=_text(device.get("suggested_area")),
        identifiers=identifiers,
        via=_text(device.get("via_device")),
    )


def _origin(config: Mapping[str, object]) -> str:
    origin = config.get("origin")
    return _text(expanded(origin, ORIGIN_KEYS).get("name")) if isinstance(origin, dict) else ""


def _texts(raw: object) -> tuple[str, ...]:
    if isinstance(raw, list):
        # Some give a pair, as Home Assistant's own code does: ["ikea", "ab12"].
        return tuple(
            ":".join(map(str, item)) if isinstance(item, list) else str(item) for item in raw if item not in (None, "")
        )
    return () if raw in (None, "") else (str(raw),)


def _text(raw: object) -> str:
    return printable(str(raw))[:200] if isinstance(raw, str | int | float) else ""


def printable(name: str) -> str:
    """A name without what nobody sees: line ends, marks that turn its direction."""
    return "".join(character if character.isprintable() else " " for character in name).strip()
