"""The backup file: gzipped JSON lines, the same for SQLite and PostgreSQL.

The first line says what it is and of which schema revision, then comes one line for each row, ``[table, {column:
value}]`` with moments in ISO 8601, and the last line holds the number of rows and the SHA-256 of everything before.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from hub.storage.errors import ArchiveUnusable

FORMAT = "teachable-hub backup"
VERSION = 1

LONGEST_LINE: Final = 16 * 1024 * 1024
LARGEST: Final = 16 * 1024 * 1024 * 1024
"""Bytes of one row, and of all of them, as they are unpacked."""

Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: the schema revision of the rows and when they were read."""

    schema: str
    created: datetime


class ArchiveWriter:
    """Writes an archive line by line; without ``finish`` it is a damaged one."""

    def __init__(self, file: BinaryIO, header: Header) -> None:
        self._file = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, filename="", mtime=0)
        self._digest = hashlib.sha256()
        self._rows = 0
        first = {"format": FORMAT, "version": VERSION, "schema": header.schema, "created": header.created.isoformat()}
        self._write(first)

    def add(self, table: str, rows: list[Row]) -> None:
        """Add rows of one table."""
        for row in rows:
            self._write([table, {name: _plain(value) for name, value in row.items()}])
        self._rows += len(rows)

    def finish(self) -> int:
        """Write the last line; returns the number of rows."""
        end = {"rows": self._rows, "sha256": self._digest.hexdigest()}
        self._file.write(json.dumps(end).encode() + b"\n")
        self._file.close()
        return self._rows

    def _write(self, content: object) -> None:
        line = json.dumps(content, ensure_ascii=True).encode() + b"\n"
        self._digest.update(line)
        self._file.write(line)


def read_header(path: Path) -> Header:
    """What kind of archive it is, after the whole file was checked. Raises ``ArchiveUnusable``."""
    lines = _lines(path)
    header = _header(path, next(lines, b""))
    digest = hashlib.sha256()
    rows = 0
    last = b""
    for line in _lines(path):
        digest.update(last)
        last = line
        rows += 1
    end = _parsed(path, last)
    if not isinstance(end, dict) or end.get("rows") != rows - 2 or end.get("sha256") != digest.hexdigest():
        raise ArchiveUnusable(str(path), "it is cut off or was changed, its check sum does not fit")
    return header


def read_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """Table and row of each line. Raises ``ArchiveUnusable``."""
    lines = _lines(path)
    next(lines, None)
    for line in lines:
        match _parsed(path, line):
            case [str(table), dict(row)]:
                yield table, row
            case {"sha256": _}:
                return
            case _:
                raise ArchiveUnusable(str(path), "it holds a line that is no row")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            unpacked = 0
            # A few kilobytes may unpack to whatever size somebody likes.
            while line := file.readline(LONGEST_LINE + 1):
                unpacked += len(line)
                if len(line) > LONGEST_LINE or unpacked > LARGEST:
                    raise ArchiveUnusable(str(path), "it unpacks to more than any backup of the hub")
                yield line
    except FileNotFoundError as error:
        raise ArchiveUnusable(str(path), "there is no such file") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ArchiveUnusable(str(path), "it is damaged, or no backup of the hub") from error
    except OSError as error:
        raise ArchiveUnusable(str(path), error.strerror or "it cannot be read") from error


def _parsed(path: Path, line: bytes) -> object:
    try:
        parsed: object = json.loads(line)
    except ValueError as error:
        raise ArchiveUnusable(str(path), "it is damaged, or no backup of the hub") from error
    return parsed


def _header(path: Path, line: bytes) -> Header:
    content = _parsed(path, line)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ArchiveUnusable(str(path), "it is no backup of the hub")
    if content.get("version") != VERSION:
        raise ArchiveUnusable(str(path), f"it is of format {content.get('version')}, this hub reads {VERSION}")
    try:
        return Header(str(content["schema"]), datetime.fromisoformat(content["created"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveUnusable(str(path), "its first line is damaged") from error


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
