"""Files that are written whole or not at all, and that only their owner can read."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from hub.storage.errors import DatabaseNotWritable, DiskFull, StorageError

DRAFT = ".hub-draft-"
_LEFT_AFTER_S = 3600


@contextmanager
def write_privately(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` when the block ends, and leaves nothing behind when it raises.

    Raises ``DiskFull`` or ``DatabaseNotWritable``.
    """
    draft = path.with_name(f"{DRAFT}{secrets.token_hex(4)}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        draft.replace(path)
    except OSError as error:
        raise _problem(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def remove_leftovers(folder: Path) -> None:
    """Remove drafts that a killed program left behind: they hold what people said. Those under way are younger."""
    for path in folder.glob(f"{DRAFT}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_AFTER_S:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _problem(path: Path, error: OSError) -> StorageError:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return (DiskFull if full else DatabaseNotWritable)(str(path), error.strerror or str(error))
