"""Which language a door is spoken to in."""

from __future__ import annotations

from hub.errors import NotSpoken


def language_spoken(tag: str | None, own: str) -> str:
    """The hub's language, when that is what a tag such as ``en-US`` (or no tag) asks for. Raises ``NotSpoken``."""
    if tag is None or tag[:2].lower() == own:
        return own
    raise NotSpoken(tag, own)
