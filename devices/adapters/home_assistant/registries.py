"""The registries of Home Assistant: floors, areas, devices, labels, entities, and what voice may touch."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from devices.adapters.home_assistant.connection import Connection
from devices.adapters.home_assistant.errors import CommandFailed
from devices.home import Area, Device, Floor

ASSISTANT = "conversation"
# What this hub itself has put there.
OWN_PLATFORM = "teachable_hub"
_OFFERED = f"{OWN_PLATFORM}_"
UPDATES = (
    "area_registry_updated",
    "device_registry_updated",
    "entity_registry_updated",
    "floor_registry_updated",
)
# Only some versions and users get to know of labels.
LABEL_UPDATE = "label_registry_updated"
_ENTRIES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What the registry says of one entity; the name and all that it can do are in its state."""

    entity_id: str
    platform: str = ""
    unique_id: str = ""
    area: str | None = None
    device: str | None = None
    aliases: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether this hub has put it there: its component's entities, and scenes and scripts that it offered."""
        is_offered = self.entity_id.startswith(("scene.", "script.")) and self.unique_id.startswith(_OFFERED)
        return self.platform == OWN_PLATFORM or is_offered


@dataclass(frozen=True, slots=True)
class Registries:
    """All registries as they were read; ``exposed`` are the entities that voice may touch.

    ``ids`` are those of the registry's entries, by entity id. ``labels`` are names by id, ``labelled`` the ids that
    devices and areas bear, by the id of these. ``is_admin`` is false when the token's owner may not see all that is
    exposed.
    """

    floors: Mapping[str, Floor] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    labelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exposed: frozenset[str] = frozenset()
    is_admin: bool = True

    def all_devices(self) -> dict[str, Device]:
        """The devices, and what the broker announced without one: that has an identity of its own."""
        lone = (entry for entry in self.entries.values() if entry.platform == "mqtt" and entry.device is None)
        made = (Device(entry.entity_id, entry.entity_id, identities=(f"mqtt:{entry.unique_id}",)) for entry in lone)
        return {**self.devices, **{device.id: device for device in made}}

    def area_of(self, entity_id: str) -> str | None:
        """The area of an entity: its own, else its device's."""
        entry = self.entries.get(entity_id)
        if entry is None:
            return None
        device = self.devices.get(entry.device or "")
        area = entry.area or (device.area if device is not None else None)
        return area if area in self.areas else None

    def labels_of(self, entity_id: str) -> tuple[str, ...]:
        """Names of the labels of an entity: its own, its device's and its area's."""
        entry = self.entries.get(entity_id)
        if entry is None:
            return ()
        holders = (entry.device or "", self.area_of(entity_id) or "")
        ids = {*entry.labels, *(label for holder in holders for label in self.labelled.get(holder, ()))}
        return tuple(name for label, name in self.labels.items() if label in ids)


async def read_registries(connection: Connection) -> Registries:
    """All of them. Raises what ``Connection.ask`` does."""
    floors, areas, devices, entities, labels, exposed = await asyncio.gather(
        connection.ask("config/floor_registry/list"),
        connection.ask("config/area_registry/list"),
        connection.ask("config/device_registry/list"),
        connection.ask("config/entity_registry/list"),
        _labels(connection),
        _exposed(connection),
    )
    listed = [raw for raw in _objects(entities) if _text(raw.get("entity_id")) and raw.get("disabled_by") is None]
    by_option = frozenset(str(raw["entity_id"]) for raw in listed if _is_exposed(raw))
    voiced = by_option if exposed is None else exposed
    aliases = await _aliases(connection, [str(raw["entity_id"]) for raw in listed if raw["entity_id"] in voiced])
    entries = (_entry(raw, aliases) for raw in listed)
    return Registries(
        floors={floor.id: floor for floor in _floors(floors)},
        areas={area.id: area for area in _areas(areas)},
        devices={device.id: device for device in _devices(devices)},
        entries={entry.entity_id: entry for entry in entries},
        ids={_text(raw.get("entity_id")): _text(raw.get("id")) for raw in _objects(entities) if _text(raw.get("id"))},
        labels=labels,
        labelled={**dict(_labelled(areas, "area_id")), **dict(_labelled(devices, "id"))},
        exposed=voiced,
        is_admin=exposed is not None,
    )


async def read_exposed(connection: Connection) -> frozenset[str] | None:
    """What voice may touch; ``None`` when the token's owner may not know. No event tells of all its changes."""
    return await _exposed(connection)


