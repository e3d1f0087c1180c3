"""One sentence with its class, and the closed list of classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CLASSES: Final = ("command", "query", "teach", "manage", "scene", "answer", "chat")


@dataclass(frozen=True, slots=True)
class Example:
    """A masked sentence (``dialogue/reading/masking.py``) and what it is for, one of ``CLASSES``.

    ``annotated`` is the same with the roles of its unknown words, ``turn on the [__oov__](device)``; empty when nobody
    has said which they play.
    """

    text: str
    intent: str
    annotated: str = ""
