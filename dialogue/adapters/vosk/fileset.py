"""Whether the files of a speech model belong together, and are still those it was first loaded with."""

from __future__ import annotations

import contextlib
import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from dialogue.errors import SpeechModelFaulty

# Files of different builds load silently and give word salad, so these must change together or not at all.
_TOGETHER: Final = ("final.mdl", "HCLr.fst", "HCLG.fst", "Gr.fst", "words.txt")
_PARTS: Final = ("am", "conf", "graph", "ivector", "rescore", "rnnlm")
# Of larger files only the ends are read: a model of gigabytes must not hold up the start.
_WHOLE: Final = 256 * 1024 * 1024
_END: Final = 1024 * 1024

# OpenFst's file head: magic number, then type and kind of arcs as text, then these.
_FST_MAGIC: Final = 2_125_659_606
_FST_HEAD: Final = struct.Struct("<iiQqqq")
_STATE_BYTES: Final = 20
_ARC: Final = np.dtype([("input", "<i4"), ("output", "<i4"), ("weight", "<f4"), ("next", "<i4")])


def check_words(folder: Path) -> None:
    """Raises ``SpeechModelFaulty`` when the word list is damaged, or lacks words that the language model has."""
    for name in ("graph/words.txt", "words.txt"):
        path = folder / name
        if not path.is_file():
            continue
        try:
            rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
            numbers = {int(number): word for word, number in rows}
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise SpeechModelFaulty(folder, f"{name} is damaged. Unpack the model again.") from error
        largest = _largest_output(path.with_name("Gr.fst"))
        if largest is not None and largest not in numbers:
            raise SpeechModelFaulty(folder, f"{name} and Gr.fst are not of one model. Unpack the model again.")


def check_unchanged(folder: Path, record: Path) -> None:
    """Compare the model with what ``record`` keeps of it, and keep that of a new one.

    A model that is replaced as a whole is a new one. Raises ``SpeechModelFaulty`` when only some of its files are
    others than before: then one is damaged, or they are of two builds.
    """
    known = _read(record)
    found = dict(_hashes(folder))
    name = str(folder.resolve())
    before = known.get(name, {})
    vital = [path for path in found if Path(path).name in _TOGETHER and path in before]
    changed = [path for path in vital if before[path] != found[path]]
    if changed and len(changed) < len(vital):
        files = " and ".join(changed)
        raise SpeechModelFaulty(
            folder,
            f"{files} changed since it was first used, the other files did not, so they are damaged or of another "
            f"model. Unpack the model again; if the change was meant, remove {record}.",
        )
    if before != found:
        # A folder that can't be written costs the comparison, never the hearing.
        with contextlib.suppress(OSError):
            record.write_text(json.dumps({**known, name: found}, indent=1) + "\n", encoding="utf-8")


def _read(record: Path) -> dict[str, dict[str, str]]:
    try:
        content: Any = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, Mapping):
        return {}
    return {str(name): dict(files) for name, files in content.items() if isinstance(files, Mapping)}


def _hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and (inside.parts[0] in _PARTS or len(inside.parts) == 1):
            yield str(inside), _hash(path)


def _hash(path: Path) -> str:
    found = hashlib.blake2b(digest_size=16)
    size = path.stat().st_size
    found.update(str(size).encode())
    with path.open("rb") as file:
        if size <= _WHOLE:
            for block in iter(lambda: file.read(_END), b""):
                found.update(block)
        else:
            found.update(file.read(_END))
            file.seek(size - _END)
            found.update(file.read(_END))
    return found.hexdigest()


def _largest_output(path: Path) -> int | None:
    """The largest word number of a language model, where its form is the plain one."""
    try:
        content = path.read_bytes() if path.stat().st_size <= _WHOLE else b""
        position = 0
        kinds = []
        if struct.unpack_from("<i", content)[0] != _FST_MAGIC:
            return None
        position = 4
        for _ in range(2):
            (length,) = struct.unpack_from("<i", content, position)
            kinds.append(content[position + 4 : position + 4 + length])
            position += 4 + length
        version, flags, _properties, _start, states, arcs = _FST_HEAD.unpack_from(content, position)
        if kinds != [b"const", b"standard"] or version != 2 or flags or not arcs:
            return None
        found = np.frombuffer(content, _ARC, arcs, position + _FST_HEAD.size + states * _STATE_BYTES)
    except (OSError, struct.error, ValueError):
        return None
    return int(found["output"].max())