async def _labels(connection: Connection) -> dict[str, str]:
    """Names of labels by id; none where there are no labels, or the token's owner may not know."""
    try:
        answer = await connection.ask("config/label_registry/list")
    except CommandFailed:
        return {}
    pairs = ((_text(raw.get("label_id")), _text(raw.get("name"))) for raw in _objects(answer))
    return {label: name for label, name in pairs if label and name}


def _labelled(answer: object, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for raw in _objects(answer):
        labels = _texts(raw.get("labels"))
        if labels:
            yield _text(raw.get(key)), labels


async def _exposed(connection: Connection) -> frozenset[str] | None:
    try:
        answer = await connection.ask("homeassistant/expose_entity/list")
    except CommandFailed as failure:
        if failure.code == "unauthorized":
            return None
        raise
    listed = answer.get("exposed_entities") if isinstance(answer, dict) else None
    if not isinstance(listed, dict):
        return frozenset()
    return frozenset(
        entity_id
        for entity_id, assistants in listed.items()
        if isinstance(assistants, dict) and assistants.get(ASSISTANT) is True
    )


async def _aliases(connection: Connection, entity_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    aliases: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(entity_ids), _ENTRIES_AT_ONCE):
        chunk = list(entity_ids[start : start + _ENTRIES_AT_ONCE])
        answer = await connection.ask("config/entity_registry/get_entries", {"entity_ids": chunk})
        for entity_id, raw in answer.items() if isinstance(answer, dict) else ():
            if isinstance(raw, dict):
                aliases[entity_id] = _texts(raw.get("aliases"))
    return aliases


def _is_exposed(raw: Mapping[str, object]) -> bool:
    options = raw.get("options")
    ours = options.get(ASSISTANT) if isinstance(options, dict) else None
    return isinstance(ours, dict) and ours.get("should_expose") is True


def _entry(raw: Mapping[str, object], aliases: Mapping[str, tuple[str, ...]]) -> Entry:
    entity_id = str(raw["entity_id"])
    return Entry(
        entity_id=entity_id,
        platform=_text(raw.get("platform")),
        unique_id=_text(raw.get("unique_id")),
        area=_text(raw.get("area_id")) or None,
        device=_text(raw.get("device_id")) or None,
        aliases=tuple(dict.fromkeys((*_given(raw), *aliases.get(entity_id, ())))),
        labels=_texts(raw.get("labels")),
    )


def _given(raw: Mapping[str, object]) -> tuple[str, ...]:
    """The name that a person gave to what is called like its device; newer versions tell it behind the device's."""
    name = _text(raw.get("name"))
    return (name,) if name and not _text(raw.get("original_name")) else ()


def _floors(answer: object) -> Iterator[Floor]:
    for raw in _objects(answer):
        floor_id, name = _text(raw.get("floor_id")), _text(raw.get("name"))
        if floor_id and name:
            level = raw.get("level")
            whole = level if isinstance(level, int) and not isinstance(level, bool) else None
            yield Floor(floor_id, name, _texts(raw.get("aliases")), whole)


def _areas(answer: object) -> Iterator[Area]:
    for raw in _objects(answer):
        area_id, name = _text(raw.get("area_id")), _text(raw.get("name"))
        if area_id and name:
            yield Area(area_id, name, _texts(raw.get("aliases")), _text(raw.get("floor_id")) or None)


def _devices(answer: object) -> Iterator[Device]:
    for raw in _objects(answer):
        device_id = _text(raw.get("id"))
        if device_id:
            yield Device(
                id=device_id,
                name=_text(raw.get("name_by_user")) or _text(raw.get("name")) or device_id,
                area=_text(raw.get("area_id")) or None,
                manufacturer=_text(raw.get("manufacturer")),
                model=_text(raw.get("model")),
                identities=tuple(_identities(raw.get("identifiers"))),
            )


def _identities(raw: object) -> Iterator[str]:
    for pair in raw if isinstance(raw, list) else ():
        if isinstance(pair, list | tuple) and len(pair) >= 2:
            yield f"{pair[0]}:{pair[1]}"


def _objects(answer: object) -> Iterator[Mapping[str, object]]:
    return (raw for raw in answer if isinstance(raw, dict)) if isinstance(answer, list) else iter(())


def _texts(raw: object) -> tuple[str, ...]:
    """Names in a list that may hold nulls (an alias that was taken away, or the place of the own name)."""
    names = (_text(item) for item in raw) if isinstance(raw, list) else ()
    return tuple(dict.fromkeys(name for name in names if name))


def _text(raw: object) -> str:
    return raw.strip() if isinstance(raw, str) else ""
