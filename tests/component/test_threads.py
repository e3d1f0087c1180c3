from __future__ import annotations

from custom_components.teachable_hub.threads import REMEMBERED, Threads


def test_only_the_latest_threads_are_remembered() -> None:
    threads = Threads()
    for number in range(REMEMBERED + 1):
        assert threads.of(f"new {number}", f"old {number}", {f"old {number}"}) == f"old {number}"
    assert threads.of("new 0", None, ()) == "new 0"
    assert threads.of("new 1", None, ()) == "old 1"
