"""The password again before what is sensitive, when the last one was given too long ago; nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.routing import APIRoute

from hub.admin.access import Allowed
from hub.admin.app import PAGES
from hub.admin.door import Door
from hub.admin.logins import PROVED_FOR
from hub.admin.pages.privacy import FORGET
from hub.running import Hub
from tests.admin.conftest import PASSWORD, Visit
from tests.hub.conftest import Parts

SENSITIVE = {
    ("POST", "/people/accounts"),
    ("POST", "/people/accounts/{account_id}/change"),
    ("POST", "/people/accounts/{account_id}/password"),
    ("POST", "/people/accounts/{account_id}/remove"),
    ("POST", "/tokens"),
    ("POST", "/tokens/{token_id}/revoke"),
    ("GET", "/privacy/export"),
    ("GET", "/privacy/backups/{name}/file"),
    ("POST", "/privacy/forget"),
    ("POST", "/privacy/backups/{name}/restore"),
    ("POST", "/privacy/backups/{name}/delete"),
}


@pytest.fixture
def later(parts: Parts, admin: Visit) -> Visit:
    """The admin, some time after the log-in."""
    parts.clock.move(seconds=PROVED_FOR.total_seconds() + 60)
    return admin


def fields_on(page: str) -> dict[str, str]:
    """What the page that asks for the password carries along."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.split("<main", 1)[1])
    return {name: unescape(value) for name, value in found if name != "csrf"}


def test_what_needs_the_password_again_is_what_gives_power_or_takes_things_away() -> None:
    found = {
        (method, route.path)
        for page in PAGES
        for route in page.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if any(isinstance(one.call, Allowed) and one.call.proved for one in route.dependant.dependencies)
    }
    assert found == SENSITIVE


@pytest.mark.parametrize(("method", "path"), sorted(SENSITIVE))
async def test_it_is_asked_for_before_anything_is_done(later: Visit, hub: Hub, method: str, path: str) -> None:
    place = path.replace("{", "no-such-").replace("}", "")
    answer = await (later.get(place) if method == "GET" else later.post(place, what="everything", confirm=FORGET))
    assert answer.status_code == 401
    assert 'name="present" type="password"' in answer.text
    assert await hub.audit.page() == []


async def test_a_password_of_just_now_is_enough(admin: Visit, parts: Parts) -> None:
    parts.clock.move(seconds=PROVED_FOR.total_seconds() - 60)
    assert (await admin.get("/privacy/export")).status_code == 200


async def test_a_form_goes_on_with_all_that_was_typed(later: Visit, door: Door) -> None:
    typed = {"name": '<b> "Robin"', "role": "child", "person": "robin", "password": "four words of nonsense"}
    asked = await later.post("/people/accounts", **typed)
    assert 'action="/people/accounts"' in asked.text
    assert fields_on(asked.text) == typed
    assert len(await door.accounts.accounts()) == 1

    wrong = await later.post("/people/accounts", **typed, present="not my password")
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    assert fields_on(wrong.text) == typed
    assert "not my password" not in wrong.text
    assert len(await door.accounts.accounts()) == 1

    done = await later.post("/people/accounts", **typed, present=PASSWORD)
    assert done.headers["location"] == "/people"
    assert {one.name for one in await door.accounts.accounts()} == {"the admin", '<b> "Robin"'}
    # And for the next minutes it is not asked for again.
    assert (await later.post("/tokens", name="panel", scope="read")).status_code == 201


async def test_a_file_is_fetched_after_the_password(later: Visit) -> None:
    asked = await later.get("/privacy/export")
    assert fields_on(asked.text) == {"next": "/privacy/export"}
    wrong = await later.post("/account/confirm", next="/privacy/export", present="no")
    assert wrong.status_code == 422
    assert fields_on(wrong.text) == {"next": "/privacy/export"}
    thanks = await later.post("/account/confirm", next="/privacy/export", present=PASSWORD)
    assert 'class="button" href="/privacy/export"' in thanks.text
    file = await later.get("/privacy/export")
    assert file.headers["content-disposition"].startswith("attachment")


async def test_nobody_is_led_elsewhere_by_the_password_page(later: Visit) -> None:
    thanks = await later.post("/account/confirm", next="https://evil.example/", present=PASSWORD)
    assert "evil" not in thanks.text


async def test_guessing_is_slowed_and_written_down(later: Visit, hub: Hub) -> None:
    for _ in range(5):
        await later.post("/tokens", name="panel", scope="admin", present="guess")
    waits = await later.post("/tokens", name="panel", scope="admin", present=PASSWORD)
    assert waits.status_code == 429
    assert "wrong too often" in waits.text
    assert fields_on(waits.text) == {"name": "panel", "scope": "admin"}
    assert await hub.store.tokens() == []
    lines = [(one.who, one.action) for one in await hub.audit.page()]
    assert lines == [("the admin", "present password wrong")] * 5


async def test_one_browser_s_password_does_not_count_for_another(
    later: Visit, hub: Hub, door: Door, parts: Parts
) -> None:
    from hub.admin.access import COOKIE
    from tests.admin.conftest import browser

    await later.post("/account/confirm", next="/privacy", present=PASSWORD)
    assert (await later.get("/privacy/export")).status_code == 200
    (account,) = await door.accounts.accounts()
    async with browser(hub) as other:
        other.cookies.set(COOKIE, await door.logins.begin(account))
        assert (await other.get("/privacy/export")).status_code == 200
        parts.clock.move(seconds=PROVED_FOR.total_seconds() - 30)
        await later.post("/account/confirm", next="/privacy", present=PASSWORD)
        parts.clock.move(seconds=60)
        assert (await other.get("/privacy/export")).status_code == 401
        assert (await later.get("/privacy/export")).status_code == 200
