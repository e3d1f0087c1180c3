from __future__ import annotations

import pytest

from custom_components.teachable_hub.answers import HubEvent
from custom_components.teachable_hub.errors import NotAHub
from custom_components.teachable_hub.event_stream import LONGEST, EventStream

STREAM = (
    'id: 7\r\nevent: learned\r\ndata: {"term":\r\ndata: "crème brûlée"}\r\n\r\n: ping\n\nevent:health\ndata:{}\n\n'
).encode()
EVENTS = [HubEvent("7", "learned", {"term": "crème brûlée"}), HubEvent("", "health", {})]


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_events_are_the_same_however_the_stream_is_cut(size: int) -> None:
    stream = EventStream()
    pieces = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    assert [event for piece in pieces for event in stream.feed(piece)] == EVENTS


def test_an_event_without_end_is_not_collected_for_ever() -> None:
    stream = EventStream()
    assert list(stream.feed(b"data: " + b"x" * (LONGEST - 10))) == []
    with pytest.raises(NotAHub):
        list(stream.feed(b"\ndata: " + b"x" * 20))
