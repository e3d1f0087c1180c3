"""Files that are written whole or not at all, and that only their owner can read."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from hub.storage.errors import DatabaseNotWritable, DiskFull, StorageError


@contextmanager
def write_privately(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` when the block ends, and leaves nothing behind when it raises.

    Raises ``DiskFull`` or ``DatabaseNotWritable``.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
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


def _problem(path: Path, error: OSError) -> StorageError:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return (DiskFull if full else DatabaseNotWritable)(str(path), error.strerror or str(error))
