"""Reads server-sent events out of pieces of a stream.

The form is that of https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .answers import HubEvent
from .errors import NotAHub

LONGEST: Final = 4 * 1024 * 1024
"""Bytes of one event; the hub's largest, a hello with many open questions, stays far below."""


@dataclass(slots=True)
class EventStream:
    """Takes bytes as they come and gives the events they complete; comments and unreadable events are passed over."""

    _rest: bytes = b""
    _fields: dict[str, str] = field(default_factory=dict)

    def feed(self, piece: bytes) -> Iterator[HubEvent]:
        """The events that end in this piece. Raises ``NotAHub`` when one has no end."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            event = self._line(line.rstrip(b"\r").decode("utf-8", errors="replace"))
            if event is not None:
                yield event
        if len(self._rest) + sum(map(len, self._fields.values())) > LONGEST:
            raise NotAHub("an event of the stream has no end")

    def _line(self, line: str) -> HubEvent | None:
        if not line:
            fields, self._fields = self._fields, {}
            return _event(fields)
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data" and "data" in self._fields:
            value = f"{self._fields['data']}\n{value}"
        if name:
            self._fields[name] = value
        return None


def _event(fields: dict[str, str]) -> HubEvent | None:
    try:
        data = json.loads(fields.get("data", ""))
    except ValueError:
        return None
    if not isinstance(data, dict) or "event" not in fields:
        return None
    return HubEvent(fields.get("id", ""), fields["event"], data)
