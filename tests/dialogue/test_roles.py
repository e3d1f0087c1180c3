from __future__ import annotations

from datetime import UTC, datetime

import pytest

from devices.home import Person, Role
from dialogue.turn import _role
from dialogue.utterance import Utterance


@pytest.mark.parametrize(
    ("at_home", "by_door", "counts"),
    [
        (None, None, Role.ADULT),
        (None, Role.GUEST, Role.GUEST),
        (Role.CHILD, None, Role.CHILD),
        (Role.CHILD, Role.ADULT, Role.CHILD),
        (Role.ADULT, Role.CHILD, Role.CHILD),
    ],
)
def test_the_lesser_role_counts(at_home: Role | None, by_door: Role | None, counts: Role) -> None:
    person = Person("p", "Kim", at_home) if at_home else None
    utterance = Utterance("hello", "c", "t", datetime(2026, 3, 2, tzinfo=UTC), role=by_door)
    assert _role(person, utterance) is counts
