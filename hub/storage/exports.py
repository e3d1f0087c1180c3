"""What was taught as one readable JSON file, and back: concepts, schedules and people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from devices.home import Person
from hub.storage import concepts as concept_rows
from hub.storage import people as people_rows
from hub.storage import schedules as schedule_rows
from hub.storage.documents import Document, DocumentUnreadable
from hub.storage.errors import ImportRejected
from hub.storage.files import write_privately
from hub.storage.merging import merged
from hub.storage.store import Repositories, SqlStore
from teaching.concepts import Concept
from teaching.schedules import Schedule

FORMAT = "teachable-hub export"
VERSION = 1

Thing = TypeVar("Thing")
Check: TypeAlias = Callable[[Concept], str | None]


class _File(BaseModel):
    """The outline of an export file; its items are read one by one, so that a fault can name its item."""

    model_config = ConfigDict(extra="forbid")

    format: str
    version: int
    created: datetime
    concepts: list[object] = []
    schedules: list[object] = []
    people: list[object] = []


@dataclass(frozen=True, slots=True)
class Export:
    """What an export file holds."""

    concepts: tuple[Concept, ...]
    schedules: tuple[Schedule, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many items an import added and how many it merged into those that were there."""

    concepts_added: int
    concepts_merged: int
    schedules: int
    people: int


async def export_file(store: SqlStore, path: Path) -> Export:
    """Write everything that was taught to a file that only its owner can read; an existing one is replaced."""
    async with store.reading() as kept:
        export = Export(
            tuple(await kept.concepts.all()),
            tuple(await kept.schedules.list(pending_only=False)),
            tuple(await kept.people.list()),
        )
    with write_privately(path) as file:
        file.write(_text(export).encode())
    return export


async def import_file(store: SqlStore, path: Path, check: Check = lambda _: None) -> ImportReport:
    """Take over what a file of ``export_file`` holds, all or nothing. Raises ``ImportRejected``.

    A concept whose id, or whose term, type and scope, is there already gets the file's versions added to its own.
    ``check`` returns why a concept must not be taken (safety, conflicts), or ``None``.
    """
    export = read_export(path)
    for concept in export.concepts:
        fault = check(concept)
        if fault is not None:
            raise ImportRejected(str(path), f"concept {concept.term!r}", fault)
    async with store.writing() as kept:
        return await _take(kept, export)


def read_export(path: Path) -> Export:
    """Read and check a whole file. Raises ``ImportRejected``, naming the item."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ImportRejected(str(path), "the file", error.strerror or "cannot be read") from error
    try:
        outline = _File.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ImportRejected(str(path), place, first["msg"]) from error
    if outline.format != FORMAT:
        raise ImportRejected(str(path), "format", f"it is no export of the hub, but {outline.format!r}")
    if outline.version > VERSION:
        raise ImportRejected(str(path), "version", f"it is {outline.version}, this hub reads up to {VERSION}")
    export = Export(
        tuple(_items(path, "concepts", outline.concepts, concept_rows.DOCUMENT)),
        tuple(
            schedule_rows.in_zone(schedule, item.get("zone") if isinstance(item, dict) else None)
            for schedule, item in zip(_schedules(path, outline), outline.schedules, strict=True)
        ),
        tuple(_items(path, "people", outline.people, people_rows.DOCUMENT)),
    )
    for concept in export.concepts:
        fault = _concept_fault(concept)
        if fault is not None:
            raise ImportRejected(str(path), f"concept {concept.id!r} ({concept.term!r})", fault)
    return export


def _schedules(path: Path, outline: _File) -> Iterator[Schedule]:
    for schedule in _items(path, "schedules", outline.schedules, schedule_rows.DOCUMENT):
        if schedule.due.tzinfo is None or (schedule.created is not None and schedule.created.tzinfo is None):
            raise ImportRejected(str(path), f"schedule {schedule.id!r}", "a time has no zone")
        yield schedule


def _items(path: Path, kind: str, items: Sequence[object], document: Document[Thing]) -> Iterator[Thing]:
    ids: set[str] = set()
    for number, item in enumerate(items, start=1):
        name = f"{kind} item {number}"
        item_id = item.get("id") if isinstance(item, dict) else None
        if isinstance(item_id, str):
            name += f" ({item_id})"
        if not isinstance(item_id, str) or not item_id:
            raise ImportRejected(str(path), name, "it has no id")
        if item_id in ids:
            raise ImportRejected(str(path), name, "another one has the same id")
        ids.add(item_id)
        try:
            yield document.read(json.dumps(item))
        except DocumentUnreadable as error:
            raise ImportRejected(str(path), name, str(error)) from error


def _concept_fault(concept: Concept) -> str | None:
    if not concept.term.strip():
        return "its term is empty"
    if not concept.versions:
        return "it has no meaning"
    if any(version.provenance.at.tzinfo is None for version in concept.versions):
        return "the time it was taught has no zone"
    if concept.last_used is not None and concept.last_used.tzinfo is None:
        return "the time of its last use has no zone"
    return None


async def _take(kept: Repositories, export: Export) -> ImportReport:
    present = {concept.id: concept for concept in await kept.concepts.all()}
    by_sense = {_sense(concept): concept for concept in present.values()}
    result: dict[str, Concept] = {}
    merges = 0
    for concept in export.concepts:
        there = present.get(concept.id) or by_sense.get(_sense(concept))
        if there is not None:
            merges += 1
            there = result.get(there.id, there)
            concept = replace(merged(there, concept), id=there.id)  # noqa: PLW2901
        result[concept.id] = concept
        by_sense[_sense(concept)] = present[concept.id] = concept
    await kept.concepts.put_all(tuple(result.values()), read_here=True)
    for schedule in export.schedules:
        await kept.schedules.put(schedule)
    for person in export.people:
        await kept.people.put(person)
    added = len(export.concepts) - merges
    return ImportReport(added, merges, len(export.schedules), len(export.people))


def _sense(concept: Concept) -> tuple[str, str, str | None]:
    return concept.term.casefold(), concept.meaning.type, concept.scope


def _text(export: Export) -> str:
    content: Mapping[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "created": datetime.now(UTC).isoformat(),
        "concepts": [json.loads(concept_rows.DOCUMENT.write(concept)) for concept in export.concepts],
        "schedules": [
            json.loads(schedule_rows.DOCUMENT.write(schedule)) | {"zone": schedule_rows.zone_of(schedule)}
            for schedule in export.schedules
        ],
        "people": [json.loads(people_rows.DOCUMENT.write(person)) for person in export.people],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
