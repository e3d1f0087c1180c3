"""A clock that leaps ahead is not believed at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hub.clock_leaps import WAIT_S, ClockLeaps

START = datetime(2026, 3, 10, 19, tzinfo=UTC)


class Steady:
    """Seconds that pass as the test says."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


def test_a_clock_that_goes_on_as_time_does_is_believed() -> None:
    steady = Steady()
    leaps = ClockLeaps(START, steady)
    steady.passed += 6 * 3600
    assert leaps.may_trust(START + timedelta(hours=6))


def test_a_machine_that_slept_for_a_month_is_believed() -> None:
    steady = Steady()
    leaps = ClockLeaps(START, steady)
    steady.passed += 30 * 24 * 3600
    assert leaps.may_trust(START + timedelta(days=30))


def test_after_a_leap_ahead_a_day_is_waited() -> None:
    steady = Steady()
    leaps = ClockLeaps(START, steady)
    steady.passed += 3600
    ahead = START + timedelta(days=365)
    assert not leaps.may_trust(ahead)
    steady.passed += WAIT_S / 2
    assert not leaps.may_trust(ahead + timedelta(seconds=WAIT_S / 2))
    steady.passed += WAIT_S
    assert leaps.may_trust(ahead + timedelta(seconds=1.5 * WAIT_S))


def test_a_clock_that_is_put_back_is_believed_again() -> None:
    steady = Steady()
    leaps = ClockLeaps(START, steady)
    assert not leaps.may_trust(START + timedelta(days=365))
    steady.passed += 60
    assert leaps.may_trust(START + timedelta(minutes=1))
