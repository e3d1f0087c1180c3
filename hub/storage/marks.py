"""Where a page of a list ends: the key of its last row, as an address can carry it."""

from __future__ import annotations

import base64
import binascii
import json


def write_mark(*key: str) -> str:
    """The mark of a row."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def read_mark(mark: str | None, length: int) -> list[str] | None:
    """Back from ``write_mark``, of a key of so many parts; raises ``ValueError`` when it is none."""
    if not mark:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(mark.encode()))
    except (ValueError, binascii.Error) as error:
        raise ValueError("the page mark is not one of this list") from error
    if not isinstance(key, list) or len(key) != length or not all(isinstance(part, str) for part in key):
        raise ValueError("the page mark is not one of this list")
    return key
