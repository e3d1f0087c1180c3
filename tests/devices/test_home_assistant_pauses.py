from __future__ import annotations

from devices.adapters.home_assistant.pauses import Patience, Pauses


class Watch:
    def __init__(self) -> None:
        self.s = 0.0

    def now(self) -> float:
        return self.s


def total(pauses: Pauses, watch: Watch, attempts: int) -> list[float]:
    taken = []
    for _ in range(attempts):
        taken.append(pauses.after(is_refused=False))
        watch.s += taken[-1]
    return taken


def test_while_a_restart_may_be_going_on_no_pause_is_long() -> None:
    watch = Watch()
    pauses = Pauses(Patience(), now=watch.now)
    taken = total(pauses, watch, 60)
    assert taken[0] <= 0.6
    assert max(taken) <= 2.4
    assert sum(taken) / len(taken) > 1.5  # without hammering


def test_who_is_away_for_long_is_asked_for_less_and_less() -> None:
    watch = Watch()
    pauses = Pauses(Patience(), now=watch.now)
    watch.s = 400
    assert max(total(pauses, watch, 10)) >= 24
    assert max(total(pauses, watch, 10)) <= 36
    pauses.begin()
    assert total(pauses, watch, 1)[0] <= 0.6


def test_a_refused_token_waits_and_leaves_the_other_pauses_alone() -> None:
    pauses = Pauses(Patience(), now=lambda: 0)
    assert pauses.after(is_refused=True) >= 240
    assert pauses.after(is_refused=False) <= 1.2
