"""What a form shows of a thing, so that two who edit it at once put nothing over each other's."""

from __future__ import annotations

import hashlib

from hub.errors import ChangedSince


def seen_mark(*values: object) -> str:
    """What tells these values from others, for a hidden field ``seen``."""
    return hashlib.sha256(repr(values).encode("utf-8", "replace")).hexdigest()[:16]


def must_be_as_seen(seen: str, *values: object, now: str) -> None:
    """Raise ``ChangedSince`` when they are not what the form was made with; a form without a mark is taken."""
    if seen and seen != seen_mark(*values):
        raise ChangedSince(now)
