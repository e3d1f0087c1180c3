from __future__ import annotations

import pytest

from hub.admin.door import Door, Locked
from hub.admin.first_run import FirstRun
from hub.admin.lockout import FREE_ACCOUNT, FREE_ADDRESS, FREE_PAIR, LONGEST_WAIT_S, Lockout
from hub.admin.roles import AccountRole
from hub.errors import HubError
from tests.admin.conftest import PASSWORD

HERE, THERE = "192.0.2.7", "192.0.2.9"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_code_fits_however_it_is_typed() -> None:
    first = FirstRun("ABCD-2345")
    assert first.fits("ABCD-2345")
    assert first.fits(" abcd 2345 ")
    assert not first.fits("ABCD-2346")
    assert not first.fits("")
    first.close()
    assert not first.fits("ABCD-2345")


def test_five_failures_make_one_wait_and_each_more_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    clock = Clock()
    lockout = Lockout(clock)
    for _ in range(FREE_PAIR - 1):
        lockout.note_failure("alex", HERE)
    assert lockout.wait_s("alex", HERE) == 0
    waits = []
    for _ in range(8):
        lockout.note_failure("alex", HERE)
        waits.append(lockout.wait_s("alex", HERE))
    assert waits[:3] == [30, 60, 120]
    assert waits[-1] == LONGEST_WAIT_S
    assert lockout.wait_s("alex", THERE) == 0
    clock.now = LONGEST_WAIT_S
    assert lockout.wait_s("alex", HERE) == 0


def test_an_address_that_tries_many_names_waits_with_all() -> None:
    lockout = Lockout(Clock())
    for number in range(FREE_ADDRESS):
        lockout.note_failure(f"name {number}", HERE)
    assert lockout.wait_s("alex", HERE) > 0
    assert lockout.wait_s("alex", THERE) == 0


def test_who_has_logged_in_there_before_is_not_shut_out_by_others() -> None:
    lockout = Lockout(Clock())
    lockout.note_success("alex", HERE)
    for number in range(FREE_ACCOUNT):
        lockout.note_failure("alex", f"203.0.113.{number}")
    assert lockout.wait_s("alex", THERE) > 0
    assert lockout.wait_s("alex", HERE) == 0


async def test_a_wrong_password_is_refused_and_after_some_the_right_one_has_to_wait(door: Door) -> None:
    await door.add("Alex", PASSWORD, AccountRole.ADMIN)
    for _ in range(FREE_PAIR):
        with pytest.raises(HubError, match="do not belong together"):
            await door.log_in("alex", "a wrong password", HERE)
    with pytest.raises(Locked, match="Try again in 1 minute"):
        await door.log_in("alex", PASSWORD, HERE)
    assert await door.log_in(" ALEX ", PASSWORD, THERE)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 201])
async def test_a_password_that_will_not_do_is_refused(door: Door, password: str) -> None:
    with pytest.raises(HubError, match="password"):
        await door.add("Alex", password, AccountRole.ADMIN)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x07b"])
async def test_a_name_that_will_not_do_is_refused(door: Door, name: str) -> None:
    with pytest.raises(HubError, match="name"):
        await door.add(name, PASSWORD, AccountRole.ADMIN)


async def test_names_are_taken_once_however_they_are_written(door: Door) -> None:
    await door.add("Alex", PASSWORD, AccountRole.ADMIN)
    with pytest.raises(HubError, match="already"):
        await door.add("ＡLEX", PASSWORD, AccountRole.ADULT)


async def test_the_only_admin_stays(door: Door) -> None:
    alex = await door.add("Alex", PASSWORD, AccountRole.ADMIN)
    for attempt in (door.remove(alex), door.change(alex, AccountRole.ADULT, None)):
        with pytest.raises(HubError, match="only admin"):
            await attempt
    sam = await door.add("Sam", PASSWORD, AccountRole.ADMIN)
    await door.change(alex, AccountRole.ADULT, None)
    with pytest.raises(HubError, match="only admin"):
        await door.remove(sam)


async def test_another_password_or_role_logs_out_everywhere(door: Door) -> None:
    alex = await door.add("Alex", PASSWORD, AccountRole.ADULT)
    secret = await door.logins.begin(alex)
    assert await door.logins.visitor(secret) is not None
    await door.change(alex, AccountRole.CHILD, "person.alex")
    assert await door.logins.visitor(secret) is None
    secret = await door.logins.begin(alex)
    await door.change_password(alex, "four other plain words")
    assert await door.logins.visitor(secret) is None


async def test_passwords_and_cookies_are_kept_only_as_digests(door: Door) -> None:
    alex = await door.add("Alex", PASSWORD, AccountRole.ADULT)
    secret = await door.logins.begin(alex)
    assert alex.password.startswith("$argon2id$")
    visitor = await door.logins.visitor(secret)
    assert visitor is not None
    assert secret not in repr(visitor)
    assert visitor.login.digest != secret
